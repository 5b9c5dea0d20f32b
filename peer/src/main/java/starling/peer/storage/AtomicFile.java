package starling.peer.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Small files that are old or new, and never half of each. */
public final class AtomicFile {
    private static final int WRITTEN_AT_ONCE = 1 << 16;

    private AtomicFile() {}

    /** Writes a file so that a crash at any moment leaves the old content or the new. */
    public static void replace(Path path, byte[] bytes) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                // A piece at a time: for each write, Java makes a buffer of its length outside of the heap.
                while (buffer.position() < bytes.length) {
                    buffer.limit(Math.min(bytes.length, buffer.position() + WRITTEN_AT_ONCE));
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            Files.deleteIfExists(temporary);
            throw failed;
        }
    }
}
