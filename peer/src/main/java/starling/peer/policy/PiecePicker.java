package starling.peer.policy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import starling.metainfo.PieceLayout;
import starling.wire.Bitfield;

/**
 * What to ask of whom. Pieces begun are finished first; new ones are taken at random until a few are there to trade
 * with, then rarest first; once every missing block is asked for, the last ones are asked of several (endgame).
 *
 * <p>It is the one owner of the piece states: what we have, what is being fetched, who has what. Not safe for several
 * threads.
 */
public final class PiecePicker {
    /** Pieces to have before the rarest come first: a rare piece is slow to get, and nothing can be traded without. */
    private static final int RANDOM_FIRST_PIECES = 4;

    /** How many peers a block is asked of in the endgame. */
    private static final int ENDGAME_REQUESTS = 3;

    /** How many of those are asked of one peer at once, after its own are nearly done: what comes twice is wasted. */
    private static final int ENDGAME_AT_ONCE = 4;

    private final PieceLayout layout;
    private final RandomGenerator random;
    private final Bitfield have;
    private final RarityOrder unbegun;
    private final List<PartialPiece> partials = new ArrayList<>();
    private final List<PeerPieces> peers = new ArrayList<>();
    private final BitSet suspects = new BitSet();
    private int seeds;

    /** @param have what is there at the start; copied */
    public PiecePicker(PieceLayout layout, Bitfield have, RandomGenerator random) {
        this.layout = layout;
        this.random = random;
        this.have = have.copy();
        this.unbegun = new RarityOrder(layout.pieceCount(), random);
        for (int piece = 0; piece < layout.pieceCount(); piece++) {
            if (have.get(piece)) {
                unbegun.setAside(piece);
            }
        }
    }

    /** A copy of what we have. */
    public Bitfield have() {
        return have.copy();
    }

    public boolean has(int piece) {
        return have.get(piece);
    }

    public int haveCount() {
        return have.count();
    }

    public boolean isComplete() {
        return have.isFull();
    }

    /** The bytes of the pieces that we miss. */
    public long leftBytes() {
        long left = (long) (layout.pieceCount() - have.count()) * layout.pieceLengthBytes();
        int last = layout.pieceCount() - 1;
        return have.get(last) ? left : left - layout.pieceLengthBytes() + layout.pieceLength(last);
    }

    /** The pieces that are being fetched. */
    public List<PartialPiece> partials() {
        return List.copyOf(partials);
    }

    /** How many of the peers here have the piece. */
    public int owners(int piece) {
        return seeds + unbegun.owners(piece);
    }

    /** A peer came, with nothing so far. */
    public void joined(PeerPieces peer) {
        peers.add(peer);
    }

    /** A peer left; what it was asked for is free again. */
    public void left(PeerPieces peer) {
        release(peer);
        peers.remove(peer);
        if (peer.isSeed()) {
            seeds--;
        } else {
            forEachPieceOf(peer, unbegun::ownerLeft);
        }
    }

    /** A peer says all that it has, which stands in place of what was known. */
    public void bitfield(PeerPieces peer, Bitfield has) {
        for (int piece = 0; piece < has.size(); piece++) {
            if (has.get(piece) && peer.bitfield().set(piece)) {
                if (!has.isFull()) {
                    unbegun.ownerCame(piece);
                }
                if (!have.get(piece)) {
                    peer.wantedChanged(1);
                }
            }
        }
        if (has.isFull()) {
            seeds++;
        }
    }

    /** A peer has one piece more. */
    public void have(PeerPieces peer, int piece) {
        if (!peer.bitfield().set(piece)) {
            return;
        }
        unbegun.ownerCame(piece);
        if (!have.get(piece)) {
            peer.wantedChanged(1);
        }
        if (peer.isSeed()) {
            forEachPieceOf(peer, unbegun::ownerLeft);
            seeds++;
        }
    }

    private interface PieceAction {
        void accept(int piece);
    }

    private static void forEachPieceOf(PeerPieces peer, PieceAction action) {
        for (int piece = 0; piece < peer.bitfield().size(); piece++) {
            if (peer.has(piece)) {
                action.accept(piece);
            }
        }
    }

    /**
     * Chooses blocks to ask a peer for, and holds them as asked.
     *
     * @param count how many at most
     * @param chosen told each block
     * @return how many were chosen
     */
    public int pick(PeerPieces peer, int count, OutstandingRequests.Visitor chosen) {
        if (!peer.isInteresting()) {
            return 0;
        }
        int picked = 0;
        while (picked < count) {
            PartialPiece piece = nextPiece(peer);
            if (piece == null) {
                break;
            }
            while (picked < count && piece.hasFree()) {
                ask(peer, piece, piece.nextFree(), chosen);
                picked++;
            }
        }
        int again = Math.min(count, ENDGAME_AT_ONCE) - peer.requests().size();
        return picked == 0 && again > 0 && isEndgame() ? pickAgain(peer, again, chosen) : picked;
    }

