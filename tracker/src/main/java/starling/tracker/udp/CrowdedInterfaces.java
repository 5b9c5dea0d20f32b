package starling.tracker.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * The network interfaces with several addresses of a kind. A datagram that leaves a socket bound to all addresses comes
 * from the one that the system likes best, which there may be another than was asked, and clients take no answer from a
 * stranger.
 */
final class CrowdedInterfaces {
    /** More would be a thread each, and more, for little: the rest is served as well as it can be. */
    private static final int MOST = 16;

    private CrowdedInterfaces() {}

    /** Their addresses as they are now; none where only one address is listened on. */
    static List<InetAddress> addresses(InetAddress bound) throws IOException {
        if (!bound.isAnyLocalAddress()) {
            return List.of();
        }
        return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .map(network -> Collections.list(network.getInetAddresses()))
                .flatMap(addresses -> crowded(addresses).stream())
                .limit(MOST)
                .toList();
    }

    /** Those of an interface's addresses beside which it has another of the same kind. */
    static List<InetAddress> crowded(Collection<InetAddress> addresses) {
        return addresses.stream()
                .filter(address -> !address.isLinkLocalAddress())
                .filter(address -> addresses.stream()
                                .filter(other -> !other.isLinkLocalAddress() && other.getClass() == address.getClass())
                                .count()
                        > 1)
                .toList();
    }
}
