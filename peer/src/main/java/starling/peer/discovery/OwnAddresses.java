package starling.peer.discovery;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import starling.announce.Endpoint;

/** Where this peer itself can be reached, as far as it knows. Safe for several threads. */
public final class OwnAddresses {
    /** A peer may lie or be mistaken; so many owners of addresses do not by chance say the same. */
    static final int ENOUGH_PEERS = 3;

    /** What one address family knows us by. */
    private static final class Outside {
        private final ExternalAddress peers = new ExternalAddress(ENOUGH_PEERS);
        private InetAddress told;

        synchronized void told(InetAddress address) {
            told = address;
        }

        synchronized void vote(Endpoint voter, InetAddress claimed) {
            peers.vote(voter, claimed);
        }

        /** A tracker and a router are asked by us, and go before what peers say. */
        synchronized Optional<InetAddress> address() {
            return Optional.ofNullable(told).or(peers::agreed);
        }
    }

    private final Optional<InetAddress> bind;
    private final int port;
    private final Outside ipv4 = new Outside();
    private final Outside ipv6 = new Outside();

    /**
     * @param bind the only address to listen on, where given; that of all addresses is as none
     * @param port that it listens on
     */
    public OwnAddresses(Optional<InetAddress> bind, int port) {
        this.bind = bind.filter(address -> !address.isAnyLocalAddress());
        this.port = port;
    }

    /** The one address that it listens on and sends from, where it does not use all there are. */
    public Optional<InetAddress> bind() {
        return bind;
    }

    public int port() {
        return port;
    }

    /** Whether who calls there reaches ourselves. */
    public boolean isOurs(Endpoint endpoint) {
        if (endpoint.port() != port) {
            return false;
        }
        if (outside(endpoint.isIpv6()).address().equals(Optional.of(endpoint.address()))) {
            return true;
        }
        if (bind.isPresent()) {
            return bind.get().equals(endpoint.address());
        }
        try {
            return endpoint.address().isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(endpoint.address()) != null;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Whether a call from the bound address could get there at all. */
    public boolean reaches(InetAddress address) {
        return usesFamily(address instanceof Inet6Address);
    }

    /** Whether it uses addresses of a family. */
    public boolean usesFamily(boolean ipv6) {
        return bind.map(address -> address instanceof Inet6Address == ipv6).orElse(true);
    }

    /** Whether it is on loopback alone, and is not to talk to any network. */
    public boolean isLoopback() {
        return bind.map(InetAddress::isLoopbackAddress).orElse(false);
    }

    private Outside outside(boolean family6) {
        return family6 ? ipv6 : ipv4;
    }

    /** A tracker or a router says which address it sees us at (BEP 24). */
    public void seenFromOutside(InetAddress address) {
        if (!address.isAnyLocalAddress() && !address.isMulticastAddress() && !address.isLoopbackAddress()) {
            outside(address instanceof Inet6Address).told(address);
        }
    }

    /** A peer says which address it sees us at (BEP 10): one of several who must agree. */
    public void seenBy(Endpoint peer, InetAddress address) {
        if (!address.isAnyLocalAddress() && !address.isMulticastAddress()) {
            outside(peer.isIpv6()).vote(peer, address);
        }
    }

    /** The address that peers of the family know us by, where we know it. */
    public Optional<InetAddress> seen(boolean family6) {
        Optional<InetAddress> own = bind.filter(address -> address instanceof Inet6Address == family6);
        return own.isPresent() ? own : outside(family6).address();
    }
}
