package starling.tracker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.Endpoint;
import starling.tracker.database.StoreException;
import starling.tracker.discovery.DiscoveryServer;
import starling.tracker.http.AdmittingRoutes;
import starling.tracker.http.AnnounceRoutes;
import starling.tracker.http.HttpLimits;
import starling.tracker.http.HttpServer;
import starling.tracker.http.OwnPages;
import starling.tracker.http.Route;
import starling.tracker.http.Router;
import starling.tracker.swarm.AnnounceLogic;
import starling.tracker.swarm.MemorySwarmStore;
import starling.tracker.swarm.SqliteSwarmStore;
import starling.tracker.swarm.StoreLimits;
import starling.tracker.swarm.SwarmStore;
import starling.tracker.udp.ConnectionIds;
import starling.tracker.udp.UdpServer;
import starling.tracker.web.TorrentRoutes;

/** A running tracker. */
public final class Tracker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);
    private static final Duration CONNECTION_CHECK = Duration.ofMillis(500);
    private static final Duration LONGEST_SWEEP_PAUSE = Duration.ofMinutes(1);
    private static final Duration SAVE_PAUSE = Duration.ofMillis(200);
    private static final int FREE_PORT_TRIES = 20;
    private static final Duration LAST_SAVE = Duration.ofSeconds(2);
    private static final Duration STOP_GRACE = Duration.ofSeconds(1);

    private static final HttpLimits LIMITS = HttpLimits.DEFAULT.withMaxBodyBytes(TorrentRoutes.MAX_TORRENT_BYTES);

    private final TrackerOptions options;
    private final HttpServer http;
    private final Optional<HttpServer> https;
    private final Optional<UdpServer> udp;
    private final SwarmStore store;
    private final Publishing publishing;
    private final Optional<DiscoveryServer> discovery;
    private final Optional<DataFolder> folder;
    private final ScheduledExecutorService housekeeping = daemon("housekeeping");
    private final ScheduledExecutorService writer = daemon("writer");
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Tracker(
            TrackerOptions options,
            HttpServer http,
            Optional<HttpServer> https,
            Optional<UdpServer> udp,
            SwarmStore store,
            Publishing publishing,
            Optional<DiscoveryServer> discovery,
            Optional<DataFolder> folder) {
        this.options = options;
        this.http = http;
        this.https = https;
        this.udp = udp;
        this.store = store;
        this.publishing = publishing;
        this.discovery = discovery;
        this.folder = folder;
    }

    /**
     * @throws java.net.BindException where the address cannot be had
     * @throws StoreException where what an earlier run kept cannot be read
     * @throws DataFolder.FolderException where the data folder cannot be had
     */
    public static Tracker start(TrackerOptions options, Clock clock) throws IOException {
        return start(options, clock, System::nanoTime);
    }

    /** @param nanos a steady clock, by which peers are forgotten */
    static Tracker start(TrackerOptions options, Clock wall, LongSupplier nanos) throws IOException {
        Clock clock = new SteadyClock(wall, nanos);
        Optional<DataFolder> folder = Optional.empty();
        SwarmStore store = null;
        Publishing publishing = null;
        try {
            if (options.dataFolder().isPresent()) {
                folder = Optional.of(DataFolder.take(options.dataFolder().get()));
            }
            store = store(folder, options, clock);
            AnnounceLogic logic = new AnnounceLogic(store, options.terms(), options.admission());
            publishing = Publishing.open(options.dataFolder(), store, options.admission());
            Tracker tracker = listen(options, logic, store, publishing, folder, wall, clock);
            tracker.begin(options.terms().peerLifetime(), clock);
            return tracker;
        } catch (IOException failed) {
            if (publishing != null) {
                publishing.close();
            }
            if (store != null) {
                store.close();
            }
            folder.ifPresent(DataFolder::close);
            throw failed;
        }
    }

    private static SwarmStore store(Optional<DataFolder> folder, TrackerOptions options, Clock clock)
            throws StoreException {
        Duration peerLifetime = options.terms().peerLifetime();
        StoreLimits limits = StoreLimits.ofHeap(Runtime.getRuntime().maxMemory());
        return folder.isPresent()
                ? SqliteSwarmStore.open(
                        folder.get().database(), peerLifetime, limits, ThreadLocalRandom::current, clock.instant())
                : new MemorySwarmStore(peerLifetime, limits, ThreadLocalRandom::current);
    }

    /** Both front ends on one port number; where any will do, one that both can have. */
    private static Tracker listen(
            TrackerOptions options,
            AnnounceLogic logic,
            SwarmStore store,
            Publishing publishing,
            Optional<DataFolder> folder,
            Clock wall,
            Clock clock)
            throws IOException {
        List<Route> routes = new ArrayList<>(new AnnounceRoutes(logic, clock).routes());
        routes.addAll(publishing.routes(store, logic, clock));
        Route.Handler own = new OwnPages(new Router(routes), options.hostNames());
        Route.Handler admitting = new AdmittingRoutes(own, options.proxies(), options.admission());
        ConnectionIds connectionIds = new ConnectionIds(new SecureRandom(), System::nanoTime);
        for (int triesLeft = options.address().getPort() == 0 ? FREE_PORT_TRIES : 1; ; triesLeft--) {
            HttpServer http = new HttpServer(options.address(), admitting, LIMITS, wall, System::nanoTime);
            Optional<HttpServer> https = Optional.empty();
            try {
                if (options.tls().isPresent()) {
                    TrackerOptions.Tls tls = options.tls().get();
                    https = Optional.of(
                            new HttpServer(tls.address(), tls.layer(), admitting, LIMITS, wall, System::nanoTime));
                }
                Optional<UdpServer> udp = options.udp()
                        ? Optional.of(new UdpServer(
                                http.address(),
                                logic,
                                connectionIds,
                                options.admission(),
                                clock,
                                Runtime.getRuntime().availableProcessors()))
                        : Optional.empty();
                return new Tracker(
                        options,
                        http,
                        https,
                        udp,
                        store,
                        publishing,
                        Discovery.start(http.address(), options.discoveryPort()),
                        folder);
            } catch (IOException taken) {
                http.close();
                https.ifPresent(HttpServer::close);
                if (triesLeft == 1) {
                    throw taken;
                }
            }
        }
    }

    private void begin(Duration peerLifetime, Clock clock) {
        every(CONNECTION_CHECK, housekeeping, http::closeOverdue);
        https.ifPresent(server -> every(CONNECTION_CHECK, housekeeping, server::closeOverdue));
        every(sweepPause(peerLifetime), housekeeping, () -> store.expire(clock.instant()));
        every(SAVE_PAUSE, writer, store::save);
        http.start();
        https.ifPresent(HttpServer::start);
        udp.ifPresent(UdpServer::start);
    }

    private static ScheduledExecutorService daemon(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static Duration sweepPause(Duration peerLifetime) {
        Duration half = peerLifetime.dividedBy(2);
        return half.compareTo(LONGEST_SWEEP_PAUSE) < 0 ? half : LONGEST_SWEEP_PAUSE;
    }

    private static void every(Duration pause, ScheduledExecutorService executor, Runnable task) {
        executor.scheduleWithFixedDelay(goingOn(task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The task, but that it throws nothing: what repeats it goes on. */
    static Runnable goingOn(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error fault) {
                LOG.error("a regular task failed", fault);
            }
        };
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return http.address();
    }

    /** Where it speaks HTTPS, with the real port. */
    public Optional<InetSocketAddress> tlsAddress() {
        return https.map(HttpServer::address);
    }

    /** Takes the files that it was told of as they are now: the list of torrents, certificate and key. */
    public void readAgain() {
        options.admission().list().ifPresent(list -> {
            readAgain("list of torrents", list::readAgain);
            publishing.admissionChanged();
        });
        options.tls().ifPresent(tls -> readAgain("certificate", tls.layer()::readAgain));
    }

    @FunctionalInterface
    private interface Reading {
        void run() throws IOException;
    }

    private static void readAgain(String what, Reading reading) {
        try {
            reading.run();
            LOG.info("the {} was read again", what);
        } catch (IOException unusable) {
            LOG.warn("the {} stays as it was: {}", what, unusable.getMessage());
        }
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

    /** Stops within a few seconds: answers that are being written still go out, and what was learnt is kept. */
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        housekeeping.shutdownNow();
        udp.ifPresent(UdpServer::close);
        discovery.ifPresent(DiscoveryServer::close);
        Stream.of(Optional.of(http), https)
                .parallel()
                .flatMap(Optional::stream)
                .forEach(server -> server.close(STOP_GRACE));
        CompletableFuture.delayedExecutor(LAST_SAVE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(store::hurry);
        // not interrupted: what is being written is written to its end, and the rest after it
        writer.shutdown();
        publishing.close();
        store.close();
        folder.ifPresent(DataFolder::close);
        closed.countDown();
    }
}
