package starling.peer.session;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;
import starling.wire.WireException;

/**
 * Cuts a connection's bytes into messages, in place: a block is never copied between the socket and the disk. It starts
 * with a small buffer, takes a pooled one once a frame has filled that, and gives it back when it has run dry. A frame that
 * is larger still, or finds the pool empty, grows a buffer of its own, no faster than its bytes arrive.
 */
final class MessageReader {
    private static final int SMALL = 2 * 1024;

    private final ReadableByteChannel channel;
    private final Buffers pool;
    private final Supplier<RateLimiter> limiters;
    private final IntSupplier maxFrame;
    private final ByteBuffer small = ByteBuffer.allocateDirect(SMALL).limit(0);
    private ByteBuffer buffer = small;
    private boolean lent;

    /** @param maxFrame the longest frame that is taken at the time */
    MessageReader(ReadableByteChannel channel, Buffers pool, Supplier<RateLimiter> limiters, IntSupplier maxFrame) {
        this.channel = channel;
        this.pool = pool;
        this.limiters = limiters;
        this.maxFrame = maxFrame;
    }

    /** Whether a whole message waits in the buffer, so that {@link #next} will not block. */
    boolean hasNext() {
        return buffer.remaining() >= 4
                && Integer.toUnsignedLong(buffer.getInt(buffer.position())) <= buffer.remaining() - 4;
    }

    /**
     * The next message; it may borrow the buffer until the call after it that blocks.
     *
     * @throws WireException where it is no message, or too long a one
     * @throws EOFException where the other end is gone
     */
    PeerMessage next() throws IOException {
        while (buffer.remaining() < 4) {
            fill(4);
        }
        int length = buffer.getInt(buffer.position());
        if (length < 0 || length > maxFrame.getAsInt()) {
            throw new WireException("frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        while (buffer.remaining() - 4 < length) {
            fill(4 + length);
        }
        buffer.getInt();
        return PeerMessageCodec.decode(frame(length));
    }

    private ByteBuffer frame(int length) {
        int end = buffer.position() + length;
        ByteBuffer frame = buffer.duplicate().limit(end);
        buffer.position(end);
        return frame;
    }

    /** Reads at least a byte, after making room for a frame that needs {@code wanted} in all. */
    private void fill(int wanted) throws IOException {
        makeRoom(wanted);
        int start = buffer.limit();
        int room = buffer.capacity() - start;
        RateLimiter limiter = limiters.get();
        if (limiter.isLimited()) {
            room = Math.min(room, limiter.chunk());
        }
        int position = buffer.position();
        buffer.limit(start + room).position(start);
        int count;
        try {
            count = channel.read(buffer);
        } finally {
            buffer.limit(buffer.position()).position(position);
        }
        if (count < 0) {
            throw new EOFException("closed by the other end");
        }
        limiter.moved(count, channel::isOpen);
    }

    private void makeRoom(int wanted) {
        if (!buffer.hasRemaining() && wanted <= SMALL && buffer != small) {
            shrink();
        }
        if (buffer.position() + wanted <= buffer.capacity() && buffer.limit() < buffer.capacity()) {
            if (!buffer.hasRemaining()) {
                buffer.position(0).limit(0);
            }
            return;
        }
        boolean fillsUpFirst = buffer.remaining() < buffer.capacity();
        if (fillsUpFirst && buffer.position() == 0) {
            return;
        }
        if (wanted <= buffer.capacity() || fillsUpFirst) {
            int length = buffer.remaining();
            buffer.compact().position(0).limit(length);
            return;
        }
        grow(wanted);
    }

    private void grow(int wanted) {
        Optional<ByteBuffer> fromPool = buffer.capacity() < Buffers.LENGTH ? pool.take() : Optional.empty();
        ByteBuffer larger =
                fromPool.orElseGet(() -> ByteBuffer.allocateDirect(Math.min(wanted, 2 * buffer.capacity())));
        larger.put(buffer).flip();
        release();
        buffer = larger;
        lent = fromPool.isPresent();
    }

    private void shrink() {
        release();
        buffer = small.position(0).limit(0);
    }

    private void release() {
        if (lent) {
            lent = false;
            pool.give(buffer);
        }
    }

    /** Gives the buffer back. Nothing is read after it. */
    void close() {
        shrink();
    }
}
