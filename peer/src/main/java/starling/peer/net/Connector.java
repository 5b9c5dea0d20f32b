package starling.peer.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import starling.announce.Endpoint;

/** Dials other peers over TCP. */
public final class Connector {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Optional<InetAddress> local;

    /** @param local the only address to send from, where given; that of all addresses is as none */
    public Connector(Optional<InetAddress> local) {
        this.local = local.filter(address -> !address.isAnyLocalAddress());
    }

    /** Whether the bound address, where there is one, could reach the other at all. */
    public boolean reaches(Endpoint remote) {
        return local.isEmpty() || local.get().getClass() == remote.address().getClass();
    }

    /** @throws IOException where nobody answers within ten seconds */
    public Link dial(Endpoint remote) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            if (local.isPresent()) {
                channel.bind(new InetSocketAddress(local.get(), 0));
            }
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().connect(remote.socketAddress(), (int) TIMEOUT.toMillis());
            return new Link(channel, remote, true);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }
}
