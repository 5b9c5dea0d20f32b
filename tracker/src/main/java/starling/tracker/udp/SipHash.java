package starling.tracker.udp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012), a keyed hash of short messages: without the key nobody can tell what it
 * makes of a message from chance. It takes a twentieth of the time of an HMAC. For one thread.
 */
final class SipHash {
    static final int KEY_BYTES = 16;

    private static final int ROUNDS_A_WORD = 2;
    private static final int LAST_ROUNDS = 4;

    private final long keyLow;
    private final long keyHigh;
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    /** @param key 16 bytes, from a source that nobody can foresee */
    SipHash(byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
        this.keyLow = bytes.getLong();
        this.keyHigh = bytes.getLong();
    }

    static byte[] newKey(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    /** Begins a message. */
    SipHash begin() {
        v0 = keyLow ^ 0x736f6d6570736575L;
        v1 = keyHigh ^ 0x646f72616e646f6dL;
        v2 = keyLow ^ 0x6c7967656e657261L;
        v3 = keyHigh ^ 0x7465646279746573L;
        return this;
    }

    /** Eight bytes of the message, the first of them lowest. */
    SipHash add(long word) {
        v3 ^= word;
        rounds(ROUNDS_A_WORD);
        v0 ^= word;
        return this;
    }

    /** The hash; the last word was what is left of the message, with the message's length in its highest byte. */
    long end() {
        v2 ^= 0xff;
        rounds(LAST_ROUNDS);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
