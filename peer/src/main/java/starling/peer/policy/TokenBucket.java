package starling.peer.policy;

/**
 * A rate limit. Whoever moved bytes says so and is told how long to rest; a debt is shared, so that any number of
 * takers together keep to the rate.
 */
public final class TokenBucket {
    /** What may be taken at once after a rest, as part of a second's worth. */
    private static final double BURST_SECONDS = 0.1;

    private long bytesPerSecond;
    private double tokens;
    private long lastNanos;

    /** @param bytesPerSecond 0 is no limit */
    public TokenBucket(long bytesPerSecond, long nowNanos) {
        this.bytesPerSecond = bytesPerSecond;
        this.lastNanos = nowNanos;
    }

    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    /** @param bytesPerSecond 0 is no limit */
    public void setRate(long bytesPerSecond, long nowNanos) {
        refill(nowNanos);
        this.bytesPerSecond = bytesPerSecond;
        tokens = bytesPerSecond == 0 ? 0 : Math.min(0, tokens);
    }

    /** Takes bytes, going into debt where there are too few. The nanoseconds to rest before taking more. */
    public long take(long bytes, long nowNanos) {
        if (bytesPerSecond == 0) {
            return 0;
        }
        refill(nowNanos);
        tokens -= bytes;
        return tokens >= 0 ? 0 : (long) (-tokens * 1e9 / bytesPerSecond);
    }

    /** The nanoseconds until there is no debt. */
    public long waitNanos(long nowNanos) {
        if (bytesPerSecond == 0) {
            return 0;
        }
        refill(nowNanos);
        return tokens >= 0 ? 0 : (long) Math.ceil(-tokens * 1e9 / bytesPerSecond);
    }

    private void refill(long nowNanos) {
        tokens = Math.min(bytesPerSecond * BURST_SECONDS, tokens + (nowNanos - lastNanos) * 1e-9 * bytesPerSecond);
        lastNanos = nowNanos;
    }
}
