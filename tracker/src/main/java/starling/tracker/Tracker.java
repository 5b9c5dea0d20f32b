package starling.tracker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.Endpoint;
import starling.tracker.discovery.DiscoveryServer;
import starling.tracker.http.AnnounceRoutes;
import starling.tracker.http.HttpLimits;
import starling.tracker.http.HttpServer;
import starling.tracker.http.Route;
import starling.tracker.http.Router;
import starling.tracker.swarm.AnnounceLogic;
import starling.tracker.swarm.MemorySwarmStore;
import starling.tracker.swarm.StoreLimits;
import starling.tracker.swarm.SwarmStore;
import starling.tracker.web.TorrentRoutes;

/** A running tracker. */
public final class Tracker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);
    private static final Duration CONNECTION_CHECK = Duration.ofMillis(500);
    private static final Duration LONGEST_SWEEP_PAUSE = Duration.ofMinutes(1);
    private static final Duration STOP_GRACE = Duration.ofSeconds(2);

    private static final HttpLimits LIMITS = HttpLimits.DEFAULT.withMaxBodyBytes(TorrentRoutes.MAX_TORRENT_BYTES);

    private final HttpServer http;
    private final Publishing publishing;
    private final Optional<DiscoveryServer> discovery;
    private final ScheduledExecutorService housekeeping;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Tracker(
            HttpServer http,
            Publishing publishing,
            Optional<DiscoveryServer> discovery,
            ScheduledExecutorService housekeeping) {
        this.http = http;
        this.publishing = publishing;
        this.discovery = discovery;
        this.housekeeping = housekeeping;
    }

    /**
     * @throws java.net.BindException where the address cannot be had
     * @throws starling.tracker.catalogue.CatalogueException where what an earlier run kept cannot be read
     */
    public static Tracker start(TrackerOptions options, Clock clock) throws IOException {
        Duration interval = options.interval();
        SwarmStore store =
                new MemorySwarmStore(interval.multipliedBy(2), StoreLimits.DEFAULT, ThreadLocalRandom::current);
        AnnounceLogic logic = new AnnounceLogic(store, interval);
        List<Route> routes = new ArrayList<>(new AnnounceRoutes(logic, clock).routes());
        Publishing publishing = Publishing.open(options.dataFolder(), store);
        routes.addAll(publishing.routes(store, logic, clock));
        HttpServer http;
        try {
            http = new HttpServer(options.address(), new Router(routes), LIMITS, System::nanoTime);
        } catch (IOException taken) {
            publishing.close();
            throw taken;
        }

        ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        every(CONNECTION_CHECK, housekeeping, http::closeOverdue);
        every(sweepPause(interval), housekeeping, () -> store.expire(clock.instant()));
        http.start();
        return new Tracker(http, publishing, Discovery.start(http.address(), options.discoveryPort()), housekeeping);
    }

    private static Duration sweepPause(Duration interval) {
        return interval.compareTo(LONGEST_SWEEP_PAUSE) < 0 ? interval : LONGEST_SWEEP_PAUSE;
    }

    private static void every(Duration pause, ScheduledExecutorService housekeeping, Runnable task) {
        Runnable goesOn = () -> {
            try {
                task.run();
            } catch (RuntimeException fault) {
                LOG.error("housekeeping failed", fault);
            }
        };
        housekeeping.scheduleWithFixedDelay(goesOn, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return http.address();
    }

    /** The URL to put into torrents made on this machine. */
    public String announceUrl() {
        InetSocketAddress address = http.address();
        Endpoint endpoint = address.getAddress().isAnyLocalAddress()
                ? Endpoint.of(new InetSocketAddress(loopback(), address.getPort()))
                : Endpoint.of(address);
        return "http://" + endpoint + "/announce";
    }

    private static InetAddress loopback() {
        return new InetSocketAddress("127.0.0.1", 0).getAddress();
    }

    /** Returns once the tracker is closed. */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /** Stops within a few seconds: answers that are being written still go out. */
    @Override
    public void close() {
        housekeeping.shutdownNow();
        discovery.ifPresent(DiscoveryServer::close);
        http.close(STOP_GRACE);
        publishing.close();
        closed.countDown();
    }
}
