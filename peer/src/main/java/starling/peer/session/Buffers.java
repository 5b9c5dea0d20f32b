package starling.peer.session;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Large direct buffers for connections that move blocks right now. Idle connections hold none, so ten thousand of them
 * cost little. There is an end to them: whoever finds none left makes do with less, so that peers that begin what they do
 * not finish take a bounded amount of memory.
 */
final class Buffers {
    /** Room for several blocks with their headers. */
    static final int LENGTH = 256 * 1024;

    private static final int KEPT = 64;

    /** The part of the heap's size that may be lent out; as much direct memory as heap is what there is. */
    private static final int PART = 4;

    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);
    private final AtomicInteger lent = new AtomicInteger();
    private final int most;

    Buffers() {
        this((int) Math.min(1_024, Math.max(16, Runtime.getRuntime().maxMemory() / PART / LENGTH)));
    }

    /** @param most how many are lent at the same time */
    Buffers(int most) {
        this.most = most;
    }

    /** A buffer, to be given back; empty where too many are in use. */
    Optional<ByteBuffer> take() {
        if (lent.incrementAndGet() > most) {
            lent.decrementAndGet();
            return Optional.empty();
        }
        ByteBuffer buffer = free.poll();
        return Optional.of(buffer == null ? ByteBuffer.allocateDirect(LENGTH) : buffer.clear());
    }

    void give(ByteBuffer buffer) {
        lent.decrementAndGet();
        free.offer(buffer);
    }
}
