package starling.metainfo;

import java.util.Arrays;
import java.util.List;

/** Which bytes of a torrent's content are padding (BEP 47): zeros that lie in no file, so that the next one begins a piece. */
public final class Padding {
    public static final Padding NONE = new Padding(new long[0], new long[0]);

    private final long[] starts;

    /** How many bytes are padding before each of them, and in all. */
    private final long[] before;

    private Padding(long[] starts, long[] lengths) {
        this.starts = starts;
        this.before = new long[starts.length + 1];
        for (int i = 0; i < starts.length; i++) {
            before[i + 1] = before[i] + lengths[i];
        }
    }

    static Padding of(List<FileEntry> files) {
        List<FileEntry> padding = files.stream()
                .filter(file -> file.padding() && file.lengthBytes() > 0)
                .toList();
        return padding.isEmpty()
                ? NONE
                : new Padding(
                        padding.stream().mapToLong(FileEntry::offset).toArray(),
                        padding.stream().mapToLong(FileEntry::lengthBytes).toArray());
    }

    public boolean isNone() {
        return starts.length == 0;
    }

    /** How many of the bytes from {@code offset} to before {@code end} are padding. */
    public long bytes(long offset, long end) {
        return bytesBefore(end) - bytesBefore(offset);
    }

    private long bytesBefore(long offset) {
        int found = Arrays.binarySearch(starts, offset);
        if (found >= 0) {
            return before[found];
        }
        int last = -found - 2;
        if (last < 0) {
            return 0;
        }
        return Math.min(before[last + 1], before[last] + offset - starts[last]);
    }
}
