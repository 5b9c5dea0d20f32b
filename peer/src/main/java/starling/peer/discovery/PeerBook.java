package starling.peer.discovery;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import starling.announce.Endpoint;
import starling.peer.net.mse.Opening;
import starling.peer.policy.CanonicalPriority;

/**
 * The endpoints that one torrent's sources named: each once, with who named it and when it may be dialled next. It holds
 * a bounded number; what is impossible, banned or ourselves never comes out. Safe for several threads.
 */
public final class PeerBook {
    static final int MOST = 2_000;

    /** Ways that are open to anybody fill no more of the book than this, each. */
    static final int MOST_OF_AN_OPEN_ORIGIN = MOST / 3;

    private static final int MOST_REMEMBERED = 100;

    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(2);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(10);

    /** The same where nobody is left to trade with: whoever went away may be back. */
    private static final Duration LONGEST_BACK_OFF_ALONE = Duration.ofSeconds(15);

    private static final Comparator<Entry> BEST_FIRST = Comparator.comparingInt((Entry entry) -> entry.failures)
            .thenComparing(entry -> !entry.origins.contains(PeerOrigin.GIVEN))
            .thenComparing(entry -> !entry.origins.contains(PeerOrigin.REMEMBERED))
            .thenComparing(entry -> !entry.origins.contains(PeerOrigin.LOCAL))
            .thenComparing(entry -> -entry.priority);

    private enum Standing {
        /** To be dialled when its time has come. */
        WAITING,
        /** Being dialled, or connected. */
        BUSY,
        /** Ourselves, or banned. */
        NEVER
    }

    private static final class Entry {
        final PeerOrigin first;
        final Set<PeerOrigin> origins;
        Standing standing = Standing.WAITING;
        long priority;
        int failures;
        long endedNanos;
        Duration wait = Duration.ZERO;
        boolean seen;
        Opening opening;

        Entry(PeerOrigin origin) {
            this.first = origin;
            this.origins = EnumSet.of(origin);
        }

        boolean isReached() {
            return standing != Standing.NEVER && opening != null && failures == 0;
        }

        boolean isDue(long nowNanos, boolean alone) {
            Duration due = alone && wait.compareTo(LONGEST_BACK_OFF_ALONE) > 0 ? LONGEST_BACK_OFF_ALONE : wait;
            return standing == Standing.WAITING && (!seen || nowNanos - endedNanos >= due.toNanos());
        }
    }

    private final boolean trackersOnly;
    private final OwnAddresses own;
    private final Map<Endpoint, Entry> entries = new LinkedHashMap<>();
    private final Map<PeerOrigin, Integer> byFirst = new EnumMap<>(PeerOrigin.class);
    private Optional<InetAddress> ownIpv4 = Optional.empty();
    private Optional<InetAddress> ownIpv6 = Optional.empty();

    /**
     * @param trackersOnly whether peers from other sources are passed over, as those of a private torrent are (BEP 27)
     * @param own what is not to be called, and what peers are ordered by
     */
    public PeerBook(boolean trackersOnly, OwnAddresses own) {
        this.trackersOnly = trackersOnly;
        this.own = own;
    }

    /** A source named these. Known ones keep what is known of them. */
    public synchronized void add(PeerOrigin origin, Collection<Endpoint> endpoints) {
        if (trackersOnly && origin != PeerOrigin.TRACKER && origin != PeerOrigin.REMEMBERED) {
            return;
        }
        for (Endpoint endpoint : endpoints) {
            Entry known = entries.get(endpoint);
            if (known != null) {
                known.origins.add(origin);
            } else if (isPossible(endpoint) && makeRoom(origin)) {
                Entry entry = new Entry(origin);
                entry.priority = priority(endpoint);
                entries.put(endpoint, entry);
                byFirst.merge(origin, 1, Integer::sum);
            }
        }
    }

    /** Where the book is full, whoever failed most often makes room; nobody does who was not given a chance. */
    private boolean makeRoom(PeerOrigin origin) {
        boolean crowded = origin.isOpenToAll() && byFirst.getOrDefault(origin, 0) >= MOST_OF_AN_OPEN_ORIGIN;
        if (entries.size() < MOST && !crowded) {
            return true;
        }
        Endpoint worst = null;
        int most = 0;
        for (Map.Entry<Endpoint, Entry> each : entries.entrySet()) {
            Entry entry = each.getValue();
            boolean mayGo = entry.standing == Standing.WAITING && (!crowded || entry.first == origin);
            if (mayGo && entry.failures > most) {
                worst = each.getKey();
                most = entry.failures;
            }
        }
        if (worst == null) {
            return false;
        }
        byFirst.merge(entries.remove(worst).first, -1, Integer::sum);
        return true;
    }

