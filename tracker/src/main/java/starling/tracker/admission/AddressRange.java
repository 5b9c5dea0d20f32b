package starling.tracker.admission;

import java.net.InetAddress;
import java.util.Optional;
import starling.announce.AddressLiteral;

/**
 * The addresses that begin with the same bits, as in {@code 10.1.0.0/16}.
 *
 * @param bits how many bits are the same
 */
public record AddressRange(InetAddress first, int bits) {
    /** Reads {@code ADDRESS} or {@code ADDRESS/BITS}; empty where it is neither. */
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> first = AddressLiteral.parse(slash < 0 ? text : text.substring(0, slash));
        if (first.isEmpty()) {
            return Optional.empty();
        }
        int most = first.get().getAddress().length * Byte.SIZE;
        String bits = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
        return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= most
                ? Optional.of(new AddressRange(first.get(), Integer.parseInt(bits)))
                : Optional.empty();
    }

    public boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            int mask = 0xff00 >> Math.min(Byte.SIZE, bits - bit);
            if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask & 0xff) != 0) {
                return false;
            }
        }
        return true;
    }
}
