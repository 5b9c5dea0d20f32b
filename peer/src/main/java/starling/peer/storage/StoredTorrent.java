package starling.peer.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import starling.metainfo.BadTorrentException;
import starling.metainfo.MetainfoReader;

/**
 * The .torrent files on disk. They have up to 40 MB and more, so they are read a little at a time: for each read, Java makes
 * a buffer of its length outside of the heap, and keeps it for the thread.
 */
public final class StoredTorrent {
    private static final int READ_AT_ONCE = 1 << 16;

    private StoredTorrent() {}

    /** @throws BadTorrentException where it is larger than any torrent */
    public static byte[] read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            if (file.size() > MetainfoReader.MAX_BYTES) {
                throw new BadTorrentException("larger than any torrent");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            while (bytes.position() < bytes.capacity()) {
                bytes.limit(Math.min(bytes.capacity(), bytes.position() + READ_AT_ONCE));
                if (file.read(bytes) < 0) {
                    throw new EOFException(path + " became shorter while it was read");
                }
            }
            return bytes.array();
        }
    }

    /** Whether there is a file that holds just these bytes. */
    public static boolean isAt(Path path, byte[] bytes) throws IOException {
        if (!Files.isRegularFile(path) || Files.size(path) != bytes.length) {
            return false;
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer some = ByteBuffer.allocate(READ_AT_ONCE);
            int position = 0;
            while (file.read(some) >= 0) {
                int end = position + some.position();
                if (end > bytes.length || !Arrays.equals(bytes, position, end, some.array(), 0, some.position())) {
                    return false;
                }
                position = end;
                some.clear();
            }
            return position == bytes.length;
        }
    }
}
