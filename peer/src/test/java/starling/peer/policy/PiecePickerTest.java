package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.PieceLayout;
import starling.wire.Bitfield;

/** Which piece is asked of whom. */
class PiecePickerTest {
    private static PickerPicture picture(String have, int blocks) {
        return new PickerPicture(have, blocks, 1);
    }

    @ParameterizedTest
    @CsvSource({
        // have,   the peer, others,          the piece that is chosen
        "xxxx....,  xxxxxxxx, xxxxxxx. xxxxxx.., 7",
        "xxxx....,  xxxxxxx., xxxxxx.. xxxxx..., 6",
        "xxxx....,  ....xxxx, ....xxx. ....xx.x, 7 6 of one each is rarest",
        "xxxx.xxx,  xxxxxxxx, xxxxxxxx xxxxxxxx, 4",
    })
    void theRarestComesFirst(String have, String peer, String others, String chosen) {
        PickerPicture picture = picture(have, 1);
        for (String other : others.split(" ")) {
            picture.peer(other);
        }
        PeerPieces asked = picture.peer(peer);

        String picked = picture.pick(asked, 1);

        assertThat(chosen.split(" ")).contains(picked.replace(":0", ""));
    }

    @Test
    void allComeInTheOrderOfTheirRarity() {
        PickerPicture picture = picture("xxxx....", 1);
        picture.peer("....xxx.");
        picture.peer("....xx..");
        picture.peer("....x...");

        assertThat(picture.pick(picture.peer("xxxxxxxx"), 4)).isEqualTo("7:0 6:0 5:0 4:0");
    }

    @Test
    void aSeedMakesNothingRarer() {
        PickerPicture picture = picture("xxxx....", 1);
        picture.peer("....xx.x");
        PeerPieces seed = picture.peer("xxxxxxxx");

        assertThat(picture.owners()).isEqualTo("11112212");
        assertThat(picture.pick(seed, 1)).isEqualTo("6:0");
    }

    @Test
    void aHaveMakesAPieceLessRare() {
        PickerPicture picture = picture("xxxx..", 1);
        PeerPieces other = picture.peer("......");
        PeerPieces seed = picture.peer("xxxxxx");

        picture.picker.have(other, 4);
        picture.picker.have(other, 4);

        assertThat(picture.owners()).isEqualTo("111121");
        assertThat(picture.pick(seed, 2)).isEqualTo("5:0 4:0");
    }

    @Test
    void theFirstPiecesAreTakenAtRandom() {
        Set<String> chosen = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            PickerPicture picture = new PickerPicture("........", 1, seed);
            picture.peer("xxxxxxx.");
            chosen.add(picture.pick(picture.peer("xxxxxxxx"), 1));
        }

