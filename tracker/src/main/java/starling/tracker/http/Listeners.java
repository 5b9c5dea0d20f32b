package starling.tracker.http;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several sockets that listen at one port, over which the system spreads connections: no acceptor waits for another. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final int BACKLOG = 1_024;
    private static final int MOST = 8;

    private Listeners() {}

    /**
     * @param wanted how many, where the system can spread connections over them; else there is one
     * @throws java.net.BindException where the address cannot be had
     */
    static List<ServerSocketChannel> open(InetSocketAddress address, int wanted) throws IOException {
        if (address.getPort() != 0) {
            // sockets that share a port would share it with another tracker's, too
            try (ServerSocket alone = new ServerSocket()) {
                alone.bind(address);
            }
        }
        List<ServerSocketChannel> listeners = new ArrayList<>();
        try {
            int count = 1;
            for (int i = 0; i < count; i++) {
                ServerSocketChannel listener = open(address.getAddress());
                listeners.add(listener);
                if (listener.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                    listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    count = Math.max(1, Math.min(wanted, MOST));
                }
                listener.bind(i == 0 ? address : listeners.get(0).getLocalAddress(), BACKLOG);
            }
            return listeners;
        } catch (IOException taken) {
            close(listeners);
            throw taken;
        }
    }

    /** A socket that need not speak IPv6 does not, which makes each connection cheaper. */
    private static ServerSocketChannel open(InetAddress address) throws IOException {
        return address instanceof Inet4Address && !address.isAnyLocalAddress()
                ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                : ServerSocketChannel.open();
    }

    static void close(List<ServerSocketChannel> listeners) {
        for (ServerSocketChannel listener : listeners) {
            try {
                listener.close();
            } catch (IOException alreadyBroken) {
                LOG.debug("closing a listener", alreadyBroken);
            }
        }
    }
}
