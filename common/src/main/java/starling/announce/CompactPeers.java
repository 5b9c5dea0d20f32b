package starling.announce;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import starling.bencode.BString;

/** Peers packed as address and port in network order: 6 bytes an IPv4 peer (BEP 23), 18 an IPv6 peer (BEP 7). */
public final class CompactPeers {
    private CompactPeers() {}

    /** The peers of one address family, packed. */
    public static byte[] pack(List<AnnouncedPeer> peers, boolean ipv6) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(peers.size() * (ipv6 ? 18 : 6));
        for (AnnouncedPeer peer : peers) {
            if (peer.endpoint().isIpv6() == ipv6) {
                out.writeBytes(peer.endpoint().address().getAddress());
                out.write(peer.endpoint().port() >> 8);
                out.write(peer.endpoint().port());
            }
        }
        return out.toByteArray();
    }

    /** @throws AnnounceException unless the length is a multiple of one peer's */
    public static List<AnnouncedPeer> unpack(BString packed, boolean ipv6) throws AnnounceException {
        int addressLength = ipv6 ? 16 : 4;
        int stride = addressLength + 2;
        if (packed.length() % stride != 0) {
            throw new AnnounceException("packed peers of an odd length");
        }
        List<AnnouncedPeer> peers = new ArrayList<>(packed.length() / stride);
        for (int at = 0; at < packed.length(); at += stride) {
            byte[] port = packed.bytes(at + addressLength, 2);
            InetAddress address = address(packed.bytes(at, addressLength));
            peers.add(new AnnouncedPeer(
                    new Endpoint(address, (port[0] & 0xff) << 8 | port[1] & 0xff), Optional.empty()));
        }
        return peers;
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