    private boolean isPossible(Endpoint endpoint) {
        return Addresses.isPossible(endpoint) && own.reaches(endpoint.address()) && !own.isOurs(endpoint);
    }

    private long priority(Endpoint endpoint) {
        Optional<InetAddress> us = endpoint.isIpv6() ? ownIpv6 : ownIpv4;
        return us.map(ours -> CanonicalPriority.of(
                        ours.getAddress(), own.port(), endpoint.address().getAddress(), endpoint.port()))
                .orElse(0L);
    }

    private void orderAnew() {
        if (!own.seen(false).equals(ownIpv4) || !own.seen(true).equals(ownIpv6)) {
            ownIpv4 = own.seen(false);
            ownIpv6 = own.seen(true);
            dropOurselves();
            entries.forEach((endpoint, entry) -> entry.priority = priority(endpoint));
        }
    }

    /** Who was named before we knew that it is us. */
    private void dropOurselves() {
        entries.entrySet().removeIf(each -> {
            boolean goes = each.getValue().standing == Standing.WAITING && own.isOurs(each.getKey());
            if (goes) {
                byFirst.merge(each.getValue().first, -1, Integer::sum);
            }
            return goes;
        });
    }

    /**
     * The next one to be dialled, which is then busy; null where none is due. Who failed least comes first, then whom a
     * person named, then whom an earlier run reached, then who is near, then by canonical priority (BEP 40).
     *
     * @param alone whether nobody is connected, so that the wait is short for all
     */
    public synchronized Endpoint next(long nowNanos, boolean alone) {
        if (!isAnyDue(nowNanos, alone)) {
            return null;
        }
        orderAnew();
        Map.Entry<Endpoint, Entry> best = null;
        for (Map.Entry<Endpoint, Entry> each : entries.entrySet()) {
            if (each.getValue().isDue(nowNanos, alone)
                    && (best == null || BEST_FIRST.compare(each.getValue(), best.getValue()) < 0)) {
                best = each;
            }
        }
        if (best == null) {
            return null;
        }
        best.getValue().standing = Standing.BUSY;
        return best.getKey();
    }

    private boolean isAnyDue(long nowNanos, boolean alone) {
        for (Entry entry : entries.values()) {
            if (entry.isDue(nowNanos, alone)) {
                return true;
            }
        }
        return false;
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
    }

    /** How it was last reached, where it was. */
    public synchronized Optional<Opening> opening(Endpoint endpoint) {
        return Optional.ofNullable(entries.get(endpoint)).map(entry -> entry.opening);
    }

    /** Remembers how it was reached; nothing where it was not, so that all ways are tried again. */
    public synchronized void opens(Endpoint endpoint, Optional<Opening> how) {
        Entry entry = entries.get(endpoint);
        if (entry != null) {
            entry.opening = how.orElse(null);
        }
    }

    /** Those that were reached when they were last tried, and {@value #MOST_REMEMBERED} at most: for the next run. */
    public synchronized List<Endpoint> reached() {
        return entries.entrySet().stream()
                .filter(each -> each.getValue().isReached())
                .limit(MOST_REMEMBERED)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Never to be dialled again. */
    public synchronized void never(Endpoint endpoint) {
        Entry entry = entries.get(endpoint);
        if (entry == null && entries.size() < MOST) {
            entry = new Entry(PeerOrigin.CALLED);
            entries.put(endpoint, entry);
            byFirst.merge(PeerOrigin.CALLED, 1, Integer::sum);
        }
        if (entry != null) {
            entry.standing = Standing.NEVER;
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

    /** Who named an endpoint; where nobody did, it can only have called. */
    public synchronized Set<PeerOrigin> origins(Endpoint endpoint) {
        Entry entry = entries.get(endpoint);
        return entry == null ? EnumSet.of(PeerOrigin.CALLED) : EnumSet.copyOf(entry.origins);
    }

    /** All that another book of the same torrent knows, whose origin is taken here. */
    public void takeOver(PeerBook other) {
        Map<Endpoint, Entry> known;
        synchronized (other) {
            known = new LinkedHashMap<>(other.entries);
            other.entries.clear();
        }
        synchronized (this) {
            known.forEach((endpoint, entry) -> {
                boolean taken = !trackersOnly || entry.origins.contains(PeerOrigin.TRACKER);
                if (taken && entries.putIfAbsent(endpoint, entry) == null) {
                    byFirst.merge(entry.first, 1, Integer::sum);
                }
            });
        }
    }

    public synchronized boolean isKnown(Endpoint endpoint) {
        return entries.containsKey(endpoint);
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
