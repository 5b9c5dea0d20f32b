package starling.bencode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Reads bencoding (BEP 3). Strict in what could hide something: no leading zeros, no {@code -0}, no key twice, every
 * length inside the input. Tolerant of what real torrents hold: keys in any order, and bytes after the root value where
 * the caller asks for {@link #readFirst}. Iterative, so nesting costs heap that is bounded and never stack.
 */
public final class BencodeReader {
    /**
     * What one input may cost.
     *
     * @param maxDepth containers inside containers
     * @param maxValues values of any kind, keys not counted
     */
    public record Limits(int maxDepth, int maxValues) {
        /** Enough for a torrent of 100,000 files. */
        public static final Limits METAINFO = new Limits(32, 2_000_000);

        /** Enough for any message of a peer or answer of a tracker. */
        public static final Limits MESSAGE = new Limits(16, 20_000);
    }

    /** A value and the index of the first byte after it. */
    public record Prefix(BValue value, int end) {}

    private final byte[] input;
    private final int end;
    private final Limits limits;
    private int position;
    private int valuesRead;

    private BencodeReader(byte[] input, int start, int end, Limits limits) {
        this.input = input;
        this.position = start;
        this.end = end;
        this.limits = limits;
    }

    /** Reads an input that is one value and nothing else. The values keep hold of {@code input}. */
    public static BValue read(byte[] input, Limits limits) throws BencodeException {
        Prefix prefix = readFirst(input, 0, input.length, limits);
        if (prefix.end() != input.length) {
            throw new BencodeException("bytes after the value, at " + prefix.end());
        }
        return prefix.value();
    }

    /** Reads the value at {@code start}; what follows it, up to {@code end}, is the caller's. */
    public static Prefix readFirst(byte[] input, int start, int end, Limits limits) throws BencodeException {
        BencodeReader reader = new BencodeReader(input, start, end, limits);
        return new Prefix(reader.read(), reader.position);
    }

    /** A list or dictionary whose end has not come yet. */
    private static final class Open {
        final int start;
        final List<BString> keys;
        final List<BValue> values = new ArrayList<>(4);

        Open(int start, boolean dictionary) {
            this.start = start;
            this.keys = dictionary ? new ArrayList<>(4) : null;
        }

        boolean wantsKey() {
            return keys != null && keys.size() == values.size();
        }
    }

    private BValue read() throws BencodeException {
        ArrayList<Open> stack = new ArrayList<>();
        while (true) {
            Open top = stack.isEmpty() ? null : stack.get(stack.size() - 1);
            byte next = peek();
            BValue complete;
            if (next == 'e' && top != null) {
                position++;
                stack.remove(stack.size() - 1);
                complete = close(top);
            } else if (top != null && top.wantsKey()) {
                top.keys.add(readString());
                continue;
            } else if (next == 'd' || next == 'l') {
                if (stack.size() == limits.maxDepth()) {
                    throw new BencodeException("nested deeper than " + limits.maxDepth());
                }
                countValue();
                stack.add(new Open(position++, next == 'd'));
                continue;
            } else {
                countValue();
                complete = next == 'i' ? readInteger() : readString();
            }
            if (stack.isEmpty()) {
                return complete;
            }
            stack.get(stack.size() - 1).values.add(complete);
        }
    }

    private BValue close(Open open) throws BencodeException {
        BValue[] values = open.values.toArray(BValue[]::new);
        if (open.keys == null) {
            return new BList(Collections.unmodifiableList(Arrays.asList(values)));
        }
        if (open.keys.size() != values.length) {
            throw new BencodeException("dictionary key without a value, at " + position);
        }
        BString raw = new BString(input, open.start, position - open.start);
        return BDictionary.read(open.keys.toArray(BString[]::new), values, raw);
    }

    private void countValue() throws BencodeException {
        if (++valuesRead > limits.maxValues()) {
            throw new BencodeException("more than " + limits.maxValues() + " values");
        }
    }

    private byte peek() throws BencodeException {
        if (position >= end) {
            throw new BencodeException("ends too early, at " + position);
        }
        return input[position];
    }

    private BInteger readInteger() throws BencodeException {
        position++;
        boolean negative = peek() == '-';
        if (negative) {
            position++;
        }
        long magnitude = readDigits('e', negative);
        if (negative && magnitude == 0) {
            throw new BencodeException("integer is -0, at " + position);
        }
        return new BInteger(negative ? magnitude : -magnitude);
    }

    private BString readString() throws BencodeException {
        long length = -readDigits(':', false);
        if (length > end - position) {
            throw new BencodeException("string longer than the input, at " + position);
        }
        BString string = new BString(input, position, (int) length);
        position += (int) length;
        return string;
    }

    /** Digits up to the terminator, as a negative number: the negative range is the larger one. */
    private long readDigits(char terminator, boolean negative) throws BencodeException {
        int start = position;
        long value = 0;
        while (true) {
            byte digit = peek();
            position++;
            if (digit == terminator && position - 1 > start) {
                break;
            }
            if (digit < '0' || digit > '9') {
                throw new BencodeException("not bencoding, at " + (position - 1));
            }
            if (position - 1 > start && input[start] == '0') {
                throw new BencodeException("number with a leading zero, at " + start);
            }
            int unit = digit - '0';
            if (value < (Long.MIN_VALUE + unit) / 10) {
                throw new BencodeException("number too large, at " + start);
            }
            value = value * 10 - unit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw new BencodeException("number too large, at " + start);
        }
        return value;
    }
}
