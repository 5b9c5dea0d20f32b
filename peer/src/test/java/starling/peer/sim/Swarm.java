package starling.peer.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import starling.metainfo.PieceLayout;

/** A swarm in virtual time, which a seed replays. */
final class Swarm {
    static final long MIB = 1024 * 1024;

    final VirtualTime time = new VirtualTime();
    final PieceLayout layout;
    final List<SimPeer> peers = new ArrayList<>();
    private final Random random;

    Swarm(long totalBytes, int pieceBytes, long seed) {
        this.layout = new PieceLayout(totalBytes, pieceBytes);
        this.random = new Random(seed);
    }

    /** A peer comes and connects with all others, one after the other. */
    SimPeer join(String name, boolean seed, long uploadRate, SimPeer.Nature nature) {
        SimPeer peer = new SimPeer(name, time, layout, seed, uploadRate, nature, new Random(random.nextLong()));
        peers.forEach(other -> connectSoon(peer, other));
        peers.add(peer);
        return peer;
    }

    /** A peer comes that knows of one other alone. */
    SimPeer joinAt(SimPeer other, String name, SimPeer.Nature nature) {
        SimPeer peer = new SimPeer(name, time, layout, false, MIB, nature, new Random(random.nextLong()));
        connectSoon(peer, other);
        return peer;
    }

    private void connectSoon(SimPeer one, SimPeer two) {
        time.in(1 + random.nextInt(50_000_000), () -> SimPeer.connect(one, two));
    }

    /** So much time passes. */
    void run(long seconds) {
        long until = time.now() + seconds * VirtualTime.SECOND;
        while (time.next(until)) {
            // one thing after the other
        }
    }

    SimPeer join(String name, boolean seed, long uploadRate) {
        return join(name, seed, uploadRate, SimPeer.Nature.HONEST);
    }

    /** Until all of these have everything, or the time is over. Whether they have. */
    boolean run(List<SimPeer> waitedFor, long mostSeconds) {
        long until = time.now() + mostSeconds * VirtualTime.SECOND;
        while (waitedFor.stream().anyMatch(peer -> !peer.picker.isComplete())) {
            if (!time.next(until)) {
                return false;
            }
        }
        return true;
    }
}
