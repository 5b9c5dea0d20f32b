package starling.bencode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bencoded bytes (BEP 3), written one after the other without making values of them first. That keys come sorted, and
 * that what begins also ends, is the caller's to see to; {@link BencodeWriter} does for values.
 */
public final class BencodeOutput {
    /** As {@link Long#MIN_VALUE} has. */
    private static final int MOST_DIGITS = 20;

    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int length;
    private int gapAt;
    private int gapBytes;

    /** @param expectedBytes how long it will be, about */
    public BencodeOutput(int expectedBytes) {
        bytes = new byte[Math.max(16, expectedBytes)];
    }

    public BencodeOutput beginDictionary() {
        return one('d');
    }

    public BencodeOutput beginList() {
        return one('l');
    }

    public BencodeOutput end() {
        return one('e');
    }

    public BencodeOutput integer(long value) {
        one('i');
        number(value);
        return one('e');
    }

    public BencodeOutput string(byte[] value) {
        return string(value, 0, value.length);
    }

    /** A key, or any text, in UTF-8. */
    public BencodeOutput string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    BencodeOutput string(byte[] from, int offset, int count) {
        number(count);
        one(':');
        makeRoom(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
        return this;
    }

    /**
     * A string of so many bytes that are not known yet, one at most. They take no room here: 40 MB of hashes are held once,
     * where {@link #toByteArray} leaves them out for whoever has them, as zeros from {@link #gapOffset} on.
     */
    public BencodeOutput gap(int count) {
        number(count);
        one(':');
        gapAt = length;
        gapBytes = count;
        return this;
    }

    /** Where the bytes of {@link #gap} belong in the whole. */
    public int gapOffset() {
        return gapAt;
    }

    /** All of it, in an array of its own. */
    public byte[] toByteArray() {
        byte[] whole = new byte[Math.addExact(length, gapBytes)];
        System.arraycopy(bytes, 0, whole, 0, gapAt);
        System.arraycopy(bytes, gapAt, whole, gapAt + gapBytes, length - gapAt);
        return whole;
    }

    private BencodeOutput one(char c) {
        makeRoom(1);
        bytes[length++] = (byte) c;
        return this;
    }

    private void number(long value) {
        makeRoom(MOST_DIGITS);
        if (value < 0) {
            bytes[length++] = '-';
        }
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
        length += digits;
    }

    private void makeRoom(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(length, count), (int) Math.min(2L * bytes.length, MOST_BYTES)));
        }
    }
}
