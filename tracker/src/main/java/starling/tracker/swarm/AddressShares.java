package starling.tracker.swarm;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How many of a store's peers are at each address; an IPv6 network of 64 bits counts as one, as its owner has all of it.
 * Safe for many threads.
 *
 * <p>The memory is the same however many addresses there are: each falls into one of many slots, by a hash that no one
 * outside can foresee, and shares it with a few others. This machine's own peers are not counted: the tracker may stand
 * behind a proxy.
 */
final class AddressShares {
    private static final int SLOT_BITS = 16;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final int LOOPBACK_NETWORK = 127;

    private final AtomicIntegerArray peers = new AtomicIntegerArray(1 << SLOT_BITS);
    private final long seed = ThreadLocalRandom.current().nextLong();

    /** Whether fewer than that many are where this one is. */
    boolean areFewerThan(int most, PackedEndpoint endpoint) {
        return isLoopback(endpoint) || peers.get(slot(endpoint)) < most;
    }

    /** @param change 1 for one that came, -1 for one that went */
    void count(PackedEndpoint endpoint, int change) {
        if (!isLoopback(endpoint)) {
            peers.addAndGet(slot(endpoint), change);
        }
    }

    private int slot(PackedEndpoint endpoint) {
        long owner = endpoint.isIpv6() ? endpoint.high() : endpoint.low();
        long hash = (owner ^ seed) * SPREAD;
        hash = (hash ^ hash >>> 32) * SPREAD;
        return (int) (hash >>> Long.SIZE - SLOT_BITS);
    }

    private static boolean isLoopback(PackedEndpoint endpoint) {
        return endpoint.isIpv6()
                ? endpoint.high() == 0 && endpoint.low() == 1
                : (endpoint.low() >>> 24 & 0xff) == LOOPBACK_NETWORK;
    }
}
