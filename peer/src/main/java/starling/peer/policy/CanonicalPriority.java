package starling.peer.policy;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * How much two peers should want to be connected (BEP 40): both come to the same number, and nobody can choose it, so
 * that swarms stay well mixed and no one is crowded out by one who has many addresses.
 */
public final class CanonicalPriority {
    private static final int IPV4_KEPT = 2;
    private static final int IPV6_KEPT = 6;

    private CanonicalPriority() {}

    /**
     * The priority of a pair of peers, whichever comes first; the greater, the better.
     *
     * @param address and {@code other}, 4 or 16 bytes each
     * @return 0 to 2³² - 1; 0 where the addresses are of two families
     */
    public static long of(byte[] address, int port, byte[] other, int otherPort) {
        if (address.length != other.length) {
            return 0;
        }
        byte[] one;
        byte[] two;
        int same = Arrays.mismatch(address, other);
        if (same < 0) {
            one = bytes(port);
            two = bytes(otherPort);
        } else {
            int kept = address.length == 4 ? IPV4_KEPT : IPV6_KEPT;
            // Each further byte that both begin with leaves one more unmasked.
            int whole = same < kept ? kept : Math.min(same + 1, address.length);
            one = masked(address, whole);
            two = masked(other, whole);
        }
        boolean ordered = Arrays.compareUnsigned(one, two) <= 0;
        CRC32C crc = new CRC32C();
        crc.update(ordered ? one : two);
        crc.update(ordered ? two : one);
        return crc.getValue();
    }

    private static byte[] bytes(int port) {
        return new byte[] {(byte) (port >> 8), (byte) port};
    }

    private static byte[] masked(byte[] address, int whole) {
        byte[] masked = address.clone();
        for (int i = whole; i < masked.length; i++) {
            masked[i] &= 0x55;
        }
        return masked;
    }
}
