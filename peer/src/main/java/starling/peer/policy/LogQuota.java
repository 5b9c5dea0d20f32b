package starling.peer.policy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A line a minute about each of those who could otherwise fill the log. It remembers a bounded number of them, the latest.
 * Safe for several threads.
 *
 * @param <K> what a line is about
 */
public final class LogQuota<K> {
    static final int MOST = 1_000;

    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private static final class Known {
        final long saidNanos;
        int unsaid;

        Known(long saidNanos) {
            this.saidNanos = saidNanos;
        }
    }

    private final Map<K, Known> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Known> eldest) {
            return size() > MOST;
        }
    };

    /** How many lines were left out since the last one; empty where this one is to be left out, too. */
    public synchronized OptionalInt take(K about, long nowNanos) {
        Known before = known.get(about);
        if (before != null && nowNanos - before.saidNanos < PAUSE_NANOS) {
            before.unsaid++;
            return OptionalInt.empty();
        }
        known.remove(about);
        known.put(about, new Known(nowNanos));
        return OptionalInt.of(before == null ? 0 : before.unsaid);
    }
}
