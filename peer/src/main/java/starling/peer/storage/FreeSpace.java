package starling.peer.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a disk has left. */
public final class FreeSpace {
    private FreeSpace() {}

    /** The bytes that may be written below a folder, whether it is there yet or not, as the disk says. */
    public static long bytesBelow(Path folder) throws IOException {
        Path there = folder.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return Files.getFileStore(there).getUsableSpace();
    }
}