        assertThat(chosen).hasSize(8);
    }

    @Test
    void equalsAreTakenAtRandom() {
        Set<String> chosen = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            PickerPicture picture = new PickerPicture("xxxx....", 1, seed);
            chosen.add(picture.pick(picture.peer("xxxxxxxx"), 1));
        }

        assertThat(chosen).containsExactlyInAnyOrder("4:0", "5:0", "6:0", "7:0");
    }

    @Test
    void aPieceBegunIsFinishedFirst() {
        PickerPicture picture = picture("xxxx..", 3);
        PeerPieces seed = picture.peer("xxxxxx");
        picture.peer("....x.");

        assertThat(picture.pick(seed, 2)).isEqualTo("5:0 5:1");
        picture.peer(".....x");
        picture.peer(".....x");
        assertThat(picture.pick(seed, 2)).isEqualTo("5:2 4:0");
    }

    @Test
    void aPieceBegunByOneIsLeftToIt() {
        PickerPicture picture = picture("xxxx...", 2);
        PeerPieces one = picture.peer("xxxxxxx");
        PeerPieces two = picture.peer("xxxxxxx");

        List<Integer> first = picture.pickPieces(one, 1);
        List<Integer> second = picture.pickPieces(two, 1);
        List<Integer> then = picture.pickPieces(one, 1);

        assertThat(second).doesNotContainAnyElementsOf(first);
        assertThat(then).isEqualTo(first);
    }

    @Test
    void aPieceBegunByOneIsSharedWhereNothingElseIsLeft() {
        PickerPicture picture = picture("xxx.", 4);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");

        assertThat(picture.pick(one, 2)).isEqualTo("3:0 3:1");
        assertThat(picture.pick(two, 2)).isEqualTo("3:2 3:3");
    }

    @Test
    void whatOneLeavesTheNextGoesOnWith() {
        PickerPicture picture = picture("xxxx....", 2);
        PeerPieces one = picture.peer("xxxxxxxx");
        int begun = picture.pickPieces(one, 2).get(0);
        picture.gets(one, begun, 0);

        picture.picker.left(one);

        assertThat(picture.pick(picture.peer("xxxxxxxx"), 1)).isEqualTo(begun + ":1");
        assertThat(picture.owners()).isEqualTo("11111111");
    }

    @ParameterizedTest
    @ValueSource(strings = {"........", "xxxx....", "x......."})
    void aPeerThatHasNothingWeMissIsNotAsked(String has) {
        PickerPicture picture = picture("xxxx....", 2);
        PeerPieces peer = picture.peer(has);

        assertThat(peer.isInteresting()).isFalse();
        assertThat(picture.pick(peer, 10)).isEmpty();
    }

    @Test
    void interestComesAndGoesWithThePieces() {
        PickerPicture picture = picture("xx..", 1);
        PeerPieces seed = picture.peer("xxxx");
        PeerPieces peer = picture.peer("x...");
        assertThat(peer.isInteresting()).isFalse();

        picture.picker.have(peer, 2);
        assertThat(peer.isInteresting()).isTrue();

        picture.pick(seed, 2);
        picture.answersAll(seed);
        assertThat(picture.have()).isEqualTo("xxxx");
        assertThat(peer.isInteresting()).isFalse();
        assertThat(seed.isInteresting()).isFalse();
        assertThat(picture.picker.isComplete()).isTrue();
        assertThat(picture.picker.leftBytes()).isZero();
    }

    @Test
    void theLastPieceIsShorter() {
        PieceLayout layout = new PieceLayout(5L * PieceLayout.BLOCK_LENGTH + 1, 2 * PieceLayout.BLOCK_LENGTH);
        PiecePicker picker = new PiecePicker(layout, PickerPicture.bits("xx."), new Random(1));
        PeerPieces peer = new PeerPieces(3);
        peer.setChoking(false);
        picker.joined(peer);
        picker.bitfield(peer, Bitfield.full(3));

        assertThat(picker.leftBytes()).isEqualTo(PieceLayout.BLOCK_LENGTH + 1);
        assertThat(picker.pick(peer, 9, (piece, block) -> {})).isEqualTo(2);
    }

    @Test
    void aPeerThatGetsItsLastPieceIsASeed() {
        PickerPicture picture = picture("xxxx", 1);
        PeerPieces peer = picture.peer("xxx.");

        picture.picker.have(peer, 3);

        assertThat(peer.isSeed()).isTrue();
        assertThat(picture.owners()).isEqualTo("1111");
        picture.picker.left(peer);
        assertThat(picture.owners()).isEqualTo("0000");
    }

    @ParameterizedTest
    @CsvSource({
        // have,   a level a piece, the peer, others,            all in the order they are chosen
        "xxxx....,  22222223, xxxxxxxx, ....xxxx .......x,       7",
        "xxxx....,  22221112, xxxxxxxx, .......x .......x,       7",
        "xxxx....,  22220030, xxxxxxxx, ........,                6",
        "xxxx....,  22222221, xxxxxxxx, ....xx.. ....x.x.,       6 5 7",
        "........,  00000030, xxxxxxxx, ........,                6",
        "........,  11111131, xxxxxxxx, ......x. ......x.,       6",
    })
    void whatIsWantedMostComesFirstAndWhatIsNotNever(
            String have, String levels, String peer, String others, String chosen) {
        PickerPicture picture = picture(have, 1);
        for (String other : others.split(" ")) {
            picture.peer(other);
        }
        PeerPieces asked = picture.peer(peer);
        picture.plan(levels, false);

        assertThat(chosen.split(" ")).contains(picture.pick(asked, 1).replace(":0", ""));
        picture.answersAll(asked);
        while (!picture.pick(asked, 1).isEmpty()) {
            picture.answersAll(asked);
        }
        for (int piece = 0; piece < have.length(); piece++) {
            assertThat(picture.picker.has(piece))
                    .as("piece %d", piece)
                    .isEqualTo(have.charAt(piece) == 'x' || levels.charAt(piece) != '0');
        }
        assertThat(picture.picker.isComplete()).isTrue();
        assertThat(picture.picker.leftBytes()).isZero();
        assertThat(asked.isInteresting()).isFalse();
    }

    @Test
    void inOrderTheFirstComesFirst() {
        PickerPicture picture = picture("..x.....", 1);
        picture.peer("xxxxxxx.");
        PeerPieces seed = picture.peer("xxxxxxxx");
        PeerPieces some = picture.peer(".x....x.");
        picture.plan("22222222", true);

        assertThat(picture.pick(seed, 1)).isEqualTo("0:0");
        assertThat(picture.pick(some, 1)).isEqualTo("1:0");
        assertThat(picture.pick(seed, 4)).isEqualTo("3:0 4:0 5:0 6:0");
        picture.plan("22222222", false);
        assertThat(picture.pick(seed, 1)).isEqualTo("7:0");
    }

    @Test
    void inOrderWhatIsWantedMostStillComesFirst() {
        PickerPicture picture = picture("........", 1);
        PeerPieces seed = picture.peer("xxxxxxxx");
        picture.plan("22110332", true);

        assertThat(picture.pick(seed, 9)).isEqualTo("5:0 6:0 0:0 1:0 7:0 2:0 3:0");
    }

    @Test
    void aPieceBegunThatNobodyWantsAnyMoreIsGivenUp() {
        PickerPicture picture = picture("xxxx....", 2);
        PeerPieces seed = picture.peer("xxxxxxxx");
        int begun = picture.pickPieces(seed, 2).get(0);
        PartialPiece partial = picture.picker.received(seed, begun, 0);

        StringBuilder levels = new StringBuilder("22222222");
        levels.setCharAt(begun, '0');
        assertThat(picture.plan(levels.toString(), false)).containsExactly(begun + ":1");

        assertThat(seed.requests().isEmpty()).isTrue();
        assertThat(picture.picker.written(partial, 0)).isFalse();
        assertThat(picture.picker.received(seed, begun, 1)).isNull();
        assertThat(picture.pickPieces(seed, 9)).doesNotContain(begun).hasSize(6);
        picture.plan("22222222", false);
        assertThat(picture.pick(seed, 9)).as("wanted again").isEqualTo(begun + ":0 " + begun + ":1");
    }

    @Test
    void aSuggestionDecidesAmongEqualsAlone() {
        PickerPicture picture = picture("xxxx....", 1);
        picture.peer(".....x..");
        PeerPieces peer = picture.peer("xxxxxxx.");
        for (int piece : List.of(7, 5, 0, 6)) {
            peer.suggest(piece);
        }

        assertThat(picture.pick(peer, 3)).isEqualTo("6:0 4:0 5:0");
    }

    @Test
    void whoChokesIsAskedForWhatItAllowsAndHas() {
        PickerPicture picture = picture("xxxx....", 2);
        PeerPieces peer = picture.peer("xxxxxx.x");
        peer.setChoking(true);
        assertThat(picture.pick(peer, 9)).isEmpty();
        for (int piece : List.of(6, 5, 0)) {
            peer.allow(piece);
        }

        assertThat(picture.pick(peer, 9)).isEqualTo("5:0 5:1");
        peer.allow(7);
        peer.disallow(7);
        assertThat(picture.pick(peer, 9)).isEmpty();
        peer.setChoking(false);
        assertThat(picture.pickPieces(peer, 9)).containsOnly(4, 7);
    }

    @Test
    void aPeerOfFewPiecesIsSearchedByWhatItHas() {
        String some = ".".repeat(900);
        PickerPicture picture = picture("xxxx" + some, 1);
        picture.peer("...." + some.substring(1) + "x");
        PeerPieces peer = picture.peer("...." + "x" + some.substring(2) + "x");

        assertThat(picture.pick(peer, 2)).isEqualTo("4:0 903:0");
    }
}
