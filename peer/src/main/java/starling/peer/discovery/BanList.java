package starling.peer.discovery;

import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import starling.announce.Endpoint;
import starling.announce.PeerId;

/**
 * Who sent what was wrong, and is neither called nor let in again: a whole address, or where several peers share one, as
 * on loopback, an address with its port, and the id that the peer showed, because a call comes from another port each
 * time. It holds a bounded number, and forgets the oldest. Safe for several threads.
 */
public final class BanList {
    static final int MOST = 10_000;

    private final Set<InetAddress> addresses = bounded();
    private final Set<Endpoint> endpoints = bounded();
    private final Set<Shown> shown = bounded();

    /** An id counts only together with the address: anyone can show anyone's. */
    private record Shown(InetAddress address, PeerId id) {}

    private static <T> Set<T> bounded() {
        return Collections.newSetFromMap(new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<T, Boolean> eldest) {
                return size() > MOST;
            }
        });
    }

    /** @param shared whether others are known at the same address; a loopback address is always shared */
    public synchronized void ban(Endpoint endpoint, PeerId id, boolean shared) {
        if (shared || endpoint.address().isLoopbackAddress()) {
            endpoints.add(endpoint);
            shown.add(new Shown(endpoint.address(), id));
        } else {
            addresses.add(endpoint.address());
        }
    }

    /** Whether nobody there is to be called. */
    public synchronized boolean isBanned(Endpoint endpoint) {
        return addresses.contains(endpoint.address()) || endpoints.contains(endpoint);
    }

    /** Whether a peer that showed its id is to be sent away. */
    public synchronized boolean isBanned(Endpoint endpoint, PeerId id) {
        return isBanned(endpoint) || shown.contains(new Shown(endpoint.address(), id));
    }
}
