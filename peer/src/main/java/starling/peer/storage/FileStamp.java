package starling.peer.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * By what a file is known to be as it was left: its size and the time of its last change.
 *
 * @param sizeBytes below 0 where there is no file
 * @param modifiedNanos since 1970; 0 where there is no file
 */
public record FileStamp(long sizeBytes, long modifiedNanos) {
    public static final FileStamp ABSENT = new FileStamp(-1, 0);

    /** In place of a size: what is kept of the file is in the part file. */
    private static final long IN_PART_FILE = -2;

    public boolean isAbsent() {
        return sizeBytes == ABSENT.sizeBytes;
    }

    /** The stamp of a file that is kept in the part file, as far as it is. */
    static FileStamp inPartFile(FileStamp partFile) {
        return partFile.isAbsent() ? ABSENT : new FileStamp(IN_PART_FILE, partFile.modifiedNanos());
    }

    /** The stamp of a file as it is now. What is there and is no plain file counts as absent. */
    public static FileStamp of(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? new FileStamp(
                            attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS))
                    : ABSENT;
        } catch (NoSuchFileException absent) {
            return ABSENT;
        }
    }
}
