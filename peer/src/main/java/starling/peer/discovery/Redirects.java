package starling.peer.discovery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * Where a server may send us. Never to another scheme, except from HTTP to HTTPS, and never further inside than it stands
 * itself: from the Internet neither into the local network nor to this machine, where we might reach what it cannot.
 */
public final class Redirects {
    /** More in a row are not followed. */
    public static final int MOST = 5;

    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    private Redirects() {}

    /** Whether an answer of that status sends us elsewhere. */
    public static boolean isOne(int status) {
        return STATUSES.contains(status);
    }

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
    public static URI follow(URI from, String location) throws TrackerException, UnknownHostException {
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

    /** Whether it is on this machine or in the local network. */
    public static boolean isInside(URI uri) throws UnknownHostException {
        return ring(uri) != Ring.OUTSIDE;
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
