package starling.tracker.swarm;

import java.util.concurrent.atomic.LongAdder;

/** What all swarms of a store have between them, kept as they change. */
final class StoreTally {
    static final long MAX_PIECE_MAP_BYTES = 64 << 20;

    final LongAdder seeders = new LongAdder();
    final LongAdder leechers = new LongAdder();
    final LongAdder completed = new LongAdder();

    /** All piece maps together. */
    final LongAdder pieceMapBytes = new LongAdder();

    /** A peer beyond the bound counts as one that does not say what it has. */
    boolean mayKeepPieceMap(int bytes) {
        return pieceMapBytes.sum() + bytes <= MAX_PIECE_MAP_BYTES;
    }

    long peers() {
        return seeders.sum() + leechers.sum();
    }
}
