package starling.peer.policy;

/** Bytes a second over the last seconds, from a running total that is sampled once a second or so. */
public final class RateMeter {
    private final long[] totals;
    private final long[] nanos;
    private int samples;

    /** @param window how many samples back the rate reaches */
    public RateMeter(int window) {
        this.totals = new long[window + 1];
        this.nanos = new long[window + 1];
    }

    /** @param totalBytes all bytes so far, never less than at the sample before */
    public void sample(long totalBytes, long nowNanos) {
        int at = samples++ % totals.length;
        totals[at] = totalBytes;
        nanos[at] = nowNanos;
    }

    /** 0 until there are two samples. */
    public long bytesPerSecond() {
        if (samples < 2) {
            return 0;
        }
        int newest = (samples - 1) % totals.length;
        int oldest = samples <= totals.length ? 0 : samples % totals.length;
        long elapsed = nanos[newest] - nanos[oldest];
        return elapsed <= 0 ? 0 : Math.round((totals[newest] - totals[oldest]) * 1e9 / elapsed);
    }
}
