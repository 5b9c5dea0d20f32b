package starling.peer.discovery;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The networks that this machine is in, loopback aside. */
final class LocalNetworks {
    private LocalNetworks() {}

    /**
     * An own address in a network: one for each interface and family.
     *
     * @param prefixBits how many bits of the address name the network
     */
    record Way(NetworkInterface network, InetAddress address, int prefixBits) {
        /** Whether an address is of that network, or of no network but the one it is heard in. */
        boolean isNear(InetAddress other) {
            if (other instanceof Inet6Address != address instanceof Inet6Address) {
                return false;
            }
            if (other.isLinkLocalAddress()) {
                return true;
            }
            byte[] ours = address.getAddress();
            byte[] theirs = other.getAddress();
            for (int bit = 0; bit < prefixBits; bit++) {
                int mask = 0x80 >> bit % Byte.SIZE;
                if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** @param bind the only address to be used, where given */
    static List<Way> ways(Optional<InetAddress> bind) {
        List<Way> ways = new ArrayList<>();
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (network.isUp() && !network.isLoopback() && network.supportsMulticast()) {
                    best(network, bind, false).ifPresent(ways::add);
                    best(network, bind, true).ifPresent(ways::add);
                }
            }
        } catch (IOException unknown) {
            return List.of();
        }
        return ways;
    }

    /** An address that others of the network can call; a link-local one only where there is no other. */
    private static Optional<Way> best(NetworkInterface network, Optional<InetAddress> bind, boolean ipv6) {
        Way best = null;
        for (InterfaceAddress each : network.getInterfaceAddresses()) {
            InetAddress address = each.getAddress();
            boolean usable = bind.map(address::equals).orElse(true) && address instanceof Inet6Address == ipv6;
            if (usable && (best == null || best.address().isLinkLocalAddress())) {
                best = new Way(network, address, each.getNetworkPrefixLength());
            }
        }
        return Optional.ofNullable(best);
    }
}
