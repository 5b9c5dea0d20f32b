package starling.tracker.swarm;

import java.net.Inet6Address;
import java.net.InetAddress;

/** The addresses that mean nothing outside one's own network. */
public final class LocalRange {
    private LocalRange() {}

    /** Loopback, link-local and private addresses (RFC 1918, RFC 4193). */
    public static boolean contains(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
    }
}
