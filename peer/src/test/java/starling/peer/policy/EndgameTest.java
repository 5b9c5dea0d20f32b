package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.metainfo.PieceLayout;

/** What is asked of a second peer, and when. */
class EndgameTest {
    private static PickerPicture picture(String have, int blocks) {
        return new PickerPicture(have, blocks, 1);
    }

    @Test
    void inTheEndgameABlockIsAskedOfThreeAtMost() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        PeerPieces three = picture.peer("xxxx");
        PeerPieces four = picture.peer("xxxx");

        assertThat(picture.picker.isEndgame()).isFalse();
        assertThat(picture.pick(one, 9)).isEqualTo("3:0 3:1");
        assertThat(picture.picker.isEndgame()).isTrue();
        assertThat(picture.pick(one, 9)).isEmpty();
        assertThat(picture.pick(two, 9)).isEqualTo("3:1 3:0");
        assertThat(picture.pick(three, 1)).isEqualTo("3:1");
        assertThat(picture.pick(four, 9)).isEqualTo("3:0");
    }

    @Test
    void whoComesSecondInTheEndgameIsCancelled() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        picture.pick(one, 9);
        picture.pick(two, 9);

        PartialPiece piece = picture.picker.received(two, 3, 0);

        assertThat(piece).isNotNull();
        assertThat(picture.picker.isAskedOfOthers(piece, 0)).isTrue();
        assertThat(picture.picker.received(one, 3, 0))
                .as("the same block again")
                .isNull();
        assertThat(picture.picker.isAskedOfOthers(piece, 0)).isFalse();
        assertThat(picture.picker.isAskedOfOthers(piece, 1)).isTrue();
        assertThat(picture.picker.written(piece, 0)).isFalse();
        assertThat(piece.contributors()).containsExactly(two);
    }

    @Test
    void whoLeavesInTheEndgameTakesNothingFromTheOthers() {
        PickerPicture picture = picture("xxx.", 1);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        picture.pick(one, 1);
        picture.pick(two, 1);

        picture.picker.left(one);

        assertThat(picture.picker.isEndgame()).isTrue();
        PartialPiece whole = picture.gets(two, 3, 0);
        assertThat(whole).isNotNull();
        picture.picker.verified(whole);
        assertThat(picture.picker.isComplete()).isTrue();
    }

    @Test
    void aPieceThatNobodyHasDoesNotHoldTheEndgameUp() {
        PickerPicture picture = picture("xx..", 2);
        PeerPieces one = picture.peer("xxx.");
        PeerPieces two = picture.peer("xxx.");

        assertThat(picture.pick(one, 9)).isEqualTo("2:0 2:1");

        assertThat(picture.picker.isEndgame()).isTrue();
        assertThat(picture.pick(two, 9)).isEqualTo("2:1 2:0");
    }

    @Test
    void norDoesOneWhoseOwnerChokesUs() {
        PickerPicture picture = picture("xx..", 2);
        PeerPieces one = picture.peer("xxx.");
        PeerPieces two = picture.peer("xxx.");
        PeerPieces choking = picture.peer("xxxx");
        choking.setChoking(true);
        picture.pick(one, 9);

        assertThat(picture.picker.isEndgame()).isTrue();
        assertThat(picture.pick(two, 9)).isEqualTo("2:1 2:0");
        choking.setChoking(false);
        assertThat(picture.picker.isEndgame()).isFalse();
    }

    @Test
    void severalHelpersTakeDifferentBlocksFirst() {
        PickerPicture picture = picture("xxx.", 12);
        PeerPieces slow = picture.peer("xxxx");
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        picture.pick(slow, 12);

        assertThat(picture.pick(one, 9)).isEqualTo("3:11 3:10 3:9 3:8");
        assertThat(picture.pick(one, 9)).as("four at once").isEmpty();
        assertThat(picture.pick(two, 9)).isEqualTo("3:7 3:6 3:5 3:4");
    }

    @ParameterizedTest
    @CsvSource({
        // rates of the two in blocks a second; what the second is asked for of the 8 that the first was asked for
        "10, 10, 3:7 3:6 3:5",
        "80, 10, ''",
        "40, 10, 3:7",
        "1, 100, 3:7 3:6 3:5 3:4",
    })
    void onlyWhoIsLikelyToBeFirstIsAsked(long first, long second, String asked) {
        PickerPicture picture = picture("xxx.", 8);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        picture.pick(one, 8);
        one.setRate(first * PieceLayout.BLOCK_LENGTH);
        two.setRate(second * PieceLayout.BLOCK_LENGTH);

        assertThat(picture.pick(two, 9)).isEqualTo(asked);
    }

    @Test
    void aFarFasterPeerGoesOnWithThePieceOfASlowOne() {
        PickerPicture picture = picture("xxxx....", 100);
        PeerPieces slow = picture.peer("xxxxxxxx");
        PeerPieces fast = picture.peer("xxxxxxxx");
        PeerPieces even = picture.peer("xxxxxxxx");
        int held = picture.pickPieces(slow, 2).get(0);
        slow.setRate(PieceLayout.BLOCK_LENGTH);
        even.setRate(3L * PieceLayout.BLOCK_LENGTH);
        fast.setRate(9L * PieceLayout.BLOCK_LENGTH);

        assertThat(picture.pickPieces(even, 1)).as("not much faster").doesNotContain(held);
        assertThat(picture.pick(fast, 2)).isEqualTo(held + ":2 " + held + ":3");
    }

    @Test
    void andAsksForWhatTheSlowOneWasAskedForAsWell() {
        PickerPicture picture = picture("xxxx....", 4);
        PeerPieces slow = picture.peer("xxxxxxxx");
        PeerPieces fast = picture.peer("xxxxxxxx");
        int held = picture.pickPieces(slow, 4).get(0);
        slow.setRate(100);
        fast.setRate(1_000_000);

        List<Integer> asked = picture.pickPieces(fast, 5);

        assertThat(asked).startsWith(held, held, held, held).hasSize(5);
        assertThat(asked.get(4)).isNotEqualTo(held);
        assertThat(picture.pickPieces(fast, 1)).as("nothing twice of one peer").doesNotContain(held);
    }

    @Test
    void whoIsOnlyNewIsNotTakenForSlow() {
        PickerPicture picture = picture("xxxx....", 4);
        PeerPieces newcomer = picture.peer("xxxxxxxx");
        PeerPieces fast = picture.peer("xxxxxxxx");
        int begun = picture.pickPieces(newcomer, 2).get(0);
        fast.setRate(1_000_000);

        assertThat(picture.pickPieces(fast, 3)).doesNotContain(begun);
    }
}
