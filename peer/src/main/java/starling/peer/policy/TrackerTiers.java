package starling.peer.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import starling.announce.AnnounceEvent;

/**
 * Which tracker of a torrent is asked, when, and what it is told (BEP 3, 12, 15, 31). Tiers are tried in order, each in
 * an order of chance at first; whoever answers moves to the front of its tier. One that fails is left alone for a time
 * that grows, the others are asked meanwhile. One that is slow to answer holds up nobody: after a while the next is asked
 * beside it. Where a tier knows of nobody, the next is asked too. All times are nanoseconds of one clock.
 */
public final class TrackerTiers {
    /** How long the others wait for one that was asked. */
    static final Duration SLOW = Duration.ofSeconds(5);

    /** No tracker is asked more often, whatever it says. */
    static final Duration LEAST_INTERVAL = Duration.ofSeconds(5);

    /** How soon a swarm in which nobody was found is asked about again. */
    static final Duration ALONE_INTERVAL = Duration.ofSeconds(30);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

    /** What a datagram that may be lost waits for its answer, doubled each time up to 8 times (BEP 15). */
    private static final Duration UDP_RETRY = Duration.ofSeconds(15);

    private static final int MOST_UDP_DOUBLINGS = 8;

    private static final class Tracker {
        final String url;
        final List<Tracker> tier;
        boolean asking;
        /** It answered, and so takes us for one of the swarm. */
        boolean knowsUs;

        boolean completionDue;
        int failures;
        long askedNanos;
        /** Not to be asked before, where it failed or told us so. */
        OptionalLong notBeforeNanos = OptionalLong.empty();

        Tracker(String url, List<Tracker> tier) {
            this.url = url;
            this.tier = tier;
        }

        /** A completion goes out at once, however long it wants to be left alone. */
        boolean hasNews() {
            return knowsUs && completionDue && !asking;
        }

        boolean mayBeAsked(long nowNanos) {
            return !asking && (notBeforeNanos.isEmpty() || nowNanos - notBeforeNanos.getAsLong() >= 0);
        }

        AnnounceEvent event() {
            return !knowsUs ? AnnounceEvent.STARTED : completionDue ? AnnounceEvent.COMPLETED : AnnounceEvent.UPDATE;
        }
    }

    /** Whom to ask, and what to say. */
    public record Turn(String url, AnnounceEvent event) {}

    /**
     * What one that answered said.
     *
     * @param least how long it wants to be left alone whatever happens, where it says so
     * @param namedAny whether it named a peer
     */
    public record Answer(Duration interval, Optional<Duration> least, boolean namedAny) {}

    private final List<List<Tracker>> tiers = new ArrayList<>();
    private final Map<String, Tracker> byUrl = new LinkedHashMap<>();

    /** Those asked, or passed over, since the round began. */
    private final Set<Tracker> tried = new HashSet<>();

    private boolean inRound;
    private OptionalLong roundEndsNextNanos = OptionalLong.empty();
    private OptionalLong lastAskedNanos = OptionalLong.empty();
    private long dueNanos;
    private long soonNanos;
    private boolean wanted;
    private boolean completionDue;

    /** @param tiers announce URLs, best tier first; each URL counts once */
    public TrackerTiers(List<List<String>> tiers, RandomGenerator random, long nowNanos) {
        for (List<String> urls : tiers) {
            List<Tracker> tier = new ArrayList<>();
            for (String url : urls) {
                if (!byUrl.containsKey(url)) {
                    byUrl.put(url, new Tracker(url, tier));
                    tier.add(random.nextInt(tier.size() + 1), byUrl.get(url));
                }
            }
            this.tiers.add(tier);
        }
        this.dueNanos = nowNanos;
        this.soonNanos = nowNanos;
    }

    /** The URLs in the order in which they were given. */
    public List<String> urls() {
        return List.copyOf(byUrl.keySet());
    }

    /** The number of a URL's tier, from 1. */
    public int tier(String url) {
        return tiers.indexOf(byUrl.get(url).tier) + 1;
    }

    /** Whom to ask now; it is being asked then, until {@link #answered} or {@link #failed}. */
    public Optional<Turn> next(long nowNanos) {
        for (Tracker tracker : byUrl.values()) {
            if (tracker.hasNews() && (tracker.failures == 0 || tracker.mayBeAsked(nowNanos))) {
                return Optional.of(ask(tracker, nowNanos));
            }
        }
        if (!inRound && nowNanos - due() >= 0) {
            inRound = true;
            wanted = false;
            tried.clear();
            roundEndsNextNanos = OptionalLong.empty();
        }
        if (!inRound || anyAsked() && nowNanos - lastAskedNanos.orElse(nowNanos) < SLOW.toNanos()) {
            return Optional.empty();
        }
        for (List<Tracker> tier : tiers) {
            for (Tracker tracker : tier) {
                if (tracker.mayBeAsked(nowNanos) && tried.add(tracker)) {
                    return Optional.of(ask(tracker, nowNanos));
                }
            }
        }
        if (!anyAsked()) {
            endRound(nowNanos);
        }
        return Optional.empty();
    }

    private Turn ask(Tracker tracker, long nowNanos) {
        tracker.asking = true;
        tracker.askedNanos = nowNanos;
        lastAskedNanos = OptionalLong.of(nowNanos);
        return new Turn(tracker.url, tracker.event());
    }

