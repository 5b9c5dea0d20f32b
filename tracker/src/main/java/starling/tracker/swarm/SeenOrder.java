package starling.tracker.swarm;

import java.util.Arrays;

/**
 * A swarm's peers in the order in which they were last seen. The order is kept in numbers, place by place, as links
 * between records would be work for the collector with each announce. It holds nothing while there is nobody.
 */
final class SeenOrder {
    private static final int NONE = -1;
    private static final int SMALLEST = 2;

    private PeerRecord[] records;
    private int[] earlier;

    /** Of a place that is free: the next free one. */
    private int[] later;

    private int oldest = NONE;
    private int newest = NONE;
    private int free = NONE;
    private int size;

    /** Puts the peer behind all others, as the one seen last; it is not in here yet. */
    void add(PeerRecord record) {
        if (free == NONE) {
            grow();
        }
        int place = free;
        free = later[place];
        records[place] = record;
        record.place = place;
        append(place);
        size++;
    }

    void remove(PeerRecord record) {
        if (--size == 0) {
            records = null;
            earlier = null;
            later = null;
            oldest = NONE;
            newest = NONE;
            free = NONE;
            return;
        }
        int place = record.place;
        unlink(place);
        records[place] = null;
        later[place] = free;
        free = place;
    }

    /** The peer is now the one seen last. */
    void seen(PeerRecord record) {
        if (record.place != newest) {
            unlink(record.place);
            append(record.place);
        }
    }

    /** Null where there is nobody. */
    PeerRecord oldest() {
        return oldest == NONE ? null : records[oldest];
    }

    /** The one seen next after it, or null. */
    PeerRecord after(PeerRecord record) {
        int next = later[record.place];
        return next == NONE ? null : records[next];
    }

    private void append(int place) {
        earlier[place] = newest;
        later[place] = NONE;
        if (newest == NONE) {
            oldest = place;
        } else {
            later[newest] = place;
        }
        newest = place;
    }

    private void unlink(int place) {
        int before = earlier[place];
        int behind = later[place];
        if (before == NONE) {
            oldest = behind;
        } else {
            later[before] = behind;
        }
        if (behind == NONE) {
            newest = before;
        } else {
            earlier[behind] = before;
        }
    }

    /** All places are taken: makes half as many more. */
    private void grow() {
        int places = records == null ? 0 : records.length;
        int more = Math.max(SMALLEST, places / 2);
        records = places == 0 ? new PeerRecord[more] : Arrays.copyOf(records, places + more);
        earlier = places == 0 ? new int[more] : Arrays.copyOf(earlier, places + more);
        later = places == 0 ? new int[more] : Arrays.copyOf(later, places + more);
        for (int place = places; place < places + more; place++) {
            later[place] = place + 1;
        }
        later[places + more - 1] = NONE;
        free = places;
    }
}
