package starling.peer.policy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import starling.metainfo.PieceLayout;
import starling.wire.Bitfield;

/**
 * What to ask of whom. Pieces begun are finished first, those that a slow peer holds up with the help of a faster one; new
 * ones are begun as {@link UnbegunPieces} says; once every block that can be had is asked for, the last ones are asked of
 * several (endgame).
 *
 * <p>It is the one owner of the piece states: what we have and want, what is being fetched, who has what ({@link
 * PieceOwners}). What a peer's {@code have} changes costs the same in every torrent. Not safe for several threads.
 */
public final class PiecePicker {
    private final PieceLayout layout;
    private final Bitfield have;
    private final UnbegunPieces unbegun;
    private final List<PartialPiece> partials = new ArrayList<>();
    private final PieceOwners owners;
    private final BitSet suspects = new BitSet();
    private PiecePriorities priorities;
    private int wantedLeft;
    private long leftBytes;

    /** @param have what is there at the start; copied */
    public PiecePicker(PieceLayout layout, Bitfield have, RandomGenerator random) {
        this.layout = layout;
        this.have = have.copy();
        this.priorities = PiecePriorities.alike(layout);
        this.unbegun = new UnbegunPieces(priorities, have, random);
        this.owners = new PieceOwners(layout, unbegun, this::isMissed);
        countLeft();
    }

    private void countLeft() {
        wantedLeft = priorities.wantedCount() - priorities.wantedCount(have);
        leftBytes = priorities.leftBytes(have);
    }

    /**
     * Says anew what is wanted and in which order. Pieces begun that nobody wants are given up.
     *
     * @param sequential whether pieces are begun from the first to the last
     * @param released told each request that is to be cancelled
     */
    public void plan(PiecePriorities wanted, boolean sequential, Release released) {
        priorities = wanted;
        for (PartialPiece partial : List.copyOf(partials)) {
            // One that is whole is being verified: it is kept, wanted or not.
            if (!wanted.isWanted(partial.piece()) && !partial.isWhole()) {
                partials.remove(partial);
                partial.drop();
                giveUp(partial, released);
            }
        }
        Bitfield aside = have.copy();
        partials.forEach(partial -> aside.set(partial.piece()));
        unbegun.plan(wanted, sequential, aside);
        countLeft();
        owners.planned();
    }

    /** Told of a request that is no longer to be answered. */
    public interface Release {
        void released(PeerPieces peer, PartialPiece piece, int block);
    }

    private void giveUp(PartialPiece partial, Release released) {
        for (int block = 0; block < partial.blockCount(); block++) {
            while (partial.requests(block) > 0) {
                PeerPieces peer = partial.asked(block, 0);
                release(peer, partial.piece(), block);
                released.released(peer, partial, block);
            }
        }
    }

