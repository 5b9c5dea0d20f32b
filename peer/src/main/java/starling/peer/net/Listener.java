package starling.peer.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.Endpoint;
import starling.peer.fault.Faults;
import starling.peer.policy.LogQuota;

/** Takes the calls of other peers over TCP. */
public final class Listener implements Closeable {
    /** How many ports from the usual one on are tried. */
    private static final int PORTS_TO_TRY = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    private final ServerSocketChannel server;
    private final int port;
    private final LogQuota<Integer> quota = new LogQuota<>();

    private Listener(ServerSocketChannel server) throws IOException {
        this.server = server;
        this.port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /** @throws BindException where the port is in use */
    public static Listener on(Optional<InetAddress> bind, int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(
                    bind.map(address -> new InetSocketAddress(address, port))
                            .orElseGet(() -> new InetSocketAddress(port)),
                    512);
            return new Listener(server);
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    /** The first port from {@code first} on that is free. */
    public static Listener onFreePort(Optional<InetAddress> bind, int first) throws IOException {
        int last = Math.min(65535, first + PORTS_TO_TRY);
        for (int port = first; port < last; port++) {
            try {
                return on(bind, port);
            } catch (BindException inUse) {
                // the next one
            }
        }
        return on(bind, last);
    }

    public int port() {
        return port;
    }

    /** Starts a thread that hands each call on; {@code accepted} must not block. */
    public void start(Consumer<Link> accepted) {
        Thread thread = new Thread(() -> acceptAll(accepted), "listener");
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll(Consumer<Link> accepted) {
        while (server.isOpen()) {
            try {
                greet(server.accept(), accepted);
            } catch (ClosedChannelException stopped) {
                // the loop ends with the socket
            } catch (IOException failed) {
                quota.take(port, System.nanoTime())
                        .ifPresent(unsaid -> log.warn(
                                "could not take a call: {}; {} more since the last line", failed.getMessage(), unsaid));
                pause();
            } catch (RuntimeException | Error fault) {
                Faults.outlive("listener", fault);
            }
        }
    }

    private static void greet(SocketChannel channel, Consumer<Link> accepted) throws IOException {
        InetSocketAddress remote;
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            remote = (InetSocketAddress) channel.getRemoteAddress();
        } catch (IOException goneAgain) {
            channel.close();
            return;
        }
        accepted.accept(new Link(channel, Endpoint.of(remote), false));
    }

    /** Out of descriptors, most likely: trying again at once would only burn a core. */
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
