package starling.metainfo;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a torrent's content as one run of bytes, wherever its files end. Safe for several threads at once. */
@FunctionalInterface
public interface ContentReader {
    /**
     * Fills the buffer with the bytes from {@code offset} on.
     *
     * @throws java.io.EOFException where a file is absent or shorter than that
     */
    void read(long offset, ByteBuffer target) throws IOException;
}
