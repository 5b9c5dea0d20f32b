package starling.announce;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import starling.bencode.BString;

/**
 * Peers packed as address and port in network order: 6 bytes an IPv4 peer (BEP 23), 18 an IPv6 peer (BEP 7). A list
 * that unpacks what is asked of it: a tracker draws peers straight into these bytes, and they go out as they are.
 */
public final class CompactPeers extends AbstractList<AnnouncedPeer> implements RandomAccess {
    public static final int IPV4_BYTES = 6;
    public static final int IPV6_BYTES = 18;

    private static final byte[] NONE = {};

    private final byte[] ipv4;
    private final byte[] ipv6;

    private CompactPeers(byte[] ipv4, byte[] ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /**
     * Takes the arrays as they are; the caller writes to them no more.
     *
     * @throws IllegalArgumentException unless the lengths are multiples of one peer's
     */
    public static CompactPeers of(byte[] ipv4, byte[] ipv6) {
        if (ipv4.length % IPV4_BYTES != 0 || ipv6.length % IPV6_BYTES != 0) {
            throw new IllegalArgumentException("packed peers of an odd length");
        }
        return new CompactPeers(ipv4, ipv6);
    }

    /** The length of one peer. */
    public static int strideBytes(boolean ofIpv6) {
        return ofIpv6 ? IPV6_BYTES : IPV4_BYTES;
    }

    /** The peers of one address family, packed. Not a copy where the list is packed already: not to be written to. */
    public static byte[] pack(List<AnnouncedPeer> peers, boolean ofIpv6) {
        if (peers instanceof CompactPeers packed) {
            return ofIpv6 ? packed.ipv6 : packed.ipv4;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(peers.size() * strideBytes(ofIpv6));
        for (AnnouncedPeer peer : peers) {
            if (peer.endpoint().isIpv6() == ofIpv6) {
                out.writeBytes(peer.endpoint().address().getAddress());
                out.write(peer.endpoint().port() >> 8);
                out.write(peer.endpoint().port());
            }
        }
        return out.toByteArray();
    }

    /** @throws AnnounceException unless the length is a multiple of one peer's */
    public static List<AnnouncedPeer> unpack(BString packed, boolean ofIpv6) throws AnnounceException {
        return unpack(packed.bytes(), ofIpv6);
    }

    static CompactPeers unpack(byte[] packed, boolean ofIpv6) throws AnnounceException {
        if (packed.length % strideBytes(ofIpv6) != 0) {
            throw new AnnounceException("packed peers of an odd length");
        }
        return ofIpv6 ? new CompactPeers(NONE, packed) : new CompactPeers(packed, NONE);
    }

    @Override
    public int size() {
        return ipv4.length / IPV4_BYTES + ipv6.length / IPV6_BYTES;
    }

    /** IPv4 peers come first. */
    @Override
    public AnnouncedPeer get(int index) {
        Objects.checkIndex(index, size());
        int fours = ipv4.length / IPV4_BYTES;
        return index < fours
                ? unpack(ipv4, index * IPV4_BYTES, IPV4_BYTES)
                : unpack(ipv6, (index - fours) * IPV6_BYTES, IPV6_BYTES);
    }

    private static AnnouncedPeer unpack(byte[] packed, int at, int stride) {
        int portAt = at + stride - 2;
        int port = (packed[portAt] & 0xff) << 8 | packed[portAt + 1] & 0xff;
        try {
            InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(packed, at, portAt));
            return new AnnouncedPeer(new Endpoint(address, port), Optional.empty());
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }

    /** The address of 4 or 16 bytes; asks no name service. */
    static InetAddress address(byte[] bytes) throws AnnounceException {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new AnnounceException("an address has 4 or 16 bytes");
        }
    }
}
