package starling.tracker.swarm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import starling.announce.CompactPeers;
import starling.announce.Endpoint;

/**
 * An endpoint in 18 bytes; an IPv4 address stands as the IPv6 address that maps it (::ffff:a.b.c.d). Ordered, so that
 * a hash map stays fast when someone picks addresses whose hashes collide.
 */
record PackedEndpoint(long high, long low, char port) implements Comparable<PackedEndpoint> {
    private static final long IPV4_PREFIX = 0xffff_0000_0000L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

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

    /** Writes the address and the port in network order: 6 bytes (BEP 23) or 18 (BEP 7). */
    void pack(byte[] into, int at) {
        int portAt = at;
        if (isIpv6()) {
            LONGS.set(into, at, high);
            LONGS.set(into, at + 8, low);
            portAt += 16;
        } else {
            INTS.set(into, at, (int) low);
            portAt += 4;
        }
        into[portAt] = (byte) (port >> 8);
        into[portAt + 1] = (byte) port;
    }

    /** The endpoint of 6 or 18 packed bytes. */
    static PackedEndpoint unpack(byte[] packed) {
        ByteBuffer bytes = ByteBuffer.wrap(packed);
        return packed.length == CompactPeers.IPV4_BYTES
                ? new PackedEndpoint(0, IPV4_PREFIX | bytes.getInt() & 0xffff_ffffL, bytes.getChar())
                : new PackedEndpoint(bytes.getLong(), bytes.getLong(), bytes.getChar());
    }

    byte[] packed() {
        byte[] packed = new byte[CompactPeers.strideBytes(isIpv6())];
        pack(packed, 0);
        return packed;
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
