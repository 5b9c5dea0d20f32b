package starling.bencode;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A bencoded byte string: a window on the array it was read from, so that 40 MB of piece hashes are held once. */
public final class BString implements BValue, Comparable<BString> {
    private final byte[] array;
    private final int offset;
    private final int length;

    BString(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** The text as UTF-8. */
    public static BString of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes themselves, not a copy. */
    public static BString of(byte[] bytes) {
        return new BString(bytes, 0, bytes.length);
    }

    public int length() {
        return length;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** A copy of {@code count} bytes from {@code from} on. */
    public byte[] bytes(int from, int count) {
        if (from < 0 || count < 0 || from > length - count) {
            throw new IndexOutOfBoundsException("bytes " + from + "+" + count + " of " + length);
        }
        return Arrays.copyOfRange(array, offset + from, offset + from + count);
    }

    /** Whether the bytes from {@code from} on equal {@code other}. */
    public boolean regionEquals(int from, byte[] other) {
        return from >= 0
                && from <= length - other.length
                && Arrays.equals(array, offset + from, offset + from + other.length, other, 0, other.length);
    }

    /** A read-only view of the bytes. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
    }

    /** The bytes as UTF-8 where they are UTF-8, else as ISO 8859-1, which takes any. */
    public String text() {
        try {
            CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(array, offset, length));
            return chars.toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(array, offset, length, StandardCharsets.ISO_8859_1);
        }
    }

    void appendTo(BencodeOutput out) {
        out.string(array, offset, length);
    }

    /** Order of the raw bytes, unsigned, as BEP 3 sorts keys. */
    @Override
    public int compareTo(BString other) {
        return Arrays.compareUnsigned(
                array, offset, offset + length, other.array, other.offset, other.offset + other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BString string && compareTo(string) == 0;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return text();
    }
}
