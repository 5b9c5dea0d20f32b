package starling.tracker.udp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.tracker.admission.Admission;
import starling.tracker.swarm.AnnounceLogic;

/**
 * Receives and answers datagrams. Where the system spreads them over several sockets at one port there is a socket a
 * thread, and no thread waits for another; elsewhere there is one of each. A tracker that listens on all addresses has
 * sockets of their own for those of {@link CrowdedInterfaces}, because an answer must come from the address that was asked.
 */
public final class UdpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpServer.class);
    private static final int MOST_THREADS = 8;
    private static final int RECEIVE_BUFFER_BYTES = 2 * 1024 * 1024;

    private final InetSocketAddress address;
    private final List<UdpListener> listeners = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Listens at once; answers from {@link #start} on.
     *
     * @param wantedThreads how many are to receive, where the system can spread datagrams over them
     * @throws java.net.BindException where the address cannot be had
     */
    public UdpServer(
            InetSocketAddress address,
            AnnounceLogic logic,
            ConnectionIds connectionIds,
            Admission admission,
            Clock clock,
            int wantedThreads)
            throws IOException {
        List<DatagramChannel> channels = bind(address, Math.max(1, Math.min(wantedThreads, MOST_THREADS)));
        try {
            this.address = (InetSocketAddress) channels.get(0).getLocalAddress();
            for (DatagramChannel channel : channels) {
                UdpAnswers answers = new UdpAnswers(logic, connectionIds.another(), admission, clock);
                UdpListener listener = new UdpListener(channel, answers);
                listeners.add(listener);
                Thread thread = new Thread(listener, "udp-" + threads.size());
                thread.setDaemon(true);
                threads.add(thread);
            }
        } catch (IOException failed) {
            listeners.forEach(UdpListener::close);
            close(channels);
            throw failed;
        }
    }

    private static List<DatagramChannel> bind(InetSocketAddress address, int wanted) throws IOException {
        List<InetAddress> crowded = CrowdedInterfaces.addresses(address.getAddress());
        List<DatagramChannel> channels = new ArrayList<>();
        try {
            boolean several = (wanted > 1 || !crowded.isEmpty()) && canShare();
            bind(address, several ? wanted : 1, several, channels);
            if (several) {
                int port = ((InetSocketAddress) channels.get(0).getLocalAddress()).getPort();
                for (InetAddress own : crowded) {
                    bindBeside(new InetSocketAddress(own, port), channels);
                }
            }
            return channels;
        } catch (IOException taken) {
            close(channels);
            throw taken;
        }
    }

    private static boolean canShare() throws IOException {
        try (DatagramChannel any = DatagramChannel.open()) {
            return any.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
        }
    }

    private static void bind(InetSocketAddress address, int count, boolean share, List<DatagramChannel> channels)
            throws IOException {
        InetSocketAddress next = address;
        for (int i = 0; i < count; i++) {
            DatagramChannel channel = open(address.getAddress());
            channels.add(channel);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            if (share) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(next);
            next = (InetSocketAddress) channel.getLocalAddress();
        }
    }

    /** A socket that need not speak IPv6 does not, which makes each datagram cheaper. */
    private static DatagramChannel open(InetAddress address) throws IOException {
        return address instanceof Inet4Address && !address.isAnyLocalAddress()
                ? DatagramChannel.open(StandardProtocolFamily.INET)
                : DatagramChannel.open();
    }

    /** Without it, the socket that hears everything goes on hearing this address, too. */
    private static void bindBeside(InetSocketAddress address, List<DatagramChannel> channels) {
        List<DatagramChannel> own = new ArrayList<>();
        try {
            bind(address, 1, true, own);
            channels.addAll(own);
        } catch (IOException gone) {
            LOG.warn("cannot listen on {} over UDP by itself: {}", address, gone.getMessage());
            close(own);
        }
    }

    public void start() {
        threads.forEach(Thread::start);
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return address;
    }

    /** Answers no more once it returns. */
    @Override
    public void close() {
        listeners.forEach(UdpListener::close);
        for (Thread thread : threads) {
            try {
                if (thread.isAlive()) {
                    thread.join();
                }
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void close(List<DatagramChannel> channels) {
        for (DatagramChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException alreadyBroken) {
                LOG.debug("closing a datagram channel", alreadyBroken);
            }
        }
    }
}
