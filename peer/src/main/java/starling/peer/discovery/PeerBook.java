package starling.peer.discovery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import starling.announce.Endpoint;

/**
 * The endpoints that one torrent's sources named: each once, with when it may be dialled next. It holds a bounded
 * number; what is impossible, banned or ourselves never comes out. Safe for several threads.
 */
public final class PeerBook {
    static final int MOST = 2_000;

    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(2);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(10);

    /** The same where nobody is left to trade with: whoever went away may be back. */
    private static final Duration LONGEST_BACK_OFF_ALONE = Duration.ofSeconds(15);

    private enum Standing {
        /** To be dialled when its time has come. */
        WAITING,
        /** Being dialled, or connected. */
        BUSY,
        /** Ourselves, or banned. */
        NEVER
    }

    private static final class Entry {
        Standing standing = Standing.WAITING;
        int failures;
        long endedNanos;
        Duration wait = Duration.ZERO;
        boolean seen;

        boolean isDue(long nowNanos, boolean alone) {
            Duration due = alone && wait.compareTo(LONGEST_BACK_OFF_ALONE) > 0 ? LONGEST_BACK_OFF_ALONE : wait;
            return standing == Standing.WAITING && (!seen || nowNanos - endedNanos >= due.toNanos());
        }
    }

    private final Map<Endpoint, Entry> entries = new HashMap<>();
    private final Deque<Endpoint> turn = new ArrayDeque<>();

    /** A source named these. Known ones keep what is known of them. */
    public synchronized void add(Collection<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            if (isPossible(endpoint) && !entries.containsKey(endpoint) && makeRoom()) {
                entries.put(endpoint, new Entry());
                turn.add(endpoint);
            }
        }
    }

    /** Where the book is full, whoever failed most often makes room; nobody does who was not given a chance. */
    private boolean makeRoom() {
        if (entries.size() < MOST) {
            return true;
        }
        Endpoint worst = null;
        for (Endpoint endpoint : turn) {
            Entry entry = entries.get(endpoint);
            if (entry.failures > 0 && (worst == null || entry.failures > entries.get(worst).failures)) {
                worst = endpoint;
            }
        }
        return worst != null && turn.remove(worst) && entries.remove(worst) != null;
    }

    private static boolean isPossible(Endpoint endpoint) {
        return endpoint.port() != 0
                && !endpoint.address().isAnyLocalAddress()
                && !endpoint.address().isMulticastAddress();
    }

    /**
     * The next one to be dialled, which is then busy; null where none is due.
     *
     * @param alone whether nobody is connected, so that the wait is short for all
     */
    public synchronized Endpoint next(long nowNanos, boolean alone) {
        for (int i = turn.size(); i > 0; i--) {
            Endpoint endpoint = turn.poll();
            Entry entry = entries.get(endpoint);
            if (entry.isDue(nowNanos, alone)) {
                entry.standing = Standing.BUSY;
                return endpoint;
            }
            if (entry.standing == Standing.WAITING) {
                turn.add(endpoint);
            }
        }
        return null;
    }

    /** A connection ended, or never came to be: the endpoint is due again after a time that grows. */
    public synchronized void ended(Endpoint endpoint, boolean wasGood, long nowNanos) {
        Entry entry = entries.get(endpoint);
        if (entry == null || entry.standing != Standing.BUSY) {
            return;
        }
        entry.failures = wasGood ? 0 : entry.failures + 1;
        long factor = 1L << Math.min(entry.failures, 12);
        Duration wait = FIRST_BACK_OFF.multipliedBy(factor);
        entry.wait = wait.compareTo(LONGEST_BACK_OFF) < 0 ? wait : LONGEST_BACK_OFF;
        entry.endedNanos = nowNanos;
        entry.seen = true;
        entry.standing = Standing.WAITING;
        turn.add(endpoint);
    }

    /** Never to be dialled again. */
    public synchronized void never(Endpoint endpoint) {
        if (entries.size() < MOST || entries.containsKey(endpoint)) {
            entries.computeIfAbsent(endpoint, e -> new Entry()).standing = Standing.NEVER;
        }
    }

    public synchronized boolean isNever(Endpoint endpoint) {
        Entry entry = entries.get(endpoint);
        return entry != null && entry.standing == Standing.NEVER;
    }

    /** Everyone waiting is due at once: for a person who says {@code resume}. */
    public synchronized void forgive() {
        for (Entry entry : entries.values()) {
            entry.failures = 0;
            entry.seen = false;
        }
    }

    /** Whether another endpoint is known that has the same address. */
    public synchronized boolean isShared(Endpoint endpoint) {
        return entries.keySet().stream()
                .anyMatch(other -> other.address().equals(endpoint.address()) && other.port() != endpoint.port());
    }

    public synchronized int size() {
        return entries.size();
    }
}
