package starling.peer.policy;

import java.time.Duration;

/**
 * When a download that ran out of room is tried again: once there is room for what is missing or for a good part of it,
 * and after a time that grows, because the space a disk reports may not be ours to take. Not safe for several threads.
 */
public final class DiskRetry {
    private static final long GOOD_PART_BYTES = 64L << 20;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(4);
    private static final int MOST_DOUBLINGS = 4;

    private int failures;
    private long failedNanos;

    /** The disk was full. */
    public void failed(long nowNanos) {
        failures++;
        failedNanos = nowNanos;
    }

    /** It went well, or a person says that it will. */
    public void forget() {
        failures = 0;
    }

    /** @param freeBytes on the disk, as it says */
    public boolean isDue(long nowNanos, long freeBytes, long leftBytes) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return nowNanos - failedNanos >= wait.toNanos() && freeBytes >= Math.min(leftBytes, GOOD_PART_BYTES);
    }
}
