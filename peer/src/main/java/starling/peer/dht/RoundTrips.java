package starling.peer.dht;

import java.time.Duration;

/** How long answers take, and from that how long to wait for one: a mean and its deviation, as TCP does (RFC 6298). */
final class RoundTrips {
    private static final double MEAN_WEIGHT = 1.0 / 16;
    private static final double DEVIATION_WEIGHT = 1.0 / 8;
    private static final long LEAST_SLOW = Duration.ofMillis(300).toNanos();
    private static final long MOST_SLOW = Duration.ofSeconds(2).toNanos();
    private static final long LEAST_LOST = Duration.ofSeconds(3).toNanos();
    private static final long MOST_LOST = Duration.ofSeconds(10).toNanos();

    private double mean = Duration.ofMillis(500).toNanos();
    private double deviation = Duration.ofMillis(150).toNanos();

    void took(long nanos) {
        deviation += DEVIATION_WEIGHT * (Math.abs(nanos - mean) - deviation);
        mean += MEAN_WEIGHT * (nanos - mean);
    }

    private long late() {
        return (long) (mean + 4 * deviation);
    }

    /** After so long another is asked beside it; the answer may still come. */
    long slowNanos() {
        return Math.max(LEAST_SLOW, Math.min(MOST_SLOW, late()));
    }

    /** After so long no answer is expected any more. */
    long lostNanos() {
        return Math.max(LEAST_LOST, Math.min(MOST_LOST, 4 * late()));
    }
}
