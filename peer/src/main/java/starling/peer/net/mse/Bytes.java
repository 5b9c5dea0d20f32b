package starling.peer.net.mse;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Bytes by the number: as many as are asked for, and no more, so that what follows is left to others. */
final class Bytes {
    private Bytes() {}

    /** Fills the buffer. */
    static void read(ReadableByteChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new EOFException("closed in the middle of the key exchange");
            }
        }
    }

    static byte[] read(ReadableByteChannel channel, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(channel, ByteBuffer.wrap(bytes));
        return bytes;
    }

    static void write(WritableByteChannel channel, ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }

    /**
     * Reads up to and with the first occurrence of a pattern, and not a byte further.
     *
     * @param most how many bytes may come before it
     * @return whether it was found
     */
    static boolean readThrough(ReadableByteChannel channel, byte[] pattern, int most) throws IOException {
        int[] borders = borders(pattern);
        int matched = 0;
        int read = 0;
        while (matched < pattern.length) {
            int missing = pattern.length - matched;
            if (read + missing > most + pattern.length) {
                return false;
            }
            for (byte next : read(channel, missing)) {
                while (matched > 0 && pattern[matched] != next) {
                    matched = borders[matched - 1];
                }
                matched += pattern[matched] == next ? 1 : 0;
            }
            read += missing;
        }
        return true;
    }

    /** For each place, how long a true end of what stands there is also a beginning (Knuth, Morris and Pratt). */
    private static int[] borders(byte[] pattern) {
        int[] borders = new int[pattern.length];
        int length = 0;
        for (int at = 1; at < pattern.length; at++) {
            while (length > 0 && pattern[at] != pattern[length]) {
                length = borders[length - 1];
            }
            length += pattern[at] == pattern[length] ? 1 : 0;
            borders[at] = length;
        }
        return borders;
    }
}
