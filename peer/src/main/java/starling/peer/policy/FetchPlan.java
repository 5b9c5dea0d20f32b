package starling.peer.policy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import starling.metainfo.FileEntry;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceLayout;

/**
 * What a person wants of a torrent, and in which order.
 *
 * @param files how much each file is wanted; none where all are wanted alike
 * @param sequential whether pieces come from the first to the last, not the rarest first
 */
public record FetchPlan(List<Priority> files, boolean sequential) {
    /** All of it, the rarest first. */
    public static final FetchPlan ALL = new FetchPlan(List.of(), false);

    public FetchPlan {
        boolean alike = files.stream().allMatch(priority -> priority == Priority.NORMAL);
        files = alike ? List.of() : List.copyOf(files);
    }

    public Priority priority(int file) {
        return files.isEmpty() ? Priority.NORMAL : files.get(file);
    }

    public boolean isWanted(int file) {
        return priority(file) != Priority.OFF;
    }

    /** Whether some file is not wanted. */
    public boolean isPartial() {
        return files.contains(Priority.OFF);
    }

    public FetchPlan withFiles(List<Priority> nowFiles) {
        return new FetchPlan(nowFiles, sequential);
    }

    public FetchPlan withSequential(boolean nowSequential) {
        return new FetchPlan(files, nowSequential);
    }

    /** What both this and the other want, in this one's order. */
    public FetchPlan butNotMoreThan(FetchPlan other) {
        if (files.isEmpty() && other.files.isEmpty()) {
            return this;
        }
        Priority[] both = new Priority[Math.max(files.size(), other.files.size())];
        Arrays.setAll(both, file -> other.isWanted(file) ? priority(file) : Priority.OFF);
        return withFiles(List.of(both));
    }

    /** How much each piece is wanted: as much as the file that is wanted most of those it holds a byte of. */
    public PiecePriorities pieces(Metainfo metainfo) {
        PieceLayout layout = metainfo.layout();
        if (files.isEmpty()) {
            return PiecePriorities.alike(layout, metainfo.padding());
        }
        byte[] levels = new byte[layout.pieceCount()];
        for (int index = 0; index < files.size(); index++) {
            FileEntry file = metainfo.files().get(index);
            if (file.padding()) {
                continue;
            }
            byte level = (byte) files.get(index).ordinal();
            for (int piece = layout.pieceAt(file.offset());
                    file.lengthBytes() > 0 && piece <= layout.pieceAt(file.end() - 1);
                    piece++) {
                levels[piece] = (byte) Math.max(levels[piece], level);
            }
        }
        return PiecePriorities.of(layout, metainfo.padding(), levels);
    }

    /** The same priority for so many files. */
    public static List<Priority> all(int files, Priority priority) {
        return Collections.nCopies(files, priority);
    }
}
