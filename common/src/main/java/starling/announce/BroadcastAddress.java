package starling.announce;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** The address at which all of a network hear. */
public final class BroadcastAddress {
    private static final int LONGEST_PREFIX_BITS = 30;

    private BroadcastAddress() {}

    /**
     * The last address of a network: the system knows it only where it was told so when the address was set up.
     *
     * @param address of a machine in that network
     * @param prefixBits how many bits of it name the network
     * @return empty for IPv6, which has none, and for networks of one or two machines
     */
    public static Optional<InetAddress> of(InetAddress address, int prefixBits) {
        if (!(address instanceof Inet4Address) || prefixBits < 1 || prefixBits > LONGEST_PREFIX_BITS) {
            return Optional.empty();
        }
        byte[] bytes = address.getAddress();
        for (int bit = prefixBits; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] |= (byte) (0x80 >> bit % Byte.SIZE);
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException fourBytesAreAnAddress) {
            throw new AssertionError(fourBytesAreAnAddress);
        }
    }
}
