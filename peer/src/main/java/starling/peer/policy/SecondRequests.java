package starling.peer.policy;

import java.util.List;
import starling.metainfo.PieceLayout;

/**
 * Which blocks, asked of one peer already, to ask of another too. What comes twice is wasted, so it is done only where the
 * other is likely to be first, and few blocks at a time; who comes second is cancelled at once.
 */
final class SecondRequests {
    /** How many of those are asked of one peer at once, after its own are nearly done. */
    private static final int AT_ONCE = 4;

    /** How many blocks are looked at for one peer in one go. */
    private static final int MOST_LOOKED_AT = 512;

    /** How much later the other must be, by the rates of the two. */
    private static final double MARGIN = 1.5;

    /** Told which blocks to ask for. */
    interface Asking {
        void ask(PartialPiece piece, int block);
    }

    private SecondRequests() {}

    /** How many more the peer may be asked for in this way. */
    static int room(PeerPieces peer, int count) {
        return Math.min(count, AT_ONCE) - peer.requests().size();
    }

    /** The last blocks of a download: first those asked of one peer alone, from the last that was asked for. */
    static int ofLastBlocks(List<PartialPiece> partials, PeerPieces peer, int count, Asking asking) {
        int picked = 0;
        for (int askedOf = 1; askedOf < PartialPiece.MOST_ASKED && picked < count; askedOf++) {
            int looked = 0;
            for (int i = partials.size() - 1; i >= 0 && picked < count; i--) {
                PartialPiece partial = partials.get(i);
                if (!peer.mayBeAskedFor(partial.piece()) || !partial.isOpenTo(peer)) {
                    continue;
                }
                for (int block = partial.blockCount() - 1; block >= 0 && picked < count; block--) {
                    if (looked < MOST_LOOKED_AT
                            && partial.isMissing(block)
                            && partial.requests(block) == askedOf
                            && !peer.requests().contains(partial, block)) {
                        looked++;
                        if (isLikelyFirst(peer, partial, block)) {
                            asking.ask(partial, block);
                            picked++;
                        }
                    }
                }
            }
        }
        return picked;
    }

    /** The blocks of a piece that a far slower peer keeps waiting. */
    static int ofPieceHeldUp(PartialPiece partial, PeerPieces peer, int count, Asking asking) {
        int picked = 0;
        for (int block = partial.blockCount() - 1; block >= 0 && picked < count; block--) {
            if (partial.isMissing(block)
                    && partial.requests(block) == 1
                    && partial.asked(block, 0).isFarSlowerThan(peer)) {
                asking.ask(partial, block);
                picked++;
            }
        }
        return picked;
    }

    /** Where a rate is not known, it may be. */
    private static boolean isLikelyFirst(PeerPieces peer, PartialPiece partial, int block) {
        for (int i = 0; i < partial.requests(block); i++) {
            PeerPieces other = partial.asked(block, i);
            if (peer.hasKnownRate() && other.hasKnownRate()) {
                long before = other.requests().before(partial, block) + 1L;
                double there = other.secondsFor(before * PieceLayout.BLOCK_LENGTH);
                double here = peer.secondsFor((peer.requests().size() + 1L) * PieceLayout.BLOCK_LENGTH);
                if (there <= MARGIN * here) {
                    return false;
                }
            }
        }
        return true;
    }
}
