package starling.peer.net.mse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.util.function.IntUnaryOperator;

/** One end of a byte stream in memory. What it reads comes in the portions that a test wants. */
final class Duplex implements ByteChannel {
    private final Lane in;
    private final Lane out;
    private volatile boolean open = true;

    /** One direction: bytes on their way. */
    private static final class Lane {
        private byte[] bytes = new byte[1 << 16];
        private int written;
        private int read;
        private boolean ended;

        /** How many bytes a read that begins at an offset of the stream may return. */
        private final IntUnaryOperator portions;

        Lane(IntUnaryOperator portions) {
            this.portions = portions;
        }

        synchronized void write(ByteBuffer source) throws IOException {
            if (ended) {
                throw new IOException("Broken pipe");
            }
            if (bytes.length - written < source.remaining()) {
                bytes = java.util.Arrays.copyOf(bytes, 2 * (written + source.remaining()));
            }
            int length = source.remaining();
            source.get(bytes, written, length);
            written += length;
            notifyAll();
        }

        synchronized int read(ByteBuffer target) {
            while (read == written && !ended) {
                try {
                    wait();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                    return -1;
                }
            }
            if (read == written) {
                return -1;
            }
            int most = Math.max(1, portions.applyAsInt(read));
            int count = Math.min(Math.min(target.remaining(), written - read), most);
            target.put(bytes, read, count);
            read += count;
            return count;
        }

        synchronized void end() {
            ended = true;
            notifyAll();
        }

        synchronized int waiting() {
            return written - read;
        }
    }

    private Duplex(Lane in, Lane out) {
        this.in = in;
        this.out = out;
    }

    /** Two ends that read what the other writes, in portions. */
    static Duplex[] pair(IntUnaryOperator portions) {
        Lane there = new Lane(portions);
        Lane back = new Lane(portions);
        return new Duplex[] {new Duplex(back, there), new Duplex(there, back)};
    }

    static Duplex[] pair() {
        return pair(offset -> Integer.MAX_VALUE);
    }

    /** How many bytes came and were not read yet. */
    int waiting() {
        return in.waiting();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        return in.read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        int length = source.remaining();
        out.write(source);
        return length;
    }

    /** Says no more; it still hears. */
    void endOutput() {
        out.end();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Both ends hear of it. */
    @Override
    public void close() {
        open = false;
        in.end();
        out.end();
    }
}
