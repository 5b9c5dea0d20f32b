package starling.peer.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import starling.wire.Bitfield;

/**
 * Which piece a seed that pretends to have nothing shows to whom (BEP 16): one at a time to each peer, the rarest first,
 * and the next once the last was seen at another peer. Where there is no other peer to pass it on to, or all have stood
 * still for a while because they do not reach each other, having it is enough.
 */
public final class SuperSeeding {
    private static final long STANDSTILL_NANOS = Duration.ofSeconds(30).toNanos();

    private static final class Shown {
        private final Bitfield pieces;
        private int last = -1;

        Shown(int size) {
            pieces = new Bitfield(size);
        }
    }

    private final int pieces;
    private final byte[] timesShown;
    private final Map<PeerPieces, Shown> shown = new HashMap<>();
    private long progressNanos;

    public SuperSeeding(int pieces, long nowNanos) {
        this.pieces = pieces;
        this.timesShown = new byte[pieces];
        this.progressNanos = nowNanos;
    }

    /** A peer came; what it has is known. */
    public void joined(PeerPieces peer) {
        shown.putIfAbsent(peer, new Shown(pieces));
    }

    public void left(PeerPieces peer) {
        shown.remove(peer);
    }

    /** Whether the peer was shown the piece, and may ask for it. */
    public boolean isShown(PeerPieces peer, int piece) {
        Shown to = shown.get(peer);
        return to != null && to.pieces.get(piece);
    }

    /** A peer has one piece more. */
    public void have(long nowNanos) {
        progressNanos = nowNanos;
    }

    /** The peers that are to be shown a piece now. */
    public List<PeerPieces> due(long nowNanos) {
        boolean standstill = nowNanos - progressNanos > STANDSTILL_NANOS;
        List<PeerPieces> due = new ArrayList<>();
        shown.forEach((peer, to) -> {
            boolean first = to.last < 0;
            if (first || peer.has(to.last) && (standstill || isSeenBeside(peer, to.last))) {
                due.add(peer);
            }
        });
        return due;
    }

    private boolean isSeenBeside(PeerPieces peer, int piece) {
        boolean others = false;
        for (PeerPieces other : shown.keySet()) {
            if (other != peer) {
                if (other.has(piece)) {
                    return true;
                }
                others = true;
            }
        }
        return !others;
    }

    /**
     * The next piece to show to a peer: one that it lacks and that fewest have, of those the one shown least. It counts as
     * shown.
     *
     * @param owners how many peers have a piece
     * @return -1 where the peer lacks none that it was not shown
     */
    public int show(PeerPieces peer, IntUnaryOperator owners, long nowNanos) {
        Shown to = shown.get(peer);
        int best = -1;
        int bestScore = Integer.MAX_VALUE;
        for (int piece = 0; piece < pieces && bestScore > 0; piece++) {
            int score = owners.applyAsInt(piece) + timesShown[piece];
            if (score < bestScore && !peer.has(piece) && !to.pieces.get(piece)) {
                best = piece;
                bestScore = score;
            }
        }
        if (best >= 0) {
            to.last = best;
            to.pieces.set(best);
            timesShown[best] = (byte) Math.min(Byte.MAX_VALUE, timesShown[best] + 1);
            progressNanos = nowNanos;
        }
        return best;
    }
}
