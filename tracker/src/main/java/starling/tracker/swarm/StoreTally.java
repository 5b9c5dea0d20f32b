package starling.tracker.swarm;

import java.util.concurrent.atomic.LongAdder;

/** What all swarms of a store have between them, kept as they change. */
final class StoreTally {
    final LongAdder seeders = new LongAdder();
    final LongAdder leechers = new LongAdder();
    final LongAdder completed = new LongAdder();

    long peers() {
        return seeders.sum() + leechers.sum();
    }
}
