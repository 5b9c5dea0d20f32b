package starling.tracker.swarm;

import java.util.concurrent.atomic.LongAdder;
import starling.bencode.BString;

/** What all swarms of a store have between them, kept as they change. */
final class StoreTally {
    /** On the heap, not only what is packed. */
    static final long MAX_PIECE_MAP_BYTES = 64 << 20;

    private static final int BYTES_AROUND_A_MAP = 40;

    final LongAdder seeders = new LongAdder();
    final LongAdder leechers = new LongAdder();
    final LongAdder completed = new LongAdder();

    /** All piece maps together. */
    final LongAdder pieceMapBytes = new LongAdder();

    /** A peer beyond the bound counts as one that does not say what it has. */
    boolean mayKeep(BString pieceMap) {
        return pieceMapBytes.sum() + heapBytes(pieceMap) <= MAX_PIECE_MAP_BYTES;
    }

    static long heapBytes(BString pieceMap) {
        return pieceMap.length() + BYTES_AROUND_A_MAP;
    }

    long peers() {
        return seeders.sum() + leechers.sum();
    }
}
