package starling.tracker.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Comparator;
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

/**
 * Accepts connections and gives each a thread. A client that is slow costs a thread and no one else's time: past the
 * cap, whoever has been idle longest is closed, then whoever has been sending one request longest.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int BACKLOG = 1_024;
    private static final Duration PAUSE_AFTER_FAILED_ACCEPT = Duration.ofMillis(50);
    private static final Duration LAST_ACCEPT = Duration.ofSeconds(1);
    private static final Duration IDLE_THREAD = Duration.ofSeconds(10);
    private static final Duration CLOSING_POLL = Duration.ofMillis(10);

    private final ServerSocket listener;
    private final SocketLayer layer;
    private final Route.Handler handler;
    private final HttpLimits limits;
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
    private final Thread acceptor = new Thread(this::acceptAll, "http-accept");
    private volatile boolean closing;

    /** Without encryption. */
    public HttpServer(InetSocketAddress address, Route.Handler handler, HttpLimits limits, LongSupplier nanos)
            throws IOException {
        this(address, SocketLayer.PLAIN, handler, limits, nanos);
    }

    /**
     * Listens at once; answers from {@link #start} on.
     *
     * @param address a port of 0 takes a free one
     * @param layer what lies between the sockets and HTTP
     * @param nanos a steady clock, as {@link System#nanoTime}
     * @throws java.net.BindException where the address cannot be had
     */
    public HttpServer(
            InetSocketAddress address, SocketLayer layer, Route.Handler handler, HttpLimits limits, LongSupplier nanos)
            throws IOException {
        this.layer = layer;
        this.handler = handler;
        this.limits = limits;
        this.nanos = nanos;
        this.listener = new ServerSocket();
        try {
            listener.bind(address, BACKLOG);
        } catch (IOException taken) {
            listener.close();
            throw taken;
        }
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    public void start() {
        acceptor.setDaemon(true);
        acceptor.start();
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
        try {
            listener.close();
            // an accept under way may still return a connection, and every one must be known below
            acceptor.join(LAST_ACCEPT.toMillis());
        } catch (IOException alreadyBroken) {
            LOG.debug("closing the listener", alreadyBroken);
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

    private void acceptAll() {
        while (!closing) {
            try {
                serve(listener.accept());
            } catch (IOException failed) {
                if (!closing) {
                    LOG.warn("cannot accept a connection: {}", failed.getMessage());
                    makeRoom();
                    LockSupport.parkNanos(PAUSE_AFTER_FAILED_ACCEPT.toNanos());
                }
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        if (closing || connections.size() >= limits.maxConnections() && !makeRoom()) {
            socket.close();
            return;
        }
        HttpConnection connection = new HttpConnection(socket, layer, limits, handler, nanos);
        connections.add(connection);
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
            makeRoom();
        }
    }

    /** Closes the connection that has kept the server waiting longest; false where all are being answered. */
    private boolean makeRoom() {
        Optional<HttpConnection> victim = longest(HttpConnection.Phase.IDLE);
        if (victim.isEmpty()) {
            victim = longest(HttpConnection.Phase.RECEIVING);
        }
        victim.ifPresent(connection -> {
            connections.remove(connection);
            connection.close();
        });
        return victim.isPresent();
    }

    private Optional<HttpConnection> longest(HttpConnection.Phase phase) {
        record Waiting(HttpConnection connection, long sinceNanos) {}
        long now = nanos.getAsLong();
        return connections.stream()
                .map(connection -> new Waiting(connection, connection.stage().sinceNanos()))
                .filter(waiting -> waiting.connection().stage().phase() == phase)
                .max(Comparator.comparingLong(waiting -> now - waiting.sinceNanos()))
                .map(Waiting::connection);
    }
}
