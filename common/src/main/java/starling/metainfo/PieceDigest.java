package starling.metainfo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Hashes one piece after another through one buffer of {@value #CHUNK} bytes. For one thread at a time. */
public final class PieceDigest {
    /** Small enough to stay in a core's own cache between the read and the digest. */
    private static final int CHUNK = 64 * 1024;

    private final MessageDigest digest = InfoHash.sha1();
    private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK);

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
            content.read(offset, buffer.clear().limit(length));
            digest.update(buffer.array(), 0, length);
            offset += length;
            remaining -= length;
        }
        return digest.digest();
    }
}
