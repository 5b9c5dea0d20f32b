package starling.peer.discovery;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import starling.announce.AnnounceException;
import starling.announce.BroadcastAddress;
import starling.announce.Endpoint;
import starling.announce.TrackerHere;
import starling.announce.TrackerQuestion;

/**
 * Asks the LAN for Starling trackers: a broadcast on every interface, or on the one that owns the bound address; bound to
 * loopback it asks this machine alone. Answers count from private addresses only.
 */
public final class TrackerFinder {
    /** A tracker that answered. */
    public record Found(Endpoint http, String name) {}

    private static final int MOST = 32;
    private static final int MAX_ANSWER = TrackerQuestion.LENGTH;

    private final Optional<InetAddress> bind;
    private final int port;

    /**
     * @param bind the only address to ask from, where given; that of all addresses is as none
     * @param port where trackers listen for the question
     */
    public TrackerFinder(Optional<InetAddress> bind, int port) {
        this.bind = bind.filter(address -> !address.isAnyLocalAddress());
        this.port = port;
    }

    /** Those that answer within the time, each once, in the order of their answers. */
    public List<Found> find(Duration most) throws IOException {
        TrackerQuestion question = new TrackerQuestion(new SecureRandom().nextLong());
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(bind.orElse(null), 0))) {
            socket.setBroadcast(true);
            byte[] bytes = question.write();
            for (InetAddress target : targets()) {
                try {
                    socket.send(new DatagramPacket(bytes, bytes.length, target, port));
                } catch (IOException unreachable) {
                    // another interface may do
                }
            }
            return answers(socket, question.nonce(), System.nanoTime() + most.toNanos());
        }
    }

    private static List<Found> answers(DatagramSocket socket, long nonce, long untilNanos) throws IOException {
        Map<Long, Found> found = new LinkedHashMap<>();
        while (found.size() < MOST) {
            long millis = (untilNanos - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                break;
            }
            socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
            DatagramPacket packet = new DatagramPacket(new byte[MAX_ANSWER], MAX_ANSWER);
            try {
                socket.receive(packet);
                TrackerHere here = TrackerHere.read(Arrays.copyOf(packet.getData(), packet.getLength()));
                if (here.nonce() == nonce && isNear(packet.getAddress())) {
                    found.merge(
                            here.id(),
                            new Found(new Endpoint(packet.getAddress(), here.port()), here.name()),
                            TrackerFinder::better);
                }
            } catch (SocketTimeoutException over) {
                break;
            } catch (AnnounceException notAnAnswer) {
                // someone else's packet
            }
        }
        return List.copyOf(found.values());
    }

    /** Of two answers of one tracker: what others can reach it at, too, goes into the torrents made here. */
    private static Found better(Found first, Found second) {
        return first.http().address().isLoopbackAddress() ? second : first;
    }

    private List<InetAddress> targets() throws IOException {
        if (bind.isPresent() && bind.get().isLoopbackAddress()) {
            return List.of(bind.get());
        }
        List<InetAddress> targets = new ArrayList<>();
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InterfaceAddress address : network.getInterfaceAddresses()) {
                boolean chosen = bind.isEmpty() || address.getAddress().equals(bind.get());
                if (chosen && network.isUp() && !network.isLoopback() && isNear(address.getAddress())) {
                    BroadcastAddress.of(address.getAddress(), address.getNetworkPrefixLength())
                            .ifPresent(targets::add);
                }
            }
            if (bind.isEmpty() && network.isLoopback()) {
                targets.add(InetAddress.getLoopbackAddress());
            }
        }
        return targets;
    }

    private static boolean isNear(InetAddress address) {
        return address.isLoopbackAddress() || address.isSiteLocalAddress() || address.isLinkLocalAddress();
    }
}
