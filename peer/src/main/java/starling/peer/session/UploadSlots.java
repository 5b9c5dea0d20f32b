package starling.peer.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import starling.peer.policy.Choker;
import starling.wire.PeerMessage;

/** Carries out who may ask us for blocks: a round every 30 s, and free slots filled at once. Under the torrent's lock. */
final class UploadSlots {
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int SLOTS = 4;

    private final List<PeerConnection> connections;
    private final Choker<PeerConnection> choker;
    private long lastRound;

    /** @param connections of the torrent, as they are at each moment */
    UploadSlots(List<PeerConnection> connections, RandomGenerator random, long nowNanos) {
        this.connections = connections;
        this.lastRound = nowNanos;
        this.choker = new Choker<>(SLOTS, random);
    }

    /** @param seeding whether peers are judged by what they take, having nothing to give */
    void tick(long nowNanos, boolean seeding) {
        if (nowNanos - lastRound < ROUND_NANOS) {
            return;
        }
        lastRound = nowNanos;
        Set<PeerConnection> unchoked = choker.round(candidates(seeding));
        for (PeerConnection connection : connections) {
            if (unchoked.contains(connection)) {
                unchoke(connection);
            } else {
                choke(connection);
            }
        }
    }

    /** Gives the slots that stand free to peers that wait. */
    void fill(boolean seeding) {
        Set<PeerConnection> unchoked = new HashSet<>();
        for (PeerConnection connection : connections) {
            if (!connection.amChoking) {
                unchoked.add(connection);
            }
        }
        choker.fill(candidates(seeding), unchoked).forEach(UploadSlots::unchoke);
    }

    private List<Choker.Candidate<PeerConnection>> candidates(boolean seeding) {
        List<Choker.Candidate<PeerConnection>> candidates = new ArrayList<>(connections.size());
        for (PeerConnection connection : connections) {
            long rate = seeding ? connection.traffic.judgedUploadRate() : connection.traffic.judgedDownloadRate();
            candidates.add(new Choker.Candidate<>(connection, connection.peerInterested, rate));
        }
        return candidates;
    }

    private static void unchoke(PeerConnection connection) {
        if (connection.amChoking) {
            connection.amChoking = false;
            connection.out.add(PeerMessage.UNCHOKE);
        }
    }

    static void choke(PeerConnection connection) {
        if (!connection.amChoking) {
            connection.amChoking = true;
            connection.out.choke();
        }
    }
}
