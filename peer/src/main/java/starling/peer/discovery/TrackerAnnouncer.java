package starling.peer.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.peer.fault.Faults;
import starling.peer.policy.TrackerTiers;

/**
 * Announces one torrent for as long as it runs: {@code started}, then again at the tracker's interval, {@code completed}
 * when told so, {@code stopped} in the end to all that know us. {@link TrackerTiers} says whom to ask and when; each is
 * asked on a thread of its own, so that a slow one holds up nobody.
 */
public final class TrackerAnnouncer {
    /** How long a hello waits for the goodbye before it. */
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(TrackerAnnouncer.class);

    /** Makes the request with the counts as they stand. */
    public interface Requests {
        /**
         * @param trackerId what the tracker called us, where it did
         * @param pieceMapBytes how long a piece map it takes, where it takes any
         */
        AnnounceRequest request(AnnounceEvent event, Optional<String> trackerId, OptionalInt pieceMapBytes);
    }

    /** What a tracker wants to hear again. */
    private record Told(Optional<String> trackerId, OptionalInt pieceMapBytes) {
        static final Told NOTHING = new Told(Optional.empty(), OptionalInt.empty());

        static Told by(AnnounceResponse.Swarm answer) {
            return new Told(answer.trackerId(), answer.pieceMapBytes());
        }

        /** An id that is not said again stays. */
        Told then(Told next) {
            return new Told(next.trackerId.or(() -> trackerId), next.pieceMapBytes);
        }
    }

    private final TrackerClient client;
    private final ThreadFactory threads;
    private final Requests requests;
    private final BiConsumer<String, AnnounceResponse.Swarm> answers;
    private final List<String> urls;
    private final Map<String, TrackerStatus> statuses = new ConcurrentHashMap<>();
    private final Thread thread;
    private TrackerAnnouncer previous;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TrackerTiers tiers;
    private final Map<String, Told> tolds = new HashMap<>();
    private boolean stopping;
    private int asking;

