package starling.peer.session;

import java.util.BitSet;
import starling.peer.policy.PartialPiece;
import starling.peer.policy.PiecePicker;
import starling.peer.policy.PiecePriorities;
import starling.wire.Bitfield;

/**
 * The pieces of one torrent at one moment.
 *
 * @param have the pieces that are verified
 * @param wanted the pieces that are to be fetched, or are there
 * @param inFlight the pieces of which something was asked for or has come
 * @param owners of each piece, how many connected peers have it
 */
public record PiecesSnapshot(Bitfield have, BitSet wanted, BitSet inFlight, int[] owners) {
    /** As the record of a torrent that is not open has them. */
    public static PiecesSnapshot of(TorrentSnapshot torrent) {
        return of(torrent.have(), torrent.plan().pieces(torrent.metainfo()));
    }

    /** Where nothing is traded. */
    static PiecesSnapshot of(Bitfield have, PiecePriorities priorities) {
        return new PiecesSnapshot(have, wanted(priorities), new BitSet(), new int[have.size()]);
    }

    /** Under the torrent's lock. */
    static PiecesSnapshot of(PiecePicker picker, PiecePriorities priorities) {
        Bitfield have = picker.have();
        int[] owners = new int[have.size()];
        for (int piece = 0; piece < owners.length; piece++) {
            owners[piece] = picker.owners(piece);
        }
        BitSet inFlight = new BitSet();
        for (PartialPiece partial : picker.partials()) {
            inFlight.set(partial.piece());
        }
        return new PiecesSnapshot(have, wanted(priorities), inFlight, owners);
    }

    private static BitSet wanted(PiecePriorities priorities) {
        BitSet wanted = new BitSet(priorities.size());
        for (int piece = 0; piece < priorities.size(); piece++) {
            wanted.set(piece, priorities.isWanted(piece));
        }
        return wanted;
    }
}
