package starling.tracker.admission;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import starling.announce.AddressLiteral;

/**
 * The proxies whose word is taken for where a request comes from. Anyone can send an {@code X-Forwarded-For}: only what
 * a trusted proxy has added to it counts, which is at its end.
 */
public record TrustedProxies(List<AddressRange> ranges) {
    /** How many addresses are looked at, from the end: no chain of proxies is longer. */
    private static final int MAX_HOPS = 16;

    /**
     * @param source where the connection comes from
     * @param forwardedFor the values of {@code X-Forwarded-For}, in order
     * @return the last address that is not a trusted proxy's
     */
    public InetAddress client(InetAddress source, List<String> forwardedFor) {
        List<String> hops = new ArrayList<>();
        forwardedFor.forEach(value -> Collections.addAll(hops, value.split(",", -1)));
        InetAddress client = source;
        int oldest = Math.max(0, hops.size() - MAX_HOPS);
        for (int i = hops.size() - 1; i >= oldest && trusts(client); i--) {
            Optional<InetAddress> before = address(hops.get(i).strip());
            if (before.isEmpty()) {
                break;
            }
            client = before.get();
        }
        return client;
    }

    /** Whether the word of who connects from there is taken. */
    public boolean trusts(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** Some proxies add the port, and then brackets around an IPv6 address. */
    private static Optional<InetAddress> address(String hop) {
        if (hop.startsWith("[")) {
            int end = hop.indexOf(']');
            return end < 0 ? Optional.empty() : AddressLiteral.parse(hop.substring(1, end));
        }
        int colon = hop.indexOf(':');
        boolean withPort = colon >= 0 && colon == hop.lastIndexOf(':');
        return AddressLiteral.parse(withPort ? hop.substring(0, colon) : hop);
    }
}
