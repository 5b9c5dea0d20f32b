package starling.peer.session;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Large direct buffers for connections that move blocks right now. Idle connections hold none, so ten thousand of them
 * cost little.
 */
final class Buffers {
    /** Room for several blocks with their headers. */
    static final int LENGTH = 256 * 1024;

    private static final int KEPT = 64;

    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);

    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer == null ? ByteBuffer.allocateDirect(LENGTH) : buffer.clear();
    }

    void give(ByteBuffer buffer) {
        free.offer(buffer);
    }
}
