package starling.tracker.swarm;

import java.util.concurrent.atomic.LongAdder;
import starling.bencode.BString;

/** What all swarms of a store have between them, kept as they change, and whether there may be more of it. */
final class StoreTally {
    /** On the heap, not only what is packed. */
    static final long MAX_PIECE_MAP_BYTES =
            Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 8);

    private static final int BYTES_AROUND_A_MAP = 40;

    final LongAdder seeders = new LongAdder();
    final LongAdder leechers = new LongAdder();
    final LongAdder completed = new LongAdder();

    /** All piece maps together. */
    final LongAdder pieceMapBytes = new LongAdder();

    private final AddressShares shares = new AddressShares();
    private final StoreLimits limits;

    StoreTally(StoreLimits limits) {
        this.limits = limits;
    }

    /** Whether there is room for a new peer, there. */
    boolean mayAdd(PackedEndpoint endpoint) {
        return peers() < limits.maxPeers() && shares.areFewerThan(limits.maxPeersOfAnAddress(), endpoint);
    }

    void joined(PeerRecord record) {
        (record.isSeed() ? seeders : leechers).increment();
        shares.count(record.endpoint, 1);
    }

    void left(PeerRecord record) {
        (record.isSeed() ? seeders : leechers).decrement();
        shares.count(record.endpoint, -1);
    }

    /** A peer beyond the bound counts as one that does not say what it has. */
    boolean mayKeep(BString pieceMap) {
        return pieceMapBytes.sum() + heapBytes(pieceMap) <= MAX_PIECE_MAP_BYTES;
    }

    static long heapBytes(BString pieceMap) {
        return pieceMap.length() + BYTES_AROUND_A_MAP;
    }

    private long peers() {
        return seeders.sum() + leechers.sum();
    }
}
