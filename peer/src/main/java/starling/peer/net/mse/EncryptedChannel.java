package starling.peer.net.mse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * A byte stream through RC4. What is written is encrypted in place, so the caller's buffer is scrambled afterwards. One
 * thread may read while another writes.
 */
final class EncryptedChannel implements ByteChannel {
    /** All that will ever come. */
    static final long ALL = Long.MAX_VALUE;

    private final ByteChannel inner;
    private final Rc4 incoming;
    private final Rc4 outgoing;
    private long encryptedLeft;

    /**
     * @param encryptedBytes how much of what comes in is encrypted; what follows is plain
     * @param outgoing null where what goes out is plain
     */
    EncryptedChannel(ByteChannel inner, Rc4 incoming, long encryptedBytes, Rc4 outgoing) {
        this.inner = inner;
        this.incoming = incoming;
        this.encryptedLeft = encryptedBytes;
        this.outgoing = outgoing;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int count = inner.read(target);
        if (count > 0 && encryptedLeft > 0) {
            int encrypted = (int) Math.min(count, encryptedLeft);
            incoming.apply(target, start, start + encrypted);
            encryptedLeft -= encryptedLeft == ALL ? 0 : encrypted;
        }
        return count;
    }

    /** Writes all of it: what was encrypted once cannot be encrypted again. */
    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = source.remaining();
        if (outgoing != null) {
            outgoing.apply(source, source.position(), source.limit());
        }
        Bytes.write(inner, source);
        return length;
    }

    @Override
    public boolean isOpen() {
        return inner.isOpen();
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }
}
