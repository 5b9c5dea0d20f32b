package starling.peer.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import starling.metainfo.PieceLayout;
import starling.wire.Bitfield;

/**
 * Who is there, and who has what. Seeds are counted together: one that comes or goes changes no piece. Of each peer it is
 * kept how many pieces it has that we miss, and how many that nobody has begun.
 */
final class PieceOwners {
    private final PieceLayout layout;
    private final UnbegunPieces unbegun;
    private final IntPredicate missed;
    private final List<PeerPieces> peers = new ArrayList<>();
    private int seeds;

    /** @param missed whether we want a piece and have it not, as things are */
    PieceOwners(PieceLayout layout, UnbegunPieces unbegun, IntPredicate missed) {
        this.layout = layout;
        this.unbegun = unbegun;
        this.missed = missed;
    }

    /** As they are at each moment; to be read only. */
    List<PeerPieces> peers() {
        return peers;
    }

    int count(int piece) {
        return seeds + unbegun.owners(piece);
    }

    void joined(PeerPieces peer) {
        peers.add(peer);
    }

    void left(PeerPieces peer) {
        peers.remove(peer);
        if (peer.isCountedAsSeed()) {
            seeds--;
            return;
        }
        Bitfield has = peer.bitfield();
        for (int piece = has.next(0); piece >= 0; piece = has.next(piece + 1)) {
            unbegun.ownerLeft(piece);
        }
    }

    /**
     * A peer says all that it has, which stands in place of what was known.
     *
     * @param missedCount how many pieces we want and have not
     */
    void bitfield(PeerPieces peer, Bitfield has, int missedCount) {
        if (has.isFull() && peer.count() == 0) {
            peer.countAsSeed(true);
            peer.bitfield().setAll();
            peer.recount(missedCount, unbegun.size());
            seeds++;
            return;
        }
        for (int piece = has.next(0); piece >= 0; piece = has.next(piece + 1)) {
            have(peer, piece);
        }
    }

    void have(PeerPieces peer, int piece) {
        if (peer.bitfield().set(piece)) {
            unbegun.ownerCame(piece);
            peer.wantedChanged(missed.test(piece) ? 1 : 0);
            peer.unbegunChanged(unbegun.contains(piece) ? 1 : 0);
        }
    }

    void lost(PeerPieces peer, int piece) {
        if (!peer.has(piece)) {
            return;
        }
        if (peer.isCountedAsSeed()) {
            peer.countAsSeed(false);
            seeds--;
            for (int owned = 0; owned < layout.pieceCount(); owned++) {
                unbegun.ownerCame(owned);
            }
        }
        peer.bitfield().clear(piece);
        unbegun.ownerLeft(piece);
        peer.wantedChanged(missed.test(piece) ? -1 : 0);
        peer.unbegunChanged(unbegun.contains(piece) ? -1 : 0);
    }

    /** Others are wanted than before. */
    void planned() {
        peers.forEach(this::recount);
    }

    private void recount(PeerPieces peer) {
        int wanted = 0;
        int open = 0;
        Bitfield has = peer.bitfield();
        for (int piece = has.next(0); piece >= 0; piece = has.next(piece + 1)) {
            wanted += missed.test(piece) ? 1 : 0;
            open += unbegun.contains(piece) ? 1 : 0;
        }
        peer.recount(wanted, open);
    }

    /** We have a piece that we missed. */
    void verified(int piece) {
        for (PeerPieces peer : peers) {
            if (peer.has(piece)) {
                peer.wantedChanged(-1);
            }
        }
    }

    /** A piece was begun, or is to be begun anew. */
    void unbegunChanged(int piece, int by) {
        for (PeerPieces peer : peers) {
            if (peer.has(piece)) {
                peer.unbegunChanged(by);
            }
        }
    }
}
