package starling.tracker.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.thread.ConnectionThreads;
import starling.tracker.admission.AddressQuota;

/**
 * Accepts connections and gives each a thread, unless its first request has come in whole and is soon answered: that is
 * done at once, as waking a thread costs more than the answer. A client that is slow costs a thread and no one else's
 * time: past the cap a connection of the address that has most of them gives way.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final Duration PAUSE_AFTER_FAILED_ACCEPT = Duration.ofMillis(50);
    private static final Duration LAST_ACCEPT = Duration.ofSeconds(1);
    private static final Duration IDLE_THREAD = Duration.ofSeconds(10);
    private static final Duration CLOSING_POLL = Duration.ofMillis(10);

    private final List<ServerSocketChannel> listeners;
    private final List<Thread> acceptors = new ArrayList<>();
    private final SocketLayer layer;
    private final Route.Handler handler;
    private final HttpLimits limits;
    private final ResponseWriter writer;
    private final LongSupplier nanos;

    /**
     * A thread a connection at once; the bound is that of the connections. Threads wait a while for another one before
     * they end: making a platform thread costs more than a short connection does.
     */
    private final Executor threads = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            ConnectionThreads.named("http"));

    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    /** Without encryption. */
    public HttpServer(
            InetSocketAddress address, Route.Handler handler, HttpLimits limits, Clock clock, LongSupplier nanos)
            throws IOException {
        this(address, SocketLayer.PLAIN, handler, limits, clock, nanos);
    }

    /**
     * Listens at once; answers from {@link #start} on.
     *
     * @param address a port of 0 takes a free one
     * @param layer what lies between the sockets and HTTP
     * @param clock the time of day, which answers tell
     * @param nanos a steady clock, as {@link System#nanoTime}
     * @throws java.net.BindException where the address cannot be had
     */
    public HttpServer(
            InetSocketAddress address,
            SocketLayer layer,
            Route.Handler handler,
            HttpLimits limits,
            Clock clock,
            LongSupplier nanos)
            throws IOException {
        this.layer = layer;
        this.handler = handler;
        this.limits = limits;
        this.writer = new ResponseWriter(new HttpDate(clock));
        this.nanos = nanos;
        // fewer than processors: one that finds the next connection waiting need not sleep, which costs more than
        // serving
        this.listeners = Listeners.open(address, Runtime.getRuntime().availableProcessors() / 2);
        for (ServerSocketChannel listener : listeners) {
            Thread acceptor = new Thread(() -> acceptAll(listener), "http-accept-" + acceptors.size());
            acceptor.setDaemon(true);
            acceptors.add(acceptor);
        }
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listeners.get(0).socket().getLocalSocketAddress();
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    public void start() {
        acceptors.forEach(Thread::start);
    }

    /** Closes the connections that keep the server waiting for too long; to be called every second or so. */
    public void closeOverdue() {
        long now = nanos.getAsLong();
        for (HttpConnection connection : connections) {
            if (connection.isOverdue(now)) {
                connection.close();
            }
        }
    }

    /** How many connections are in that phase. */
    long countIn(HttpConnection.Phase phase) {
        return connections.stream()
                .filter(connection -> connection.stage().phase() == phase)
                .count();
    }

    /** Takes no more connections, and lets answers that are being written go out, for as long as is given. */
    public void close(Duration grace) {
        closing = true;
        Listeners.close(listeners);
        try {
            // an accept under way may still return a connection, and every one must be known below
            for (Thread acceptor : acceptors) {
                acceptor.join(LAST_ACCEPT.toMillis());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        // all are told before the first is closed: who sees that happen must find the others stopping, too
        connections.forEach(HttpConnection::takeNoMore);
        connections.forEach(HttpConnection::finish);
        long end = System.nanoTime() + grace.toNanos();
        while (!connections.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(CLOSING_POLL.toNanos());
        }
        connections.forEach(HttpConnection::close);
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    private void acceptAll(ServerSocketChannel listener) {
        while (!closing) {
            try {
                serve(listener.accept());
            } catch (IOException failed) {
                if (!closing) {
                    LOG.warn("cannot accept a connection: {}", failed.getMessage());
                    makeRoom(null);
                    LockSupport.parkNanos(PAUSE_AFTER_FAILED_ACCEPT.toNanos());
                }
            } catch (RuntimeException | Error broken) {
                LOG.error("cannot serve a connection", broken);
            }
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        if (closing) {
            channel.close();
            return;
        }
        HttpConnection connection = new HttpConnection(channel, layer, limits, handler, writer, nanos);
        // known from the start: should it have to wait after all, it is found to be overdue
        connections.add(connection);
        if (layer == SocketLayer.PLAIN && !begin(connection)) {
            connections.remove(connection);
            return;
        }
        if (connections.size() > limits.maxConnections() && !makeRoom(connection)) {
            connections.remove(connection);
            connection.close();
            return;
        }
        try {
            threads.execute(() -> {
                try {
                    connection.run();
                } finally {
                    connections.remove(connection);
                }
            });
        } catch (OutOfMemoryError noMoreThreads) {
            LOG.warn("no thread for another connection");
            connections.remove(connection);
            connection.close();
            makeRoom(null);
        }
    }

    private boolean begin(HttpConnection connection) {
        try {
            return connection.begin();
        } catch (RuntimeException | Error broken) {
            LOG.error("cannot serve a connection", broken);
            connection.close();
            return false;
        }
    }

    /**
     * Closes a connection of the owner that has most of them: whichever has kept the server waiting longest between
     * requests, or else inside one. False where all are being answered.
     *
     * @param newcomer for whom there is to be room
     */
    private boolean makeRoom(HttpConnection newcomer) {
        record Waiting(HttpConnection connection, HttpConnection.Stage stage) {}
        long now = nanos.getAsLong();
        List<Waiting> waiting = new ArrayList<>();
        Map<ByteBuffer, Integer> held = new HashMap<>();
        for (HttpConnection connection : connections) {
            held.merge(AddressQuota.owner(connection.source()), 1, Integer::sum);
            HttpConnection.Stage stage = connection.stage();
            if (connection != newcomer && stage.phase() != HttpConnection.Phase.ANSWERING) {
                waiting.add(new Waiting(connection, stage));
            }
        }
        Optional<HttpConnection> victim = waiting.stream()
                .max(Comparator.comparingInt((Waiting one) ->
                                held.get(AddressQuota.owner(one.connection().source())))
                        .thenComparing(one -> one.stage().phase() == HttpConnection.Phase.IDLE)
                        .thenComparingLong(one -> now - one.stage().sinceNanos()))
                .map(Waiting::connection);
        victim.ifPresent(connection -> {
            connections.remove(connection);
            connection.close();
        });
        return victim.isPresent();
    }
}
