package starling.tracker.swarm;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Peers of one kind, close together and in no order. As the order means nothing, drawing {@code n} of them at random
 * is the first {@code n} steps of a shuffle in place: no allocation, and no step twice for the same peer.
 */
final class PeerZone {
    private static final int SMALLEST = 2;

    private PeerRecord[] records = new PeerRecord[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    void add(PeerRecord record) {
        if (size == records.length) {
            records = Arrays.copyOf(records, size * 2);
        }
        put(size++, record);
    }

    void remove(PeerRecord record) {
        put(record.position, records[--size]);
        records[size] = null;
        if (size < records.length / 4 && records.length > SMALLEST) {
            records = Arrays.copyOf(records, records.length / 2);
        }
    }

    /** The peer that the draw number {@code step} gives, counted from 0. */
    PeerRecord draw(int step, RandomGenerator random) {
        int chosen = step + random.nextInt(size - step);
        PeerRecord record = records[chosen];
        put(chosen, records[step]);
        put(step, record);
        return record;
    }

    private void put(int position, PeerRecord record) {
        records[position] = record;
        record.position = position;
    }
}
