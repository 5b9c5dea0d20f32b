package starling.peer.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.announce.AnnouncedPeer;
import starling.announce.Endpoint;

/**
 * Announces one torrent for as long as it runs, in a thread of its own: {@code started}, then again at the tracker's
 * interval, {@code completed} when told so, {@code stopped} in the end. The tiers are tried in order and the tracker
 * that answers moves to the front of its tier (BEP 12). One that fails is asked again after a time that grows to five
 * minutes; the download goes on meanwhile.
 */
public final class TrackerAnnouncer {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

    /** How soon a swarm in which nobody was found is asked about again. */
    private static final Duration ALONE_INTERVAL = Duration.ofSeconds(30);

    /** No tracker is asked more often, whatever it says. */
    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(5);

    /** How long a hello waits for the goodbye before it. */
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(TrackerAnnouncer.class);

    private final List<List<String>> tiers;
    private final HttpTrackerClient http;
    private final BiFunction<AnnounceEvent, OptionalInt, AnnounceRequest> request;
    private final Consumer<Collection<Endpoint>> peers;
    private final List<String> urls;
    private final Map<String, TrackerStatus> statuses = new ConcurrentHashMap<>();
    private final Map<String, OptionalInt> pieceMapBytes = new HashMap<>();
    private final Thread thread;
    private TrackerAnnouncer previous;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean completedPending;
    private boolean wanted;
    private boolean stopping;

    /**
     * What came of asking all trackers once.
     *
     * @param next when to ask again
     * @param least how long the tracker wants to be left alone whatever happens
     */
    private record Round(boolean answered, Duration next, Duration least) {}

    /**
     * @param tiers announce URLs, best first
     * @param request what to say at an event, and how long a piece map the tracker takes, where it takes any: makes the
     *     request with the counts as they stand
     * @param peers told who the tracker named
     */
    public TrackerAnnouncer(
            List<List<String>> tiers,
            HttpTrackerClient http,
            ThreadFactory threads,
            BiFunction<AnnounceEvent, OptionalInt, AnnounceRequest> request,
            Consumer<Collection<Endpoint>> peers) {
        this.tiers = new ArrayList<>();
        tiers.forEach(tier -> this.tiers.add(new ArrayList<>(tier)));
        this.http = http;
        this.request = request;
        this.peers = peers;
        this.urls = tiers.stream().flatMap(List::stream).distinct().toList();
        urls.forEach(url -> statuses.put(url, TrackerStatus.notYetAsked(url)));
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
        signal(() -> completedPending = true);
    }

    /** More peers are wanted than are known: asks before the interval is over. */
    public void moreWanted() {
        signal(() -> wanted = true);
    }

    /** Ends the thread, which says {@code stopped} first where a tracker knows us. Does not wait; see {@link #join}. */
    public void stop() {
        signal(() -> stopping = true);
    }

