package starling.peer.dht;

import java.net.InetAddress;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import starling.krpc.NodeId;
import starling.peer.discovery.Addresses;

/** Node ids that belong to an address, so that nobody can choose a place in the DHT (BEP 42). */
final class SecureNodeId {
    private static final byte[] IPV4_MASK = {0x03, 0x0f, 0x3f, (byte) 0xff};
    private static final byte[] IPV6_MASK = {0x01, 0x03, 0x07, 0x0f, 0x1f, 0x3f, 0x7f, (byte) 0xff};
    private static final int LAST = NodeId.LENGTH - 1;

    private SecureNodeId() {}

    /** A new id for a node that others see at the address. */
    static NodeId of(InetAddress address, RandomGenerator random) {
        byte[] id = NodeId.random(random).bytes();
        int prefix = prefix(address, id[LAST]);
        id[0] = (byte) (prefix >> 24);
        id[1] = (byte) (prefix >> 16);
        id[2] = (byte) (prefix >> 8 & 0xf8 | id[2] & 0x07);
        return NodeId.of(id);
    }

    /** Whether the id is one that a node at the address may have; on a local network any is. */
    static boolean fits(NodeId id, InetAddress address) {
        if (Addresses.isLocal(address)) {
            return true;
        }
        int prefix = prefix(address, (byte) id.byteAt(LAST));
        return id.byteAt(0) == (prefix >> 24 & 0xff)
                && id.byteAt(1) == (prefix >> 16 & 0xff)
                && (id.byteAt(2) & 0xf8) == (prefix >> 8 & 0xf8);
    }

    /** Its first 21 bits are those of the id. */
    private static int prefix(InetAddress address, byte seed) {
        byte[] bytes = address.getAddress();
        byte[] mask = bytes.length == IPV4_MASK.length ? IPV4_MASK : IPV6_MASK;
        byte[] masked = new byte[mask.length];
        for (int i = 0; i < mask.length; i++) {
            masked[i] = (byte) (bytes[i] & mask[i]);
        }
        masked[0] |= (byte) ((seed & 0x07) << 5);
        CRC32C crc = new CRC32C();
        crc.update(masked);
        return (int) crc.getValue();
    }
}
