package starling.peer.storage;

import java.util.List;
import starling.wire.Bitfield;

/**
 * What of a torrent was there.
 *
 * @param have the pieces that were verified and whose bytes were forced to disk before this was written; not to be
 *     changed
 * @param stamps of the files, taken before {@code have}; none where nothing is known of them
 * @param settled whether nobody was writing when the stamps were taken
 */
public record VerifiedPieces(Bitfield have, List<FileStamp> stamps, boolean settled) {
    /** Nothing is known, or nothing is there. */
    static VerifiedPieces none(int pieceCount) {
        return new VerifiedPieces(new Bitfield(pieceCount), List.of(), false);
    }
}