    /** Waits until the goodbye is said, or the time is over. */
    public void join(Duration most) {
        try {
            thread.join(Math.max(1, most.toMillis()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** A tracker each, in the order of the tiers. */
    public List<TrackerStatus> statuses() {
        return urls.stream().map(statuses::get).toList();
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
        boolean known = false;
        int failures = 0;
        AnnounceEvent event = AnnounceEvent.STARTED;
        while (true) {
            Round round = askTiers(event);
            known |= round.answered();
            failures = round.answered() ? 0 : failures + 1;
            if (!round.answered() && event == AnnounceEvent.COMPLETED) {
                completed();
            }
            boolean stop = awaitNext(round.answered() ? round : new Round(false, retry(failures), Duration.ZERO));
            event = known ? next() : AnnounceEvent.STARTED;
            if (stop) {
                if (known) {
                    sayGoodbye(event);
                }
                return;
            }
        }
    }

    /** A completion that no tracker has heard of is told first: the swarm's count of downloads lives from it. */
    private void sayGoodbye(AnnounceEvent pending) {
        if (pending == AnnounceEvent.COMPLETED
                && !askTiers(AnnounceEvent.COMPLETED).answered()) {
            completed();
            return;
        }
        askTiers(AnnounceEvent.STOPPED);
    }

    /** Whether a completion is still to be told. */
    public boolean isCompletionPending() {
        lock.lock();
        try {
            return completedPending;
        } finally {
            lock.unlock();
        }
    }

    private static Duration retry(int failures) {
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 8));
        return wait.compareTo(LONGEST_RETRY) < 0 ? wait : LONGEST_RETRY;
    }

    /**
     * Waits until it is time to announce. An event cuts the wait short only where a tracker answered last time.
     *
     * @return whether the end has come
     */
    private boolean awaitNext(Round last) {
        lock.lock();
        try {
            long start = System.nanoTime();
            Duration soon = longer(ALONE_INTERVAL, last.least());
            while (!stopping && !(completedPending && last.answered())) {
                Duration due = wanted && last.next().compareTo(soon) > 0 ? soon : last.next();
                long remaining = due.toNanos() - (System.nanoTime() - start);
                if (remaining <= 0) {
                    break;
                }
                changed.awaitNanos(remaining);
            }
            wanted = false;
            return stopping;
        } catch (InterruptedException stop) {
            return true;
        } finally {
            lock.unlock();
        }
    }

    private AnnounceEvent next() {
        lock.lock();
        try {
            boolean completed = completedPending;
            completedPending = false;
            return completed ? AnnounceEvent.COMPLETED : AnnounceEvent.UPDATE;
        } finally {
            lock.unlock();
        }
    }

    private Round askTiers(AnnounceEvent event) {
        for (List<String> tier : tiers) {
            for (String url : List.copyOf(tier)) {
                Optional<AnnounceResponse.Swarm> swarm = ask(url, event);
                if (swarm.isPresent()) {
                    tier.remove(url);
                    tier.add(0, url);
                    Duration least = swarm.get().minInterval().orElse(Duration.ZERO);
                    return new Round(
                            true, longer(LEAST_INTERVAL, longer(swarm.get().interval(), least)), least);
                }
            }
        }
        return new Round(false, Duration.ZERO, Duration.ZERO);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private Optional<AnnounceResponse.Swarm> ask(String url, AnnounceEvent event) {
        TrackerStatus before = statuses.get(url);
        if (before.state() == TrackerStatus.State.NOT_YET_ASKED) {
            statuses.put(url, with(before, TrackerStatus.State.ASKING, Optional.empty()));
        }
        try {
            if (!url.startsWith("http://") && !url.startsWith("https://")) {
                throw new TrackerException("only http and https trackers are asked so far");
            }
            AnnounceResponse response =
                    http.announce(url, request.apply(event, pieceMapBytes.getOrDefault(url, OptionalInt.empty())));
            if (response instanceof AnnounceResponse.Failure failure) {
                throw new TrackerException("it refuses: " + failure.reason());
            }
            AnnounceResponse.Swarm swarm = (AnnounceResponse.Swarm) response;
            pieceMapBytes.put(url, swarm.pieceMapBytes());
            statuses.put(
                    url,
                    new TrackerStatus(
                            url,
                            TrackerStatus.State.OK,
                            Optional.empty(),
                            swarm.warning(),
                            swarm.seeders(),
                            swarm.leechers(),
                            swarm.peers().size()));
            if (event != AnnounceEvent.STOPPED) {
                peers.accept(swarm.peers().stream().map(AnnouncedPeer::endpoint).toList());
            }
            return Optional.of(swarm);
        } catch (TrackerException failed) {
            log.info("tracker {}: {}", url, failed.getMessage());
            statuses.put(url, with(before, TrackerStatus.State.FAILING, Optional.of(failed.getMessage())));
            return Optional.empty();
        }
    }

    private static TrackerStatus with(TrackerStatus status, TrackerStatus.State state, Optional<String> error) {
        return new TrackerStatus(
                status.url(), state, error, status.warning(), status.seeders(), status.leechers(), status.peersNamed());
    }
}
