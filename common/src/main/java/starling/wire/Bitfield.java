package starling.wire;

import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * A bit for each piece, first piece first, as it goes over the wire: exactly ⌈pieces/8⌉ bytes, spare bits zero (BEP 3).
 * Not safe for several threads.
 */
public final class Bitfield {
    private final byte[] bits;
    private final int size;
    private int count;

    public Bitfield(int size) {
        this.bits = new byte[byteLength(size)];
        this.size = size;
    }

    private Bitfield(byte[] bits, int size, int count) {
        this.bits = bits;
        this.size = size;
        this.count = count;
    }

    /** The bytes of a bitfield of that many pieces. */
    public static int byteLength(int pieces) {
        return (pieces + 7) >>> 3;
    }

    /** @throws WireException where the length is not that of the pieces, or a spare bit is set */
    public static Bitfield read(ByteBuffer wire, int pieces) throws WireException {
        if (wire.remaining() != byteLength(pieces)) {
            throw new WireException("bitfield of " + wire.remaining() + " bytes for " + pieces + " pieces");
        }
        byte[] bits = new byte[wire.remaining()];
        wire.get(bits);
        int spare = bits.length * 8 - pieces;
        if (spare > 0 && (bits[bits.length - 1] & (1 << spare) - 1) != 0) {
            throw new WireException("bitfield with spare bits set");
        }
        int count = 0;
        for (byte b : bits) {
            count += Integer.bitCount(b & 0xff);
        }
        return new Bitfield(bits, pieces, count);
    }

    public static Bitfield of(BitSet set, int pieces) {
        Bitfield bitfield = new Bitfield(pieces);
        set.stream().filter(piece -> piece < pieces).forEach(bitfield::set);
        return bitfield;
    }

    public static Bitfield full(int pieces) {
        Bitfield bitfield = new Bitfield(pieces);
        bitfield.setAll();
        return bitfield;
    }

    public Bitfield copy() {
        return new Bitfield(bits.clone(), size, count);
    }

    /** How many pieces it speaks of. */
    public int size() {
        return size;
    }

    /** How many bits are set. */
    public int count() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public boolean isFull() {
        return count == size;
    }

    public boolean get(int piece) {
        return (bits[piece >>> 3] & 0x80 >>> (piece & 7)) != 0;
    }

    /** The first bit that is set from there on; -1 where there is none. */
    public int next(int from) {
        for (int index = from >>> 3; index < bits.length; index++) {
            int rest = bits[index] & (index == from >>> 3 ? 0xff >>> (from & 7) : 0xff);
            if (rest != 0) {
                return (index << 3) + Integer.numberOfLeadingZeros(rest) - 24;
            }
        }
        return -1;
    }

    /** Sets a bit; whether it was not set before. */
    public boolean set(int piece) {
        if (piece >= size || get(piece)) {
            return false;
        }
        bits[piece >>> 3] |= (byte) (0x80 >>> (piece & 7));
        count++;
        return true;
    }

    /** Sets all bits. */
    public void setAll() {
        java.util.Arrays.fill(bits, (byte) 0xff);
        if ((size & 7) != 0) {
            bits[bits.length - 1] = (byte) (0xff00 >>> (size & 7));
        }
        count = size;
    }

    /** Clears a bit; whether it was set before. */
    public boolean clear(int piece) {
        if (!get(piece)) {
            return false;
        }
        bits[piece >>> 3] &= (byte) ~(0x80 >>> (piece & 7));
        count--;
        return true;
    }

    /** The bytes as they go over the wire, not a copy. */
    byte[] wireBytes() {
        return bits;
    }

    /** A copy of the bytes as they go over the wire. */
    public byte[] bytes() {
        return bits.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bitfield bitfield
                && size == bitfield.size
                && java.util.Arrays.equals(bits, bitfield.bits);
    }

    @Override
    public int hashCode() {
        return 31 * size + java.util.Arrays.hashCode(bits);
    }
}
