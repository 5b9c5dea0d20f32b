package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SuperSeedingTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SuperSeeding seeding = new SuperSeeding(4, 0);

    private PeerPieces peer(int... pieces) {
        PeerPieces peer = new PeerPieces(4);
        for (int piece : pieces) {
            peer.bitfield().set(piece);
        }
        seeding.joined(peer);
        return peer;
    }

    private int show(PeerPieces peer) {
        return seeding.show(peer, piece -> 0, 0);
    }

    @Test
    void eachIsShownAnotherPiece() {
        PeerPieces one = peer();
        PeerPieces two = peer();

        assertThat(seeding.due(0)).containsExactlyInAnyOrder(one, two);
        int first = show(one);
        int second = show(two);

        assertThat(second).isNotEqualTo(first);
        assertThat(seeding.isShown(one, first)).isTrue();
        assertThat(seeding.isShown(one, second)).isFalse();
        assertThat(seeding.due(0)).isEmpty();
    }

    @Test
    void theNextComesOnceTheLastIsSeenAtAnother() {
        PeerPieces one = peer();
        PeerPieces two = peer();
        int first = show(one);
        show(two);

        one.bitfield().set(first);
        assertThat(seeding.due(0)).as("its own word is not enough").isEmpty();
        two.bitfield().set(first);

        assertThat(seeding.due(0)).containsExactly(one);
        assertThat(show(one)).isNotEqualTo(first);
        assertThat(seeding.due(0)).isEmpty();
    }

    @Test
    void whoIsAloneGoesOnWithoutAnother() {
        PeerPieces one = peer();
        for (int turn = 0; turn < 4; turn++) {
            assertThat(seeding.due(0)).containsExactly(one);
            one.bitfield().set(show(one));
        }

        assertThat(one.isSeed()).isTrue();
        assertThat(show(one)).isEqualTo(-1);
    }

    @Test
    void theRarestIsShownAndNothingThatThePeerHas() {
        PeerPieces one = peer(1);
        int[] owners = {2, 0, 1, 3};

        assertThat(seeding.show(one, piece -> owners[piece], 0)).isEqualTo(2);
    }

    @Test
    void whoLeftIsNoOther() {
        PeerPieces one = peer();
        PeerPieces two = peer();
        one.bitfield().set(show(one));
        show(two);

        seeding.left(two);

        assertThat(seeding.due(0)).containsExactly(one);
        assertThat(seeding.isShown(two, 1)).isFalse();
    }

    @Test
    void aStandstillEnds() {
        PeerPieces one = peer();
        PeerPieces two = peer();
        List.of(one, two).forEach(peer -> peer.bitfield().set(show(peer)));
        seeding.have(SECOND);

        assertThat(seeding.due(31 * SECOND)).isEmpty();
        assertThat(seeding.due(32 * SECOND)).containsExactlyInAnyOrder(one, two);
        seeding.show(one, piece -> 0, 32 * SECOND);
        assertThat(seeding.due(32 * SECOND)).isEmpty();
    }

    @Test
    void whoDoesNotFetchWhatItIsShownIsShownNoMore() {
        PeerPieces one = peer();
        show(one);

        assertThat(seeding.due(1_000 * SECOND)).isEmpty();
    }
}
