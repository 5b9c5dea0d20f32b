package starling.peer.policy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.LinkedHashSet;
import java.util.Set;
import starling.metainfo.InfoHash;

/** The pieces that a peer may ask for while it is choked, the same from whomever it asks (BEP 6). */
public final class AllowedFastSet {
    /** How many pieces a starting peer may have, and how many it is allowed. */
    public static final int SIZE = 10;

    private static final int IPV4_BYTES = 4;
    private static final int IPV4_NETWORK_BYTES = 3;

    /** So much of an IPv6 address counts; BEP 6 leaves it open. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private AllowedFastSet() {}

    /**
     * @param address of the peer, 4 bytes or 16
     * @param pieces of the torrent
     * @param size how many are wanted; of a torrent of fewer pieces, all
     */
    public static Set<Integer> of(byte[] address, InfoHash infoHash, int pieces, int size) {
        Set<Integer> allowed = new LinkedHashSet<>();
        byte[] hash = start(address, infoHash);
        MessageDigest sha1 = InfoHash.sha1();
        while (allowed.size() < Math.min(size, pieces)) {
            hash = sha1.digest(hash);
            ByteBuffer words = ByteBuffer.wrap(hash);
            while (words.hasRemaining() && allowed.size() < size) {
                allowed.add(Integer.remainderUnsigned(words.getInt(), pieces));
            }
        }
        return allowed;
    }

    private static byte[] start(byte[] address, InfoHash infoHash) {
        ByteBuffer start = ByteBuffer.allocate(address.length + InfoHash.LENGTH);
        start.put(address, 0, address.length == IPV4_BYTES ? IPV4_NETWORK_BYTES : IPV6_NETWORK_BYTES);
        start.position(address.length);
        return start.put(infoHash.bytes()).array();
    }
}
