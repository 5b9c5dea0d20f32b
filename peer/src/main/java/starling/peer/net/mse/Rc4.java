package starling.peer.net.mse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** RC4 over buffers in place, without its first 1,024 bytes. One direction of one connection; for one thread. */
final class Rc4 {
    private static final int DISCARDED = 1024;
    private static final int MOST_AT_ONCE = 2048;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] state = new int[256];

    /** What is worked on, on the heap: the compiler takes no view of a buffer into the loop. As long as was ever needed. */
    private byte[] part = {};

    private int i;
    private int j;

    Rc4(byte[] key) {
        for (int n = 0; n < state.length; n++) {
            state[n] = n;
        }
        int swap = 0;
        for (int n = 0; n < state.length; n++) {
            int value = state[n];
            swap = swap + value + key[n % key.length] & 0xff;
            state[n] = state[swap];
            state[swap] = value;
        }
        apply(new byte[DISCARDED], DISCARDED);
    }

    /** Encrypts or decrypts a copy; the stream goes on behind it. */
    byte[] applied(byte[] bytes) {
        byte[] copy = bytes.clone();
        apply(copy, copy.length);
        return copy;
    }

    /** Encrypts or decrypts the bytes from one index to another; position and limit stay. */
    void apply(ByteBuffer buffer, int from, int to) {
        for (int at = from; at < to; at += MOST_AT_ONCE) {
            int length = Math.min(MOST_AT_ONCE, to - at);
            if (part.length < length) {
                part = new byte[length];
            }
            buffer.get(at, part, 0, length);
            apply(part, length);
            buffer.put(at, part, 0, length);
        }
    }

    private void apply(byte[] bytes, int length) {
        for (int at = eights(bytes, length); at < length; at++) {
            i = i + 1 & 0xff;
            int a = state[i];
            j = j + a & 0xff;
            int b = state[j];
            state[i] = b;
            state[j] = a;
            bytes[at] ^= (byte) state[a + b & 0xff];
        }
    }

    /** Eight bytes with one read and one write of the array, written out: a loop measured slower on Java 17 and 25. */
    private int eights(byte[] bytes, int length) {
        int[] s = state;
        int x = i;
        int y = j;
        int at = 0;
        for (; at <= length - 8; at += 8) {
            x = x + 1 & 0xff;
            int a = s[x];
            y = y + a & 0xff;
            int b = s[y];
            s[x] = b;
            s[y] = a;
            int low = s[a + b & 0xff];
            x = x + 1 & 0xff;
            a = s[x];
            y = y + a & 0xff;
            b = s[y];
            s[x] = b;
            s[y] = a;
            low |= s[a + b & 0xff] << 8;
            x = x + 1 & 0xff;
            a = s[x];
            y = y + a & 0xff;
            b = s[y];
            s[x] = b;
            s[y] = a;
            low |= s[a + b & 0xff] << 16;
            x = x + 1 & 0xff;
            a = s[x];
            y = y + a & 0xff;
            b = s[y];
            s[x] = b;
            s[y] = a;
            low |= s[a + b & 0xff] << 24;
            x = x + 1 & 0xff;
            a = s[x];
            y = y + a & 0xff;
            b = s[y];
            s[x] = b;
            s[y] = a;
            int high = s[a + b & 0xff];
            x = x + 1 & 0xff;
            a = s[x];
            y = y + a & 0xff;
            b = s[y];
            s[x] = b;
            s[y] = a;
            high |= s[a + b & 0xff] << 8;
            x = x + 1 & 0xff;
            a = s[x];
            y = y + a & 0xff;
            b = s[y];
            s[x] = b;
            s[y] = a;
            high |= s[a + b & 0xff] << 16;
            x = x + 1 & 0xff;
            a = s[x];
            y = y + a & 0xff;
            b = s[y];
            s[x] = b;
            s[y] = a;
            high |= s[a + b & 0xff] << 24;
            LONG.set(bytes, at, (long) LONG.get(bytes, at) ^ (Integer.toUnsignedLong(low) | (long) high << 32));
        }
        i = x;
        j = y;
        return at;
    }
}
