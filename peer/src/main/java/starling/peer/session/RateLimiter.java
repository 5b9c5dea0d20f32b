package starling.peer.session;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import starling.peer.policy.TokenBucket;

/**
 * One rate for all that several connections read: whoever read bytes rests until they are paid for. A torrent's own is
 * within that of the whole program.
 */
public final class RateLimiter {
    private static final int LEAST_CHUNK = 512;
    private static final int MOST_CHUNK = 16 * 1024;

    /** All readers together read no more than what comes in this part of a second before they rest. */
    private static final int CHUNKS_A_SECOND = 5;

    /** No rest is longer, so that a closed connection's thread ends soon. */
    private static final long LONGEST_PARK_NANOS = 250_000_000;

    private final Optional<RateLimiter> whole;
    private final TokenBucket bucket;
    private final AtomicInteger readers = new AtomicInteger();
    private volatile long bytesPerSecond;

    /** @param bytesPerSecond 0 is no limit */
    public RateLimiter(long bytesPerSecond) {
        this(bytesPerSecond, Optional.empty());
    }

    private RateLimiter(long bytesPerSecond, Optional<RateLimiter> whole) {
        this.whole = whole;
        this.bucket = new TokenBucket(bytesPerSecond, System.nanoTime());
        this.bytesPerSecond = bytesPerSecond;
    }

    /** One for a part of what this one limits. */
    RateLimiter within(long bytesPerSecond) {
        return new RateLimiter(bytesPerSecond, Optional.of(this));
    }

    boolean isLimited() {
        return bytesPerSecond > 0 || whole.isPresent() && whole.get().isLimited();
    }

    /** Of this one alone; 0 is no limit. */
    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    /** What may be read a second at most, by this one and the whole; 0 is no limit. */
    long effectiveBytesPerSecond() {
        long outer = whole.map(RateLimiter::bytesPerSecond).orElse(0L);
        return bytesPerSecond == 0 || outer == 0 ? Math.max(bytesPerSecond, outer) : Math.min(bytesPerSecond, outer);
    }

    public void setRate(long bytesPerSecond) {
        synchronized (bucket) {
            bucket.setRate(bytesPerSecond, System.nanoTime());
            this.bytesPerSecond = bytesPerSecond;
        }
    }

    void readerCame() {
        readers.incrementAndGet();
        whole.ifPresent(RateLimiter::readerCame);
    }

    void readerLeft() {
        readers.decrementAndGet();
        whole.ifPresent(RateLimiter::readerLeft);
    }

    /** How much to read at once. */
    int chunk() {
        int most = whole.map(RateLimiter::chunk).orElse(MOST_CHUNK);
        if (bytesPerSecond == 0) {
            return most;
        }
        long own = bytesPerSecond / CHUNKS_A_SECOND / Math.max(1, readers.get());
        return (int) Math.min(most, Math.max(LEAST_CHUNK, own));
    }

    /** Takes note of bytes moved. The nanoseconds until they are within the rate. */
    long charge(long bytes) {
        long outer = whole.map(limiter -> limiter.charge(bytes)).orElse(0L);
        if (bytesPerSecond == 0) {
            return outer;
        }
        synchronized (bucket) {
            return Math.max(outer, bucket.take(bytes, System.nanoTime()));
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
