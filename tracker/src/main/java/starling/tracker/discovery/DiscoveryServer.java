package starling.tracker.discovery;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.AnnounceException;
import starling.announce.BroadcastAddress;
import starling.announce.TrackerHere;
import starling.announce.TrackerQuestion;
import starling.tracker.swarm.LocalRange;

/**
 * Answers the peers on the LAN that ask for a tracker. Never more bytes than were asked with, never to an address
 * outside, and never more than a few a second. Several trackers on one machine hear the same broadcast.
 */
public final class DiscoveryServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryServer.class);

    private final List<DatagramSocket> sockets;
    private final long id;
    private final int httpPort;
    private final String name;
    private final AnswerQuota quota;

    /**
     * Listens at once; answers from {@link #start} on. Where the tracker is bound to one address, it hears that one and
     * its network's broadcast; where that is a loopback address, it hears loopback alone.
     *
     * @param http where the tracker answers over HTTP
     * @param port where questions are sent to; 0 takes a free one
     * @param id random, for this tracker alone
     * @param name what to call this tracker
     * @param nanos a steady clock, as {@link System#nanoTime}
     * @throws IOException where the port cannot be had
     */
    public DiscoveryServer(InetSocketAddress http, int port, long id, String name, LongSupplier nanos)
            throws IOException {
        this.id = id;
        this.httpPort = http.getPort();
        this.name = name;
        this.quota = new AnswerQuota(nanos);
        this.sockets = new ArrayList<>();
        try {
            sockets.add(bind(http.getAddress(), port));
            for (InetAddress broadcast : broadcasts(http.getAddress())) {
                sockets.add(bind(broadcast, address().getPort()));
            }
        } catch (IOException taken) {
            close();
            throw taken;
        }
    }

    /** Shared with the other trackers on this machine. */
    private static DatagramSocket bind(InetAddress address, int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(null);
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return socket;
        } catch (IOException taken) {
            socket.close();
            throw taken;
        }
    }

    /** A socket that is bound to one address does not hear what is sent to all of its network. */
    private static List<InetAddress> broadcasts(InetAddress bound) throws IOException {
        NetworkInterface its = bound.isAnyLocalAddress() || bound.isLoopbackAddress()
                ? null
                : NetworkInterface.getByInetAddress(bound);
        if (its == null) {
            return List.of();
        }
        return its.getInterfaceAddresses().stream()
                .filter(address -> address.getAddress().equals(bound))
                .flatMap(address -> BroadcastAddress.of(bound, address.getNetworkPrefixLength()).stream())
                .toList();
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) sockets.get(0).getLocalSocketAddress();
    }

    public void start() {
        for (DatagramSocket socket : sockets) {
            Thread thread = new Thread(() -> answerAll(socket), "discovery");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void answerAll(DatagramSocket socket) {
        // One byte more than a question has, so that a longer datagram is seen to be longer.
        DatagramPacket packet = new DatagramPacket(new byte[TrackerQuestion.LENGTH + 1], TrackerQuestion.LENGTH + 1);
        while (!socket.isClosed()) {
            try {
                packet.setLength(TrackerQuestion.LENGTH + 1);
                socket.receive(packet);
                answer(packet);
            } catch (AnnounceException noQuestion) {
                LOG.trace("not a question", noQuestion);
            } catch (IOException failed) {
                LOG.debug("discovery", failed);
            } catch (RuntimeException | Error broken) {
                LOG.error("cannot answer a question", broken);
            }
        }
    }

    private void answer(DatagramPacket packet) throws IOException {
        InetAddress source = packet.getAddress();
        if (!LocalRange.contains(source) || packet.getPort() == 0) {
            return;
        }
        TrackerQuestion question = TrackerQuestion.read(Arrays.copyOf(packet.getData(), packet.getLength()));
        if (quota.allows(source)) {
            byte[] answer = new TrackerHere(question.nonce(), id, httpPort, name).write();
            // Not from a socket that is bound to the broadcast address: nothing may come from there.
            sockets.get(0).send(new DatagramPacket(answer, answer.length, source, packet.getPort()));
        }
    }

    @Override
    public void close() {
        sockets.forEach(DatagramSocket::close);
    }
}
