package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of blocks that come in, do not, or are bad. */
class PickerBlocksTest {
    private static PickerPicture picture(String have, int blocks) {
        return new PickerPicture(have, blocks, 1);
    }

    @Test
    void aChokeFreesWhatWasAsked() {
        PickerPicture picture = picture("xxx.", 3);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        assertThat(picture.pick(one, 3)).isEqualTo("3:0 3:1 3:2");
        picture.gets(one, 3, 1);

        picture.picker.release(one);

        assertThat(one.requests().isEmpty()).isTrue();
        assertThat(picture.pick(two, 3)).isEqualTo("3:0 3:2");
    }

    @Test
    void aRejectFreesOneBlock() {
        PickerPicture picture = picture("xxx.", 3);
        PeerPieces one = picture.peer("xxxx");
        picture.pick(one, 3);

        assertThat(picture.picker.release(one, 3, 1)).isTrue();
        assertThat(picture.picker.release(one, 3, 1)).isFalse();

        assertThat(picture.pick(picture.peer("xxxx"), 1)).isEqualTo("3:1");
    }

    @Test
    void aBlockThatWasNotAskedForIsNotTaken() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        picture.pick(one, 1);

        assertThat(picture.picker.received(two, 3, 0)).isNull();
        assertThat(picture.picker.received(one, 3, 1)).isNull();
        assertThat(picture.picker.received(one, 0, 0)).isNull();
        assertThat(picture.gets(one, 3, 0)).isNull();
        assertThat(picture.picker.partials())
                .singleElement()
                .satisfies(piece -> assertThat(piece.writtenBlocks()).isEqualTo(1));
    }

    @Test
    void aPieceInDoubtIsAskedOfOneAloneUntilThatOneLeaves() {
        PickerPicture picture = picture("xxx.", 3);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces other = picture.peer("xxxx");
        picture.pick(one, 2);
        picture.pick(other, 1);
        picture.gets(one, 3, 0);
        picture.gets(one, 3, 1);
        PartialPiece whole = picture.gets(other, 3, 2);
        assertThat(List.of(whole.sender(0), whole.sender(1), whole.sender(2))).containsExactly(one, one, other);

        picture.picker.failed(whole, true);

        assertThat(picture.pick(one, 1)).isEqualTo("3:0");
        assertThat(picture.pick(other, 9)).as("neither free blocks nor endgame").isEmpty();
        picture.picker.left(one);
        assertThat(picture.pick(other, 9)).isEqualTo("3:0 3:1 3:2");
        picture.answersAll(other);
        assertThat(picture.picker.isComplete()).isTrue();
    }

    @Test
    void aPieceInDoubtGoesToAnotherWhereTheOneRefuses() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces other = picture.peer("xxxx");
        picture.pick(one, 1);
        picture.pick(other, 1);
        picture.gets(one, 3, 0);
        picture.picker.failed(picture.gets(other, 3, 1), true);
        picture.pick(one, 2);
        assertThat(picture.pick(other, 2)).isEmpty();

        picture.picker.release(one, 3, 0);
        assertThat(picture.pick(other, 2)).as("one block is still on its way").isEmpty();
        picture.picker.release(one, 3, 1);

        assertThat(picture.pick(other, 2)).isEqualTo("3:0 3:1");
        assertThat(picture.pick(one, 2)).isEmpty();
    }

    @Test
    void aBadPieceGoesBack() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces liar = picture.peer("xxxx");
        PeerPieces honest = picture.peer("xxxx");
        picture.pick(liar, 2);
        picture.gets(liar, 3, 0);
        PartialPiece whole = picture.gets(liar, 3, 1);

        picture.picker.failed(whole, false);

        assertThat(whole.contributors()).containsExactly(liar);
        assertThat(picture.have()).isEqualTo("xxx.");
        assertThat(honest.isInteresting()).isTrue();
        assertThat(picture.pick(honest, 9)).isEqualTo("3:0 3:1");
        picture.answersAll(honest);
        assertThat(picture.picker.isComplete()).isTrue();
    }

    @Test
    void aBlockThatCouldNotBeWrittenIsMissingAgain() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces one = picture.peer("xxxx");
        picture.pick(one, 2);
        PartialPiece piece = picture.picker.received(one, 3, 0);

        picture.picker.writeFailed(piece, 0);

        assertThat(picture.pick(one, 9)).isEqualTo("3:0");
    }

    @Test
    void aBlockOnItsWayToDiskIsNotAskedForAgain() {
        PickerPicture picture = picture("xxx.", 2);
        PeerPieces one = picture.peer("xxxx");
        PeerPieces two = picture.peer("xxxx");
        picture.pick(one, 2);
        picture.picker.received(one, 3, 0);

        assertThat(picture.pick(two, 9)).isEqualTo("3:1");
    }
}
