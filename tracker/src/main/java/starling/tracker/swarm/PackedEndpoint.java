package starling.tracker.swarm;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import starling.announce.Endpoint;

/**
 * An endpoint in 18 bytes; an IPv4 address stands as the IPv6 address that maps it (::ffff:a.b.c.d). Ordered, so that
 * a hash map stays fast when someone picks addresses whose hashes collide.
 */
record PackedEndpoint(long high, long low, char port) implements Comparable<PackedEndpoint> {
    private static final long IPV4_PREFIX = 0xffff_0000_0000L;

    static PackedEndpoint of(Endpoint endpoint) {
        ByteBuffer address = ByteBuffer.wrap(endpoint.address().getAddress());
        char port = (char) endpoint.port();
        return address.remaining() == 4
                ? new PackedEndpoint(0, IPV4_PREFIX | address.getInt() & 0xffff_ffffL, port)
                : new PackedEndpoint(address.getLong(), address.getLong(), port);
    }

    boolean isIpv6() {
        return high != 0 || low >>> 32 != 0xffff;
    }

    Endpoint endpoint() {
        byte[] address = isIpv6()
                ? ByteBuffer.allocate(16).putLong(high).putLong(low).array()
                : new byte[] {(byte) (low >> 24), (byte) (low >> 16), (byte) (low >> 8), (byte) low};
        try {
            return new Endpoint(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }

    @Override
    public int compareTo(PackedEndpoint other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        int byLow = Long.compareUnsigned(low, other.low);
        return byHigh != 0 ? byHigh : byLow != 0 ? byLow : Character.compare(port, other.port);
    }
}