    /** Whether every block that we miss is asked for or on its way to disk. */
    public boolean isEndgame() {
        if (unbegun.size() > 0) {
            return false;
        }
        for (PartialPiece partial : partials) {
            if (partial.hasFree()) {
                return false;
            }
        }
        return !partials.isEmpty();
    }

    private PartialPiece nextPiece(PeerPieces peer) {
        PartialPiece shared = null;
        for (PartialPiece partial : partials) {
            if (partial.hasFree() && peer.has(partial.piece()) && partial.isOpenTo(peer)) {
                if (isOnlyAskedOf(partial, peer)) {
                    return partial;
                }
                shared = partial;
            }
        }
        boolean enoughBegun = partials.size() > 2 * peers.size() + 8;
        if (shared != null && enoughBegun) {
            return shared;
        }
        int piece = choose(peer);
        if (piece < 0) {
            return shared;
        }
        unbegun.setAside(piece);
        PartialPiece begun = new PartialPiece(piece, layout.blockCount(piece), suspects.get(piece));
        partials.add(begun);
        return begun;
    }

    /** Whether no other peer is at work on the piece: one sender a piece keeps the blocks in order, and blame plain. */
    private boolean isOnlyAskedOf(PartialPiece partial, PeerPieces peer) {
        return partial.askedOf() == null || partial.askedOf() == peer;
    }

    private int choose(PeerPieces peer) {
        int first = unbegun.first();
        int size = unbegun.size();
        int skip = have.count() < RANDOM_FIRST_PIECES && size > 0 ? random.nextInt(size) : 0;
        for (int i = 0; i < size; i++) {
            int piece = unbegun.at(first + (i + skip) % size);
            if (peer.has(piece)) {
                return piece;
            }
        }
        return -1;
    }

    /** From the last block back: those the others were asked for last, and will send last. */
    private int pickAgain(PeerPieces peer, int count, OutstandingRequests.Visitor chosen) {
        int picked = 0;
        for (int i = partials.size() - 1; i >= 0; i--) {
            PartialPiece partial = partials.get(i);
            for (int block = partial.blockCount() - 1; block >= 0 && picked < count; block--) {
                if (peer.has(partial.piece())
                        && partial.isOpenTo(peer)
                        && partial.isMissing(block)
                        && partial.requests(block) < ENDGAME_REQUESTS
                        && !peer.requests().contains(partial, block)) {
                    ask(peer, partial, block, chosen);
                    picked++;
                }
            }
        }
        return picked;
    }

    private static void ask(PeerPieces peer, PartialPiece piece, int block, OutstandingRequests.Visitor chosen) {
        piece.requested(block, peer);
        peer.requests().add(piece, block);
        chosen.request(piece, block);
    }

    /** A peer will not answer what it was asked: its blocks are free again. */
    public void release(PeerPieces peer) {
        release(peer, (piece, block) -> {});
    }

    /** The same, telling each block that was asked. */
    public void release(PeerPieces peer, OutstandingRequests.Visitor released) {
        peer.requests().drain((piece, block) -> {
            piece.released(block);
            released.request(piece, block);
        });
        for (PartialPiece partial : partials) {
            partial.leftBy(peer);
        }
    }

    /** A peer will not answer this one request. Whether it had been asked. */
    public boolean release(PeerPieces peer, int piece, int block) {
        PartialPiece partial = peer.requests().remove(piece, block);
        if (partial != null) {
            partial.released(block);
        }
        return partial != null;
    }

    /**
     * A block came in.
     *
     * @return its piece, where the block is missed and is now the caller's to write; null where nobody waits for it
     */
    public PartialPiece received(PeerPieces peer, int piece, int block) {
        PartialPiece partial = peer.requests().remove(piece, block);
        if (partial == null) {
            return null;
        }
        boolean wanted = partial.received(block, peer);
        partial.released(block);
        return wanted ? partial : null;
    }

    /** A block is on disk. Whether its piece is now whole, and to be verified. */
    public boolean written(PartialPiece piece, int block) {
        return piece.written(block);
    }

    /** Whether a block that is there is still asked of someone, as happens in the endgame. */
    public boolean isAskedOfOthers(PartialPiece piece, int block) {
        return piece.requests(block) > 0;
    }

    /** A block could not be written; it is missing again. */
    public void writeFailed(PartialPiece piece, int block) {
        piece.writeFailed(block);
    }

    /** A whole piece matched its hash: we have it. */
    public void verified(PartialPiece partial) {
        partials.remove(partial);
        int piece = partial.piece();
        suspects.clear(piece);
        have.set(piece);
        for (PeerPieces peer : peers) {
            if (peer.has(piece)) {
                peer.wantedChanged(-1);
            }
        }
    }

    /**
     * A whole piece did not match its hash: all of it is missing again.
     *
     * @param inDoubt whether several sent it, so that from now on one peer alone is asked for it
     */
    public void failed(PartialPiece partial, boolean inDoubt) {
        partials.remove(partial);
        if (inDoubt) {
            suspects.set(partial.piece());
        }
        unbegun.putBack(partial.piece());
    }
}
