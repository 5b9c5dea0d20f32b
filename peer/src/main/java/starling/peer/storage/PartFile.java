package starling.peer.storage;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import starling.metainfo.FileEntry;
import starling.metainfo.PieceLayout;

/**
 * Where the bytes of files lie that nobody wants, in pieces that somebody does: each piece that belongs to several files
 * has a place of its own, the same whatever is wanted. The file is sparse.
 */
final class PartFile {
    private final Path path;
    private final PieceLayout layout;
    private final int[] shared;

    /** @param files in the order of the content */
    PartFile(Path path, PieceLayout layout, List<FileEntry> files) {
        this.path = path;
        this.layout = layout;
        BitSet pieces = new BitSet();
        int last = -1;
        for (FileEntry file : files) {
            if (file.lengthBytes() == 0 || file.padding()) {
                continue;
            }
            // A file that starts where one before it has not yet ended a piece shares that piece.
            if (layout.pieceAt(file.offset()) == last) {
                pieces.set(last);
            }
            last = layout.pieceAt(file.end() - 1);
        }
        this.shared = pieces.stream().toArray();
    }

    Path path() {
        return path;
    }

    /** Where the byte of the content lies here; -1 where its piece belongs to one file alone. */
    long position(long offset) {
        int place = Arrays.binarySearch(shared, layout.pieceAt(offset));
        return place < 0 ? -1 : (long) place * layout.pieceLengthBytes() + offset % layout.pieceLengthBytes();
    }

    /** Where the piece of that byte of the content ends. */
    long pieceEnd(long offset) {
        int piece = layout.pieceAt(offset);
        return layout.pieceOffset(piece) + layout.pieceLength(piece);
    }

    /** Where the next piece that is kept here starts, from there on; the end of the content where there is none. */
    long nextShared(long offset) {
        int place = Arrays.binarySearch(shared, layout.pieceAt(offset));
        if (place >= 0) {
            return offset;
        }
        return -place - 1 == shared.length ? layout.totalBytes() : layout.pieceOffset(shared[-place - 1]);
    }
}