    /**
     * @param tiers announce URLs, best first
     * @param random orders each tier
     * @param answers told what each tracker answered while the torrent runs
     */
    public TrackerAnnouncer(
            List<List<String>> tiers,
            RandomGenerator random,
            TrackerClient client,
            ThreadFactory threads,
            Requests requests,
            BiConsumer<String, AnnounceResponse.Swarm> answers) {
        this.tiers = new TrackerTiers(tiers, random, System.nanoTime());
        this.client = client;
        this.threads = threads;
        this.requests = requests;
        this.answers = answers;
        this.urls = this.tiers.urls();
        urls.forEach(url -> statuses.put(url, TrackerStatus.notYetAsked(url, this.tiers.tier(url))));
        this.thread = threads.newThread(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Starts once the goodbye of the announcer before it is said, lest a tracker hears it after our hello. */
    public void startAfter(TrackerAnnouncer before) {
        previous = before;
        thread.start();
    }

    /** The download is complete: the tracker is told at once. */
    public void completed() {
        signal(tiers::completed);
    }

    /** More peers are wanted than are known: asks before the interval is over. */
    public void moreWanted() {
        signal(tiers::moreWanted);
    }

    /** Ends it: says {@code stopped} to every tracker that knows us, to all at once. Does not wait; see {@link #join}. */
    public void stop() {
        signal(() -> stopping = true);
    }

    /** Waits until the goodbyes are said, or the time is over. */
    public void join(Duration most) {
        try {
            thread.join(Math.max(1, most.toMillis()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a completion is still to be told. */
    public boolean isCompletionPending() {
        lock.lock();
        try {
            return tiers.isCompletionDue();
        } finally {
            lock.unlock();
        }
    }

    /** A tracker each, in the order in which they were given. */
    public List<TrackerStatus> statuses() {
        lock.lock();
        try {
            long now = System.nanoTime();
            List<TrackerStatus> all = new ArrayList<>(urls.size());
            for (String url : urls) {
                all.add(statuses.get(url).withNext(untilNext(url, now)));
            }
            return Collections.unmodifiableList(all);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Duration> untilNext(String url, long nowNanos) {
        OptionalLong next = stopping ? OptionalLong.empty() : tiers.nextNanos(url);
        return next.isPresent()
                ? Optional.of(Duration.ofNanos(Math.max(0, next.getAsLong() - nowNanos)))
                : Optional.empty();
    }

    private void signal(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        if (previous != null) {
            previous.join(LONGEST_GOODBYE);
            previous = null;
        }
        lock.lock();
        try {
            while (!stopping) {
                long now = System.nanoTime();
                Optional<TrackerTiers.Turn> turn = tiers.next(now);
                if (turn.isPresent()) {
                    begin(turn.get());
                } else {
                    changed.awaitNanos(tiers.quiet(now).toNanos());
                }
            }
            urls.forEach(url -> tiers.farewell(url).ifPresent(this::begin));
            while (asking > 0) {
                changed.await();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void begin(TrackerTiers.Turn turn) {
        asking++;
        try {
            threads.newThread(() -> ask(turn)).start();
        } catch (OutOfMemoryError noThread) {
            Faults.log("tracker " + turn.url(), noThread);
            heard(turn, Optional.empty(), Optional.empty(), "there is no thread to ask it");
        }
    }

    private void ask(TrackerTiers.Turn turn) {
        String url = turn.url();
        statuses.computeIfPresent(url, (key, status) -> status.asked());
        Optional<Duration> retryIn = Optional.empty();
        Optional<AnnounceResponse.Swarm> swarm = Optional.empty();
        String error = "error of our own";
        try {
            AnnounceResponse response = client.announce(url, request(turn));
            if (response instanceof AnnounceResponse.Failure failure) {
                retryIn = failure.retryIn();
                error = "it refuses: " + failure.reason();
            } else {
                swarm = Optional.of((AnnounceResponse.Swarm) response);
            }
        } catch (TrackerException failed) {
            error = failed.getMessage();
        } catch (RuntimeException | Error fault) {
            Faults.log("tracker " + url, fault);
        } finally {
            heard(turn, swarm, retryIn, error);
        }
    }

    private AnnounceRequest request(TrackerTiers.Turn turn) {
        Told told;
        lock.lock();
        try {
            told = tolds.getOrDefault(turn.url(), Told.NOTHING);
        } finally {
            lock.unlock();
        }
        return requests.request(turn.event(), told.trackerId(), told.pieceMapBytes());
    }

    private void heard(
            TrackerTiers.Turn turn, Optional<AnnounceResponse.Swarm> swarm, Optional<Duration> retryIn, String error) {
        String url = turn.url();
        boolean ending = turn.event() == AnnounceEvent.STOPPED;
        if (swarm.isPresent() && !ending) {
            Faults.outlived("tracker " + url, () -> answers.accept(url, swarm.get()))
                    .run();
        }
        lock.lock();
        try {
            long now = System.nanoTime();
            asking--;
            if (swarm.isEmpty()) {
                log.info("tracker {}: {}", url, error);
                statuses.computeIfPresent(url, (key, status) -> status.failed(error));
                if (!ending) {
                    tiers.failed(turn, retryIn, now);
                }
            } else {
                AnnounceResponse.Swarm answer = swarm.get();
                tolds.merge(url, Told.by(answer), Told::then);
                statuses.computeIfPresent(url, (key, status) -> status.answered(answer));
                if (!ending) {
                    boolean namedAny = !answer.peers().isEmpty();
                    tiers.answered(
                            turn, new TrackerTiers.Answer(answer.interval(), answer.minInterval(), namedAny), now);
                }
            }
            boolean untold = swarm.isEmpty() && turn.event() == AnnounceEvent.COMPLETED;
            if (stopping && !ending && !untold) {
                tiers.farewell(url).ifPresent(this::begin);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
