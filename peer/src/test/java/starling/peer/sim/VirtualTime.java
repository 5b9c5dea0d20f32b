package starling.peer.sim;

import java.util.PriorityQueue;

/** Things that happen one after the other, at given times and in no time. */
final class VirtualTime {
    static final long SECOND = 1_000_000_000L;

    private record Event(long nanos, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime == 0 ? Long.compare(order, other.order) : byTime;
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long order;

    long now() {
        return now;
    }

    double seconds() {
        return (double) now / SECOND;
    }

    void in(long nanos, Runnable action) {
        events.add(new Event(now + nanos, order++, action));
    }

    /** Whether there was something to do before then. */
    boolean next(long untilNanos) {
        Event next = events.peek();
        if (next == null || next.nanos() > untilNanos) {
            now = untilNanos;
            return false;
        }
        events.remove();
        now = next.nanos();
        next.action().run();
        return true;
    }
}
