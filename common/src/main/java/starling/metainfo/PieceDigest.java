package starling.metainfo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Hashes one piece after another. A piece's first bytes may be added as they come; what was not added is read from the
 * content, {@value #CHUNK} bytes at a time. For one thread at a time.
 */
public final class PieceDigest {
    /** Small enough to stay in a core's own cache between the read and the digest. */
    private static final int CHUNK = 64 * 1024;

    /** What SHA-1 is given at once, on the heap: it stays in the fastest part of that cache. */
    private static final int PART = 16 * 1024;

    private final MessageDigest digest = InfoHash.sha1();
    private final byte[] part = new byte[PART];

    /** Only there once something has been read. */
    private ByteBuffer chunk;

    private int addedBytes;

    /** How many of the piece's first bytes have been added. */
    public int addedBytes() {
        return addedBytes;
    }

    /**
     * Adds the next bytes of the piece; the buffer's position stays.
     *
     * @param from index of the first
     */
    public void add(ByteBuffer bytes, int from, int length) {
        update(bytes, from, length);
        addedBytes += length;
    }

    /**
     * The SHA-1 of a piece, 20 bytes, all of it read from the content.
     *
     * @throws java.io.EOFException where the content is absent or too short
     */
    public byte[] hash(ContentReader content, PieceLayout layout, int piece) throws IOException {
        reset();
        return finish(content, layout, piece);
    }

    /** The same, with what has not been added read from the content; it is ready for another piece then. */
    public byte[] finish(ContentReader content, PieceLayout layout, int piece) throws IOException {
        if (chunk == null) {
            chunk = ByteBuffer.allocateDirect(CHUNK);
        }
        long offset = layout.pieceOffset(piece) + addedBytes;
        for (int remaining = layout.pieceLength(piece) - addedBytes; remaining > 0; ) {
            int length = Math.min(remaining, CHUNK);
            content.read(offset, chunk.clear().limit(length));
            update(chunk, 0, length);
            offset += length;
            remaining -= length;
        }
        addedBytes = 0;
        return digest.digest();
    }

    private void update(ByteBuffer bytes, int from, int length) {
        for (int done = 0; done < length; ) {
            int count = Math.min(PART, length - done);
            bytes.get(from + done, part, 0, count);
            digest.update(part, 0, count);
            done += count;
        }
    }

    /** Forgets what was added. */
    public void reset() {
        digest.reset();
        addedBytes = 0;
    }
}
