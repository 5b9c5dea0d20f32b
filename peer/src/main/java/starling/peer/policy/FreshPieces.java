package starling.peer.policy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import starling.metainfo.PieceLayout;

/**
 * Which pieces a seed suggests to whom (BEP 6), so that none goes out a second time while there are others that nobody
 * has: what several ask a seed for costs the whole swarm its time. Not safe for several threads.
 */
public final class FreshPieces {
    /** What a peer asks for ahead, as a rule: so much is suggested that it has not taken up. */
    private static final int AHEAD_BYTES = 1024 * 1024;

    private static final int LEAST_AHEAD = 4;
    private static final int MOST_AHEAD = 32;

    private final int pieceCount;
    private final int ahead;
    private final RandomGenerator random;

    /** Pieces that nobody has, is fetching from us, or was suggested. */
    private BitSet fresh;

    private final Map<PeerPieces, Taken> peers = new HashMap<>();

    /** What peers may have while they are choked. */
    private final Map<PeerPieces, List<Integer>> allowed = new HashMap<>();

    private static final class Taken {
        final List<Integer> suggested = new ArrayList<>();
        final BitSet pieces = new BitSet();
    }

    public FreshPieces(PieceLayout layout, RandomGenerator random) {
        this.pieceCount = layout.pieceCount();
        this.ahead = Math.max(LEAST_AHEAD, Math.min(MOST_AHEAD, AHEAD_BYTES / layout.pieceLengthBytes()));
        this.random = random;
    }

    /**
     * What to suggest to a peer that may ask now.
     *
     * @param owners how many of the peers here have a piece
     */
    public List<Integer> suggest(PeerPieces peer, IntUnaryOperator owners) {
        lookAtAll(owners);
        if (fresh.isEmpty()) {
            return List.of();
        }
        Taken taken = peers.computeIfAbsent(peer, p -> new Taken());
        taken.suggested.removeIf(peer::has);
        List<Integer> next = new ArrayList<>();
        while (taken.suggested.size() < ahead) {
            int piece = fresh.nextSetBit(random.nextInt(pieceCount));
            piece = piece < 0 ? fresh.nextSetBit(0) : piece;
            if (piece < 0) {
                break;
            }
            take(taken, piece);
            taken.suggested.add(piece);
            next.add(piece);
        }
        return next;
    }

    /**
     * Whether a choked peer may have the piece, as one that nobody has is given to one peer alone: the sets of all that a
     * network has are the same.
     *
     * @param owners how many of the peers here have a piece
     */
    public boolean allow(PeerPieces peer, int piece, IntUnaryOperator owners) {
        lookAtAll(owners);
        if (fresh.get(piece)) {
            fresh.clear(piece);
            allowed.computeIfAbsent(peer, p -> new ArrayList<>()).add(piece);
            return true;
        }
        return owners.applyAsInt(piece) > 0;
    }

    private void lookAtAll(IntUnaryOperator owners) {
        if (fresh != null) {
            return;
        }
        fresh = new BitSet(pieceCount);
        for (int piece = 0; piece < pieceCount; piece++) {
            fresh.set(piece, owners.applyAsInt(piece) == 0);
        }
    }

    private void take(Taken taken, int piece) {
        fresh.clear(piece);
        taken.pieces.set(piece);
    }

    /** The peer asked for a block of the piece. Whether it took up a suggestion, so that it is due for another. */
    public boolean asked(PeerPieces peer, int piece) {
        Taken taken = peers.get(peer);
        if (taken == null) {
            return false;
        }
        if (fresh.get(piece)) {
            take(taken, piece);
        }
        return taken.suggested.remove((Integer) piece);
    }

    /** Someone has the piece. */
    public void had(int piece) {
        if (fresh != null) {
            fresh.clear(piece);
        }
    }

    /** Someone said all that it has. */
    public void hadAnyOf(PeerPieces peer) {
        if (fresh != null && !fresh.isEmpty()) {
            for (int piece = peer.bitfield().next(0);
                    piece >= 0;
                    piece = peer.bitfield().next(piece + 1)) {
                fresh.clear(piece);
            }
        }
    }

    /** The peer has no slot: what it took and nobody has is fresh again, but for what it may have all the same. */
    public void choked(PeerPieces peer, IntUnaryOperator owners) {
        Taken taken = peers.remove(peer);
        if (taken != null) {
            free(taken.pieces.stream(), owners);
        }
    }

    /** The peer is gone: what it took and nobody has is fresh again. */
    public void left(PeerPieces peer, IntUnaryOperator owners) {
        choked(peer, owners);
        List<Integer> its = allowed.remove(peer);
        if (its != null) {
            free(its.stream().mapToInt(Integer::intValue), owners);
        }
    }

    private void free(IntStream taken, IntUnaryOperator owners) {
        taken.filter(piece -> owners.applyAsInt(piece) == 0).forEach(fresh::set);
    }
}
