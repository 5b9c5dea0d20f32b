package starling.peer.webseed;

import java.util.ArrayList;
import java.util.List;
import starling.metainfo.FileEntry;

/**
 * A run of bytes within one file.
 *
 * @param file counted from 0
 * @param from where it starts in the file
 * @param length at least 1
 */
record FilePart(int file, long from, long length) {
    /** What a run of bytes of the content is made of, in order. */
    static List<FilePart> of(List<FileEntry> files, long offset, long length) {
        List<FilePart> parts = new ArrayList<>(1);
        long end = offset + length;
        for (int index = fileAt(files, offset); offset < end; index++) {
            FileEntry file = files.get(index);
            long bytes = Math.min(end, file.end()) - offset;
            if (bytes > 0) {
                parts.add(new FilePart(index, offset - file.offset(), bytes));
                offset += bytes;
            }
        }
        return parts;
    }

    /** The file that holds the byte. */
    private static int fileAt(List<FileEntry> files, long offset) {
        int low = 0;
        int high = files.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (files.get(middle).end() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
