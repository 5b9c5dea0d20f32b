package starling.tracker.swarm;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import starling.announce.CompactPeers;

/**
 * Peers of one kind, close together and in no order, and beside them their addresses as they go on the wire. As the
 * order means nothing, drawing {@code n} of them at random is the first {@code n} steps of a shuffle in place; what was
 * drawn then stands at the front, and one copy takes it out.
 */
final class PeerZone {
    private static final int SMALLEST = 2;

    private final boolean ipv6;
    private final int strideBytes;
    private PeerRecord[] records = new PeerRecord[SMALLEST];
    private byte[] packed;
    private int size;

    PeerZone(boolean ipv6) {
        this.ipv6 = ipv6;
        this.strideBytes = CompactPeers.strideBytes(ipv6);
        this.packed = new byte[SMALLEST * strideBytes];
    }

    boolean isIpv6() {
        return ipv6;
    }

    int size() {
        return size;
    }

    PeerRecord record(int position) {
        return records[position];
    }

    void add(PeerRecord record) {
        if (size == records.length) {
            resize(size * 2);
        }
        records[size] = record;
        record.position = size;
        record.endpoint.pack(packed, size * strideBytes);
        size++;
    }

    void remove(PeerRecord record) {
        swap(record.position, size - 1);
        records[--size] = null;
        if (size < records.length / 4 && records.length > SMALLEST) {
            resize(records.length / 2);
        }
    }

    /** Puts the peer behind all others, where a draw that leaves one out does not reach. */
    void putLast(PeerRecord record) {
        swap(record.position, size - 1);
    }

    /** The step of a shuffle that draws one of the peers from {@code step} to {@code end} into place {@code step}. */
    void draw(int step, int end, RandomGenerator random) {
        swap(step, step + random.nextInt(end - step));
    }

    /** Copies the addresses at the front out, beginning with one of them at random; returns where they end. */
    int copy(int count, byte[] into, int at, RandomGenerator random) {
        // without the turn, everyone in a small swarm would dial the same peer first
        int first = count > 1 ? random.nextInt(count) : 0;
        int firstBytes = first * strideBytes;
        int countBytes = count * strideBytes;
        System.arraycopy(packed, firstBytes, into, at, countBytes - firstBytes);
        System.arraycopy(packed, 0, into, at + countBytes - firstBytes, firstBytes);
        return at + countBytes;
    }

    /** Copies all other addresses out, beginning with the one behind that peer's; returns where they end. */
    int copyAllBut(PeerRecord record, byte[] into, int at) {
        int own = record.position * strideBytes;
        int behind = size * strideBytes - own - strideBytes;
        System.arraycopy(packed, own + strideBytes, into, at, behind);
        System.arraycopy(packed, 0, into, at + behind, own);
        return at + behind + own;
    }

    private void swap(int one, int other) {
        if (one != other) {
            PeerRecord record = records[one];
            put(one, records[other]);
            put(other, record);
        }
    }

    private void put(int position, PeerRecord record) {
        records[position] = record;
        record.position = position;
        record.endpoint.pack(packed, position * strideBytes);
    }

    private void resize(int capacity) {
        records = Arrays.copyOf(records, capacity);
        packed = Arrays.copyOf(packed, capacity * strideBytes);
    }
}
