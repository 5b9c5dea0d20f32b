package starling.peer.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.Endpoint;
import starling.peer.fault.Faults;

/**
 * The peer's UDP socket, for all that is spoken over it. Not bound to an address, one socket takes IPv4 and IPv6, as the
 * TCP listener does. Sending never fails: a datagram that cannot be sent is one that is lost.
 */
public final class UdpPort implements Closeable {
    private static final int MAX_DATAGRAM = 4 * 1024;

    private static final Logger log = LoggerFactory.getLogger(UdpPort.class);

    /** Takes what comes in, on the socket's thread; it must not block. */
    @FunctionalInterface
    public interface Receiver {
        void received(Endpoint from, byte[] datagram);
    }

    private final DatagramChannel channel;
    private final int port;

    private UdpPort(DatagramChannel channel) throws IOException {
        this.channel = channel;
        this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /** Opens the port, or any other where somebody else has it: whoever is to know the port is told it. */
    public static UdpPort open(Optional<InetAddress> bind, int port) throws IOException {
        try {
            return bound(bind, port);
        } catch (BindException inUse) {
            return bound(bind, 0);
        }
    }

    private static UdpPort bound(Optional<InetAddress> bind, int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.bind(bind.map(address -> new InetSocketAddress(address, port))
                    .orElseGet(() -> new InetSocketAddress(port)));
            return new UdpPort(channel);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    public int port() {
        return port;
    }

    /** Starts the thread that hands on what comes in. */
    public void start(Receiver receiver) {
        Thread thread = new Thread(() -> receiveAll(receiver), "udp");
        thread.setDaemon(true);
        thread.start();
    }

    private void receiveAll(Receiver receiver) {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
        while (channel.isOpen()) {
            try {
                InetSocketAddress from = (InetSocketAddress) channel.receive(buffer.clear());
                byte[] datagram = new byte[buffer.flip().remaining()];
                buffer.get(datagram);
                receiver.received(Endpoint.of(from), datagram);
            } catch (ClosedChannelException stopped) {
                // the loop ends with the socket
            } catch (IOException failed) {
                log.debug("udp: {}", failed.getMessage());
            } catch (RuntimeException | Error fault) {
                Faults.outlive("udp", fault);
            }
        }
    }

    public void send(Endpoint to, byte[] datagram) {
        try {
            channel.send(ByteBuffer.wrap(datagram), to.socketAddress());
        } catch (IOException | RuntimeException lost) {
            log.debug("udp to {}: {}", to, lost.toString());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
