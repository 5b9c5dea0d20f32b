package starling.metainfo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Hashes one piece after another, read from the content {@value #CHUNK} bytes at a time. For one thread at a time. */
public final class PieceDigest {
    /** Small enough to stay in a core's own cache between the read and the digest. */
    private static final int CHUNK = 64 * 1024;

    /** What SHA-1 is given at once, on the heap: it stays in the fastest part of that cache. */
    private static final int PART = 16 * 1024;

    private final MessageDigest digest = InfoHash.sha1();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private final byte[] part = new byte[PART];

    /**
     * The SHA-1 of a piece, 20 bytes.
     *
     * @throws java.io.EOFException where the content is absent or too short
     */
    public byte[] hash(ContentReader content, PieceLayout layout, int piece) throws IOException {
        digest.reset();
        long offset = layout.pieceOffset(piece);
        for (int remaining = layout.pieceLength(piece); remaining > 0; ) {
            int length = Math.min(remaining, CHUNK);
            content.read(offset, chunk.clear().limit(length));
            update(length);
            offset += length;
            remaining -= length;
        }
        return digest.digest();
    }

    private void update(int length) {
        for (int done = 0; done < length; ) {
            int count = Math.min(PART, length - done);
            chunk.get(done, part, 0, count);
            digest.update(part, 0, count);
            done += count;
        }
    }
}
