package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.InfoHash;
import starling.wire.MetadataMessage;

/** Metadata out of a swarm of honest, lying and silent peers, in virtual time. */
class MetadataFetchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int PIECE = MetadataMessage.PIECE_LENGTH;

    private final MetadataFetch fetch = new MetadataFetch();
    private final Map<MetadataGiver, byte[]> gives = new HashMap<>();
    private final List<MetadataGiver> order = new ArrayList<>();
    private final Set<MetadataGiver> silent = new HashSet<>();
    private final Set<MetadataGiver> rejecting = new HashSet<>();
    private final Set<MetadataGiver> liars = new HashSet<>();
    private long now = -5 * SECOND;
    private int answers;

    private static byte[] metadata(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private MetadataGiver giver(byte[] metadata) {
        MetadataGiver giver = new MetadataGiver();
        gives.put(giver, metadata);
        order.add(giver);
        fetch.offers(giver, metadata.length);
        return giver;
    }

    private static MetadataMessage.Data data(byte[] metadata, int piece) {
        int length = MetadataMessage.pieceLength(piece, metadata.length);
        return new MetadataMessage.Data(
                piece,
                metadata.length,
                ByteBuffer.wrap(metadata, piece * PIECE, length).slice());
    }

    /** Lets a second pass again and again until the metadata is there; how many seconds it took. */
    private int run(byte[] right, int mostSeconds) {
        InfoHash infoHash = InfoHash.ofInfo(right);
        for (int second = 0; second < mostSeconds; second++) {
            now += SECOND;
            for (int turn = 0; turn < 50; turn++) {
                for (MetadataGiver giver : order) {
                    for (int piece : fetch.ask(giver, now)) {
                        if (silent.contains(giver)) {
                            continue;
                        }
                        if (rejecting.contains(giver)) {
                            fetch.rejected(giver, piece, now);
                            continue;
                        }
                        answers++;
                        Optional<MetadataAttempt> whole = fetch.received(giver, data(gives.get(giver), piece), now);
                        if (whole.isPresent() && whole.get().matches(infoHash)) {
                            liars.addAll(fetch.matches(whole.get()));
                            return second;
                        }
                        whole.ifPresent(wrong -> liars.addAll(fetch.differs(wrong)));
                    }
                }
            }
        }
        throw new AssertionError("not there after " + mostSeconds + " s");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, PIECE - 1, PIECE, PIECE + 1, 700_000, 14_500_000})
    void severalGiveItTogetherEachPieceOnce(int length) {
        byte[] right = metadata(length, 1);
        for (int i = 0; i < 5; i++) {
            giver(right);
        }

        assertThat(run(right, 60)).isLessThan(10);
        assertThat(answers).isEqualTo(MetadataMessage.pieceCount(length));
        assertThat(liars).isEmpty();
    }

    @Test
    void liarsOfTheSameLengthAreFoundAndTheHonestAreNotKeptWaiting() {
        byte[] right = metadata(100_000, 1);
        Set<MetadataGiver> lying = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            boolean lies = i % 3 != 2;
            MetadataGiver giver = giver(lies ? metadata(100_000, 10 + i) : right);
            if (lies) {
                lying.add(giver);
            }
        }

        assertThat(run(right, 60)).isLessThan(30);
        assertThat(lying).containsAll(liars);
        assertThat(liars).isNotEmpty();
    }

    @Test
    void whoLiesInOnePieceIsNamed() {
        byte[] right = metadata(10 * PIECE, 1);
        byte[] wrong = right.clone();
        for (int piece = 0; piece < 10; piece++) {
            wrong[piece * PIECE] ^= 1;
        }
        MetadataGiver liar = giver(wrong);
        giver(right);
        giver(right);

        run(right, 60);

        assertThat(liars).containsExactly(liar);
        assertThat(fetch.ask(liar, now)).isEmpty();
    }

    @Test
    void liarsAboutTheLengthDoNotStallTheHonestAndCostBoundedMemory() {
        byte[] right = metadata(3_000_000, 1);
        byte[] endless = new byte[MetadataMessage.MAX_METADATA_BYTES];
        for (int i = 0; i < 3; i++) {
            giver(endless);
        }
        giver(metadata(5, 3));
        giver(metadata(3_000_001, 4));
        giver(right);

        assertThat(run(right, 60)).isLessThan(10);
    }

    @Test
    void oneHonestPeerIsHeardThroughWhateverTheOthersDo() {
        byte[] right = metadata(20 * PIECE + 5, 1);
        for (int i = 0; i < 4; i++) {
            silent.add(giver(right));
            rejecting.add(giver(right));
        }
        giver(right);

        assertThat(run(right, 600)).isLessThan(60);
    }

    @Test
    void whoGivesAloneAndFallsSilentMakesRoomForTheNext() {
        byte[] right = metadata(4 * PIECE, 1);
        giver(metadata(4 * PIECE, 2));
        List<MetadataGiver> first = List.of(giver(right), giver(metadata(4 * PIECE, 3)));
        MetadataAttempt doubted = together(right);
        assertThat(fetch.differs(doubted)).isEmpty();
        for (int i = 0; i < MetadataFetch.MOST_ALONE; i++) {
            MetadataGiver mute = giver(right);
            silent.add(mute);
            fetch.ask(mute, now);
        }
        first.forEach(giver -> assertThat(fetch.ask(giver, now)).isEmpty());

        assertThat(run(right, 200)).isLessThan(60);
    }

    private MetadataAttempt together(byte[] right) {
        while (true) {
            now += SECOND;
            for (MetadataGiver giver : List.copyOf(order)) {
                List<Integer> asked = fetch.ask(giver, now);
                for (int piece : asked) {
                    // The first is asked for all; what another gave is of another peer.
                    MetadataGiver from = piece % 2 == 0 ? giver : order.get(1);
                    fetch.ask(from, now + 4 * SECOND);
                    Optional<MetadataAttempt> whole =
                            fetch.received(from, data(gives.get(from), piece), now + 4 * SECOND);
                    if (whole.isPresent()) {
                        now += 4 * SECOND;
                        return whole.get();
                    }
                }
            }
        }
    }

    @Test
    void whatWasNotAskedForIsPassedOver() {
        byte[] right = metadata(100, 1);
        MetadataGiver giver = giver(right);

        assertThat(fetch.received(giver, data(right, 0), now)).isEmpty();
        assertThat(fetch.progress()).isEqualTo(new MetadataFetch.Progress(0, 100));
        assertThat(fetch.ask(giver, now)).containsExactly(0);
        assertThat(fetch.received(giver, data(metadata(101, 1), 0), now)).isEmpty();
        assertThat(fetch.ask(giver, now + 10 * SECOND)).as("quiet").isEmpty();
        assertThat(fetch.ask(giver, now + 30 * SECOND)).containsExactly(0);
    }

    @Test
    void aPeerMayLeaveInTheMiddle() {
        byte[] right = metadata(30 * PIECE, 1);
        MetadataGiver gone = giver(right);
        fetch.ask(gone, now);
        assertThat(fetch.received(gone, data(right, 0), now)).isEmpty();
        fetch.left(gone);
        order.remove(gone);
        giver(right);

        assertThat(run(right, 10)).isZero();
        assertThat(answers).isEqualTo(29);
    }
}
