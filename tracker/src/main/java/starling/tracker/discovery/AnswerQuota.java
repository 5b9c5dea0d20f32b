package starling.tracker.discovery;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many questions are answered a second: a few of each source, and not many in all. Safe for several threads. */
final class AnswerQuota {
    static final int PER_SOURCE = 5;
    static final int IN_ALL = 100;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private final Map<InetAddress, Integer> answered = new HashMap<>();
    private long windowStart;
    private int inAll;

    AnswerQuota(LongSupplier nanos) {
        this.nanos = nanos;
        this.windowStart = nanos.getAsLong();
    }

    /** Whether this question may be answered; counts it where it may. */
    synchronized boolean allows(InetAddress source) {
        long now = nanos.getAsLong();
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            inAll = 0;
            answered.clear();
        }
        if (inAll >= IN_ALL || answered.getOrDefault(source, 0) >= PER_SOURCE) {
            return false;
        }
        inAll++;
        answered.merge(source, 1, Integer::sum);
        return true;
    }
}
