package starling.peer.session;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import starling.peer.policy.TokenBucket;

/** One rate for all connections in one direction: whoever moved bytes rests until they are paid for. */
public final class RateLimiter {
    /** How much to move at once while there is a limit, so that connections take turns. */
    static final int LIMITED_CHUNK = 16 * 1024;

    /** No rest is longer, so that a closed connection's thread ends soon. */
    private static final long LONGEST_PARK_NANOS = 250_000_000;

    private final TokenBucket bucket;
    private volatile long bytesPerSecond;

    /** @param bytesPerSecond 0 is no limit */
    public RateLimiter(long bytesPerSecond) {
        this.bucket = new TokenBucket(bytesPerSecond, System.nanoTime());
        this.bytesPerSecond = bytesPerSecond;
    }

    public boolean isLimited() {
        return bytesPerSecond > 0;
    }

    /** 0 is no limit. */
    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    public void setRate(long bytesPerSecond) {
        synchronized (bucket) {
            bucket.setRate(bytesPerSecond, System.nanoTime());
            this.bytesPerSecond = bytesPerSecond;
        }
    }

    /** Takes note of bytes moved. The nanoseconds until they are within the rate. */
    long charge(long bytes) {
        if (!isLimited()) {
            return 0;
        }
        synchronized (bucket) {
            return bucket.take(bytes, System.nanoTime());
        }
    }

    /** Takes note of bytes moved and rests until they are within the rate, or {@code open} no longer holds. */
    void moved(long bytes, BooleanSupplier open) {
        long wait = charge(bytes);
        long until = System.nanoTime() + wait;
        for (long rest = wait; rest > 0 && open.getAsBoolean() && isLimited(); rest = until - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(rest, LONGEST_PARK_NANOS));
        }
    }
}
