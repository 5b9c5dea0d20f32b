package starling.peer.storage;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import starling.metainfo.FileEntry;
import starling.metainfo.PieceLayout;

/**
 * What a record is worth when a torrent is started again. A file with the size and time that were recorded is trusted. A
 * file that changed later, but no later than our own last write, was changed by us after the record: what is recorded of
 * it is trusted, and the rest may be there and is checked. Any other file is checked as a whole.
 *
 * @param trusted pieces that are there and need no check
 * @param unknown pieces that may be there and must be checked
 */
public record RecordedPieces(BitSet trusted, BitSet unknown) {
    /** How much later than its mark a write may show in a file's time: one that a kill cut off between the two. */
    private static final long SLACK_MILLIS = 2;

    private enum Standing {
        AS_RECORDED,
        WRITTEN_BY_US,
        CHANGED
    }

    /** Nothing is known: all must be checked. */
    public static RecordedPieces none(PieceLayout layout) {
        BitSet all = new BitSet(layout.pieceCount());
        all.set(0, layout.pieceCount());
        return new RecordedPieces(new BitSet(), all);
    }

    /**
     * @param now the stamp of each of the torrent's files
     * @param lastWriteMillis by the {@link WriteMark}
     */
    public static RecordedPieces of(TorrentRecord record, List<FileStamp> now, long lastWriteMillis) {
        PieceLayout layout = record.metainfo().layout();
        List<FileEntry> files = record.metainfo().files();
        if (record.pieces().stamps().size() != files.size()) {
            return none(layout);
        }
        BitSet changed = new BitSet();
        BitSet touched = new BitSet();
        for (int index = 0; index < files.size(); index++) {
            FileEntry file = files.get(index);
            if (file.lengthBytes() == 0 || file.padding()) {
                continue;
            }
            Standing standing = standing(record.pieces().stamps().get(index), now.get(index), file, lastWriteMillis);
            int first = layout.pieceAt(file.offset());
            int end = layout.pieceAt(file.end() - 1) + 1;
            if (standing == Standing.CHANGED) {
                changed.set(first, end);
            } else if (standing == Standing.WRITTEN_BY_US || !record.pieces().settled()) {
                touched.set(first, end);
            }
        }
        BitSet trusted = new BitSet(layout.pieceCount());
        BitSet unknown = new BitSet(layout.pieceCount());
        for (int piece = 0; piece < layout.pieceCount(); piece++) {
            boolean had = record.pieces().have().get(piece);
            trusted.set(piece, had && !changed.get(piece));
            unknown.set(piece, changed.get(piece) || !had && touched.get(piece));
        }
        return new RecordedPieces(trusted, unknown);
    }

    private static Standing standing(FileStamp then, FileStamp now, FileEntry file, long lastWriteMillis) {
        if (now.equals(then)) {
            return Standing.AS_RECORDED;
        }
        boolean grew = now.sizeBytes() >= then.sizeBytes() && now.sizeBytes() <= file.lengthBytes();
        boolean later = now.modifiedNanos() >= then.modifiedNanos();
        boolean ours = TimeUnit.NANOSECONDS.toMillis(now.modifiedNanos()) <= lastWriteMillis + SLACK_MILLIS;
        return grew && later && ours ? Standing.WRITTEN_BY_US : Standing.CHANGED;
    }
}
