package starling.krpc;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import starling.metainfo.InfoHash;

/** The 160 bits that place a node, or a torrent, in the DHT; distance is their XOR, the first bit the largest (BEP 5). */
public final class NodeId implements Comparable<NodeId> {
    public static final int LENGTH = 20;
    public static final int BITS = 8 * LENGTH;

    private final byte[] bytes;

    private NodeId(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException unless there are 20 bytes */
    public static NodeId of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a node id has 20 bytes, not " + bytes.length);
        }
        return new NodeId(bytes.clone());
    }

    /** Where the peers of a torrent are kept. */
    public static NodeId of(InfoHash infoHash) {
        return new NodeId(infoHash.bytes());
    }

    public static NodeId random(RandomGenerator random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new NodeId(bytes);
    }

    /** One that has the first {@code bits} in common with this, not the next, and any others. */
    public NodeId randomBeside(int bits, RandomGenerator random) {
        byte[] other = new byte[LENGTH];
        random.nextBytes(other);
        for (int bit = 0; bit <= bits && bit < BITS; bit++) {
            int mask = 0x80 >> bit % 8;
            boolean set = ((bytes[bit / 8] & mask) != 0) != (bit == bits);
            other[bit / 8] = (byte) (set ? other[bit / 8] | mask : other[bit / 8] & ~mask);
        }
        return new NodeId(other);
    }

    /** A copy of the 20 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public int byteAt(int index) {
        return bytes[index] & 0xff;
    }

    /** How many bits from the first on are the same; {@value #BITS} where all are. */
    public int commonBits(NodeId other) {
        for (int i = 0; i < LENGTH; i++) {
            int difference = (bytes[i] ^ other.bytes[i]) & 0xff;
            if (difference != 0) {
                return 8 * i + Integer.numberOfLeadingZeros(difference) - 24;
            }
        }
        return BITS;
    }

    /** Negative where {@code one} is nearer to this than {@code other}. */
    public int compareDistance(NodeId one, NodeId other) {
        for (int i = 0; i < LENGTH; i++) {
            int first = (bytes[i] ^ one.bytes[i]) & 0xff;
            int second = (bytes[i] ^ other.bytes[i]) & 0xff;
            if (first != second) {
                return first - second;
            }
        }
        return 0;
    }

    /** 40 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public int compareTo(NodeId other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeId id && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
