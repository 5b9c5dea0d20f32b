package starling.peer.discovery;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import starling.announce.Endpoint;

/** Where this peer itself can be reached, as far as it knows. Safe for several threads. */
public final class OwnAddresses {
    private final Optional<InetAddress> bind;
    private final int port;
    private volatile InetAddress outsideIpv4;
    private volatile InetAddress outsideIpv6;

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

    /** Someone outside says which address it sees us at (BEP 10, 24). */
    public void seenFromOutside(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || address.isLoopbackAddress()) {
            return;
        }
        if (address instanceof Inet6Address) {
            outsideIpv6 = address;
        } else {
            outsideIpv4 = address;
        }
    }

    /** The address that peers of the family know us by, where we know it. */
    public Optional<InetAddress> seen(boolean ipv6) {
        Optional<InetAddress> own = bind.filter(address -> address instanceof Inet6Address == ipv6);
        return own.isPresent() ? own : Optional.ofNullable(ipv6 ? outsideIpv6 : outsideIpv4);
    }
}