    private boolean isMissed(int piece) {
        return !have.get(piece) && priorities.isWanted(piece);
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

    /** Whether all that is wanted is there. */
    public boolean isComplete() {
        return wantedLeft == 0;
    }

    /** Whether every piece is there, wanted or not. */
    public boolean isSeed() {
        return have.isFull();
    }

    /** The bytes of the pieces that we want and miss. */
    public long leftBytes() {
        return leftBytes;
    }

    /** The bytes of all pieces that we miss, wanted or not. */
    public long missingBytes() {
        return priorities.missingBytes(have);
    }

    /** The pieces that are being fetched. */
    public List<PartialPiece> partials() {
        return List.copyOf(partials);
    }

    /** How many of the peers here have the piece. */
    public int owners(int piece) {
        return owners.count(piece);
    }

    /** A peer came, with nothing so far. */
    public void joined(PeerPieces peer) {
        owners.joined(peer);
    }

    /** A peer left; what it was asked for is free again. */
    public void left(PeerPieces peer) {
        release(peer);
        owners.left(peer);
    }

    /** A peer says all that it has, which stands in place of what was known. */
    public void bitfield(PeerPieces peer, Bitfield has) {
        owners.bitfield(peer, has, wantedLeft);
    }

    /** A peer has one piece more. */
    public void have(PeerPieces peer, int piece) {
        owners.have(peer, piece);
    }

    /** A peer has a piece no more (BEP 54); what it was asked of it stays asked until it is released. */
    public void lost(PeerPieces peer, int piece) {
        owners.lost(peer, piece);
    }

    /**
     * Chooses blocks to ask a peer for, and holds them as asked.
     *
     * @param count how many at most
     * @param chosen told each block
     * @return how many were chosen
     */
    public int pick(PeerPieces peer, int count, OutstandingRequests.Visitor chosen) {
        if (!peer.isInteresting() || !peer.mayBeAsked()) {
            return 0;
        }
        int picked = helpOut(peer, count, chosen);
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
        int again = SecondRequests.room(peer, count);
        if (picked == 0 && again > 0 && isEndgame()) {
            return SecondRequests.ofLastBlocks(
                    partials, peer, again, (piece, block) -> ask(peer, piece, block, chosen));
        }
        return picked;
    }

    /** Asks for the blocks of a piece that only wait for a far slower peer. */
    private int helpOut(PeerPieces peer, int count, OutstandingRequests.Visitor chosen) {
        int picked = 0;
        for (PartialPiece partial : partials) {
            if (picked < count
                    && !partial.hasFree()
                    && peer.mayBeAskedFor(partial.piece())
                    && partial.isOpenTo(peer)
                    && partial.isHeldUpFor(peer)) {
                picked += SecondRequests.ofPieceHeldUp(
                        partial, peer, count - picked, (piece, block) -> ask(peer, piece, block, chosen));
            }
        }
        return picked;
    }

    /** Whether every block that we want and that anyone would send is asked for or on its way to disk. */
    public boolean isEndgame() {
        if (partials.isEmpty()) {
            return false;
        }
        for (PeerPieces peer : owners.peers()) {
            if (!peer.isStalled() && peer.mayBeAsked() && (unbegun.anyFor(peer) || anyFreeFor(peer))) {
                return false;
            }
        }
        return true;
    }

    private boolean anyFreeFor(PeerPieces peer) {
        for (PartialPiece partial : partials) {
            if (partial.hasFree() && peer.mayBeAskedFor(partial.piece()) && partial.isOpenTo(peer)) {
                return true;
            }
        }
        return false;
    }

    private PartialPiece nextPiece(PeerPieces peer) {
        PartialPiece heldUp = null;
        PartialPiece shared = null;
        int notAllAsked = 0;
        for (PartialPiece partial : partials) {
            notAllAsked += partial.hasFree() ? 1 : 0;
            if (partial.hasFree() && peer.mayBeAskedFor(partial.piece()) && partial.isOpenTo(peer)) {
                if (isOnlyAskedOf(partial, peer)) {
                    return partial;
                }
                shared = partial;
                heldUp = heldUp == null && partial.isHeldUpFor(peer) ? partial : heldUp;
            }
        }
        boolean enoughBegun = notAllAsked > 2 * owners.peers().size() + 8;
        if (heldUp != null || shared != null && enoughBegun) {
            return heldUp != null ? heldUp : shared;
        }
        int piece = unbegun.choose(peer, have.count());
        if (piece < 0) {
            return shared;
        }
        peer.begun(piece);
        return begin(piece);
    }

    private PartialPiece begin(int piece) {
        unbegun.remove(piece);
        owners.unbegunChanged(piece, -1);
        PartialPiece begun = new PartialPiece(piece, layout.blockCount(piece), suspects.get(piece));
        setPaddingAside(begun);
        partials.add(begun);
        return begun;
    }

    /** What is nothing but padding is asked of nobody, but where there is nothing else in the piece. */
    private void setPaddingAside(PartialPiece begun) {
        long bytes = priorities.bytes(begun.piece());
        if (bytes == 0 || bytes == layout.pieceLength(begun.piece())) {
            return;
        }
        for (int block = 0; block < begun.blockCount(); block++) {
            if (priorities.isPadding(begun.piece(), block)) {
                begun.there(block);
            }
        }
    }

    /** Whether no other peer is at work on the piece: one sender a piece keeps the blocks in order, and blame plain. */
    private boolean isOnlyAskedOf(PartialPiece partial, PeerPieces peer) {
        return partial.askedOf() == null || partial.askedOf() == peer;
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
            piece.released(block, peer);
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
            partial.released(block, peer);
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
        partial.released(block, peer);
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
        boolean missed = isMissed(piece);
        have.set(piece);
        if (!missed) {
            return;
        }
        wantedLeft--;
        leftBytes -= priorities.bytes(piece);
        owners.verified(piece);
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
        if (unbegun.putBack(partial.piece())) {
            owners.unbegunChanged(partial.piece(), 1);
        }
    }
}
