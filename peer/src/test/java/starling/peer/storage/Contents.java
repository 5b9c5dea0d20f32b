package starling.peer.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import starling.metainfo.FileEntry;

/** File lists and bytes for tests. */
final class Contents {
    private Contents() {}

    /** Files {@code 0}, {@code 1} and so on, one after the other; where the length is even they lie in a folder. */
    static List<FileEntry> files(long... lengths) {
        List<FileEntry> files = new ArrayList<>();
        long offset = 0;
        for (int i = 0; i < lengths.length; i++) {
            String name = Integer.toString(i);
            files.add(new FileEntry(i % 2 == 0 ? List.of("folder" + name, name) : List.of(name), lengths[i], offset));
            offset += lengths[i];
        }
        return files;
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
