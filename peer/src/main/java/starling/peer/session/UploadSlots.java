package starling.peer.session;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import starling.peer.policy.Choker;
import starling.peer.policy.RateMeter;
import starling.peer.policy.SlotCount;
import starling.wire.PeerMessage;

/** Carries out who may ask us for blocks: a round every 30 s, and free slots filled at once. Under the torrent's lock. */
final class UploadSlots {
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** How many samples back it is judged whether the slots fill what may be uploaded. */
    private static final int FILL_SAMPLES = 5;

    /** For so long a slot is not used before it counts for none. */
    private static final int IDLE_SECONDS = 1;

    /** For so long it is not used before whoever has it comes after all others; while we fetch, before it counts for none. */
    private static final int WASTEFUL_SECONDS = 3;

    /** So much sooner than the second one look may come after another. */
    private static final long A_LITTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<PeerConnection> connections;
    private final Choker<PeerConnection> choker;
    private final SlotCount count;
    private final Suggestions suggestions;
    private final RateMeter uploaded = new RateMeter(FILL_SAMPLES);
    private long lastRound;

    /**
     * @param connections of the torrent, as they are at each moment
     * @param suggestions made to whoever gets a slot
     * @param pinned how many slots there are, whatever goes out
     */
    UploadSlots(
            List<PeerConnection> connections,
            OptionalInt pinned,
            Suggestions suggestions,
            RandomGenerator random,
            long nowNanos) {
        this.suggestions = suggestions;
        this.connections = connections;
        this.lastRound = nowNanos;
        this.choker = new Choker<>(random);
        this.count = new SlotCount(pinned, nowNanos);
    }

    /**
     * Once a second.
     *
     * @param seeding whether peers are judged by what they take, having nothing to give
     * @param uploadedBytes all that the torrent gave so far
     * @param limit what it may give a second; 0 is no limit
     */
    void tick(boolean seeding, long uploadedBytes, long limit, long nowNanos) {
        uploaded.sample(uploadedBytes, nowNanos);
        count.sample(uploaded.bytesPerSecond(), limit, areTakenAndWanted(seeding, nowNanos), nowNanos);
        if (nowNanos - lastRound < ROUND_NANOS) {
            fill(seeding);
            return;
        }
        lastRound = nowNanos;
        Set<PeerConnection> unchoked = choker.round(candidates(seeding, nowNanos), count.count(), seeding);
        for (PeerConnection connection : connections) {
            if (unchoked.contains(connection)) {
                unchoke(connection, nowNanos);
            } else if (!connection.amChoking) {
                connection.leftIdle = isIdle(connection, WASTEFUL_SECONDS, seeding, nowNanos);
                choke(connection);
            }
        }
    }

    private boolean areTakenAndWanted(boolean seeding, long nowNanos) {
        int taken = 0;
        boolean wanted = false;
        for (PeerConnection connection : connections) {
            if (connection.peerInterested) {
                taken += connection.amChoking || isIdle(connection, IDLE_SECONDS, seeding, nowNanos) ? 0 : 1;
                wanted |= connection.amChoking;
            }
        }
        return wanted && taken > count.count();
    }

    /** Gives the slots that stand free to peers that wait. */
    void fill(boolean seeding) {
        long now = System.nanoTime();
        choker.fill(candidates(seeding, now), count.count(), seeding).forEach(connection -> unchoke(connection, now));
    }

    private List<Choker.Candidate<PeerConnection>> candidates(boolean seeding, long nowNanos) {
        List<Choker.Candidate<PeerConnection>> candidates = new ArrayList<>();
        for (PeerConnection connection : connections) {
            if (connection.peerInterested) {
                candidates.add(new Choker.Candidate<>(
                        connection,
                        true,
                        connection.snubbed && !seeding,
                        seeding ? connection.traffic.judgedUploadRate() : connection.traffic.judgedDownloadRate(),
                        connection.everGaveBytes,
                        !connection.amChoking,
                        isIdle(connection, IDLE_SECONDS, seeding, nowNanos),
                        isWasteful(connection, seeding, nowNanos),
                        connection.hadSlot,
                        nowNanos - connection.slotSinceNanos));
            }
        }
        return candidates;
    }

    /** Whether it makes no use of the slot that it has, or made none of the one that it lost. */
    static boolean isWasteful(PeerConnection connection, boolean seeding, long nowNanos) {
        return connection.amChoking ? connection.leftIdle : isIdle(connection, WASTEFUL_SECONDS, seeding, nowNanos);
    }

    /** While we fetch, who gives has its slot by right, and the others are not always in want of something. */
    private static boolean isIdle(PeerConnection connection, int most, boolean seeding, long nowNanos) {
        int seconds = seeding ? most : WASTEFUL_SECONDS;
        return !connection.amChoking
                && (seeding || connection.traffic.judgedDownloadRate() == 0)
                && nowNanos - connection.slotSinceNanos > TimeUnit.SECONDS.toNanos(seconds) - A_LITTLE_NANOS
                && connection.traffic.quietSamples() >= seconds
                && connection.takesNothing();
    }

    private void unchoke(PeerConnection connection, long nowNanos) {
        if (connection.amChoking) {
            connection.amChoking = false;
            connection.hadSlot = true;
            connection.slotSinceNanos = nowNanos;
            suggestions.suggest(connection);
            connection.out.add(PeerMessage.UNCHOKE);
        }
    }

    static void choke(PeerConnection connection) {
        if (!connection.amChoking) {
            connection.amChoking = true;
            connection.slotSinceNanos = System.nanoTime();
            connection.out.choke();
        }
    }
}