    private boolean anyAsked() {
        return byUrl.values().stream().anyMatch(tracker -> tracker.asking);
    }

    private long due() {
        return wanted && soonNanos - dueNanos < 0 ? soonNanos : dueNanos;
    }

    /** Where nobody answered, the first that may be asked again is waited for. */
    private void endRound(long nowNanos) {
        inRound = false;
        long earliest = nowNanos + LONGEST_RETRY.toNanos();
        for (Tracker tracker : byUrl.values()) {
            if (tracker.notBeforeNanos.isPresent() && tracker.notBeforeNanos.getAsLong() - earliest < 0) {
                earliest = tracker.notBeforeNanos.getAsLong();
            }
        }
        dueNanos = roundEndsNextNanos.orElse(earliest);
        if (roundEndsNextNanos.isEmpty()) {
            soonNanos = dueNanos;
        }
    }

    /** How long there is nothing to do, unless something happens meanwhile; at least a millisecond. */
    public Duration quiet(long nowNanos) {
        long next = inRound ? lastAskedNanos.orElse(nowNanos) + SLOW.toNanos() : due();
        if (inRound && next - nowNanos <= 0) {
            next = nowNanos + SLOW.toNanos();
        }
        for (Tracker tracker : byUrl.values()) {
            if (tracker.hasNews()) {
                long again = tracker.failures == 0 ? nowNanos : tracker.notBeforeNanos.orElse(nowNanos);
                next = again - next < 0 ? again : next;
            }
        }
        return Duration.ofNanos(Math.max(1_000_000, next - nowNanos));
    }

    /** One that was asked has answered. */
    public void answered(Turn turn, Answer answer, long nowNanos) {
        Tracker tracker = byUrl.get(turn.url());
        tracker.asking = false;
        tracker.failures = 0;
        tracker.completionDue = tracker.completionDue && turn.event() != AnnounceEvent.COMPLETED;
        if (!tracker.knowsUs && completionDue) {
            tracker.completionDue = true;
            completionDue = false;
        }
        tracker.knowsUs = true;
        tracker.tier.remove(tracker);
        tracker.tier.add(0, tracker);
        Duration least = longer(LEAST_INTERVAL, answer.least().orElse(Duration.ZERO));
        tracker.notBeforeNanos = OptionalLong.of(nowNanos + least.toNanos());
        long again = nowNanos + longer(answer.interval(), least).toNanos();
        if (roundEndsNextNanos.isEmpty() || again - roundEndsNextNanos.getAsLong() < 0) {
            roundEndsNextNanos = OptionalLong.of(again);
        }
        soonNanos = nowNanos + longer(ALONE_INTERVAL, least).toNanos();
        tried.addAll(tracker.tier);
        if (!inRound || answer.namedAny()) {
            inRound = false;
            dueNanos = again;
        }
    }

    /** One that was asked has not answered, or has refused; {@code retryIn} is what it says about trying again. */
    public void failed(Turn turn, Optional<Duration> retryIn, long nowNanos) {
        Tracker tracker = byUrl.get(turn.url());
        tracker.asking = false;
        tracker.failures++;
        long again = tracker.url.startsWith("udp:")
                ? tracker.askedNanos + doubled(UDP_RETRY, Math.min(tracker.failures - 1, MOST_UDP_DOUBLINGS))
                : nowNanos + Math.min(doubled(FIRST_RETRY, Math.min(tracker.failures - 1, 8)), LONGEST_RETRY.toNanos());
        long told = nowNanos + retryIn.orElse(Duration.ZERO).toNanos();
        tracker.notBeforeNanos = OptionalLong.of(told - again > 0 ? told : again);
    }

    private static long doubled(Duration first, int times) {
        return first.toNanos() << times;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** More peers are wanted than are known: the trackers are asked before the interval is over. */
    public void moreWanted() {
        wanted = true;
    }

    /** The download is complete: all that know of it are told, or else the first that comes to know. */
    public void completed() {
        List<Tracker> known =
                byUrl.values().stream().filter(each -> each.knowsUs).toList();
        known.forEach(tracker -> tracker.completionDue = true);
        completionDue = known.isEmpty();
    }

    /** Whether a completion is still to be told. */
    public boolean isCompletionDue() {
        return completionDue || byUrl.values().stream().anyMatch(tracker -> tracker.completionDue);
    }

    /**
     * What a tracker is to be told in the end, which is then being said: a completion that it has not heard of first, as
     * the swarm's count of downloads lives from it. Nothing where it does not know us, is being asked, or was told.
     */
    public Optional<Turn> farewell(String url) {
        Tracker tracker = byUrl.get(url);
        if (!tracker.knowsUs || tracker.asking) {
            return Optional.empty();
        }
        tracker.asking = tracker.completionDue;
        tracker.knowsUs = tracker.completionDue;
        return Optional.of(new Turn(url, tracker.completionDue ? AnnounceEvent.COMPLETED : AnnounceEvent.STOPPED));
    }

    /** When a tracker is asked next, in nanoseconds of the clock, where that is known. */
    public OptionalLong nextNanos(String url) {
        Tracker tracker = byUrl.get(url);
        if (tracker.asking || inRound) {
            return OptionalLong.empty();
        }
        return tracker.failures > 0
                ? tracker.notBeforeNanos
                : tracker.knowsUs ? OptionalLong.of(due()) : OptionalLong.empty();
    }
}
