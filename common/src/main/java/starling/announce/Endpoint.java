package starling.announce;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * Where a peer can be reached.
 *
 * @param port 0 to 65535; 0 is nowhere, and no one dials it
 */
public record Endpoint(InetAddress address, int port) {
    public Endpoint {
        Objects.requireNonNull(address, "a name that has not been resolved is no endpoint");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("no such port: " + port);
        }
    }

    public static Endpoint of(InetSocketAddress address) {
        return new Endpoint(address.getAddress(), address.getPort());
    }

    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    public boolean isIpv6() {
        return address instanceof Inet6Address;
    }

    // Written out: a record's own are made at run time, when the first bytes are waited for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint that && port == that.port && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + port;
    }

    /** {@code 127.0.0.1:6881} or {@code [::1]:6881}. */
    @Override
    public String toString() {
        String host = address.getHostAddress();
        return (isIpv6() ? "[" + host + "]" : host) + ":" + port;
    }
}
