package starling.peer.discovery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Where a server may send us. Never to another scheme, except from HTTP to HTTPS, and never further inside than it stands
 * itself: from the Internet neither into the local network nor to this machine, where we might reach what it cannot.
 */
final class Redirects {
    private Redirects() {}

    /** How far inside an address is. */
    private enum Ring {
        THIS_MACHINE,
        LOCAL_NETWORK,
        OUTSIDE
    }

    /**
     * The place that is meant.
     *
     * @throws TrackerException where we do not go
     * @throws UnknownHostException where there is no such place
     */
    static URI follow(URI from, String location) throws TrackerException, UnknownHostException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException noUrl) {
            throw new TrackerException("it sends us to what is no URL", noUrl);
        }
        boolean scheme = scheme(to).equals(scheme(from))
                || scheme(to).equals("https") && scheme(from).equals("http");
        if (!scheme || to.getHost() == null) {
            throw new TrackerException("it sends us elsewhere than to the web");
        }
        if (ring(to).compareTo(ring(from)) < 0) {
            throw new TrackerException("it sends us into this machine or its network");
        }
        return to;
    }

    private static String scheme(URI uri) {
        return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    }

    /** That of the innermost of its addresses. The runtime keeps what it looked up for a while, and connects to that. */
    private static Ring ring(URI uri) throws UnknownHostException {
        Ring innermost = Ring.OUTSIDE;
        for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
            Ring ring = ring(address);
            innermost = ring.compareTo(innermost) < 0 ? ring : innermost;
        }
        return innermost;
    }

    private static Ring ring(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return Ring.THIS_MACHINE;
        }
        boolean uniqueLocal = address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
        return address.isSiteLocalAddress() || address.isLinkLocalAddress() || uniqueLocal
                ? Ring.LOCAL_NETWORK
                : Ring.OUTSIDE;
    }
}
