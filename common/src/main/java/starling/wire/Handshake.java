package starling.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;

/**
 * The first 68 bytes each way (BEP 3).
 *
 * @param fastExtension whether BEP 6 is understood
 * @param extensionProtocol whether BEP 10 is understood
 * @param dht whether a node of the DHT is there, whose port is told with {@link PeerMessage.Port} (BEP 5)
 */
public record Handshake(
        InfoHash infoHash, PeerId peerId, boolean fastExtension, boolean extensionProtocol, boolean dht) {
    public static final int LENGTH = 68;

    /** The bytes at its beginning that are the same in all. */
    public static final int HEADER_LENGTH = 20;

    private static final byte[] PROTOCOL = "\u0013BitTorrent protocol".getBytes(StandardCharsets.US_ASCII);

    public void write(ByteBuffer out) {
        out.put(PROTOCOL);
        byte[] reserved = new byte[8];
        reserved[5] = (byte) (extensionProtocol ? 0x10 : 0);
        reserved[7] = (byte) ((fastExtension ? 0x04 : 0) | (dht ? 0x01 : 0));
        out.put(reserved).put(infoHash.bytes()).put(peerId.bytes());
    }

    /** Whether what came so far may be the beginning of a handshake. */
    public static boolean beginsLike(ByteBuffer bytes) {
        int known = Math.min(bytes.remaining(), HEADER_LENGTH);
        return bytes.slice(bytes.position(), known).equals(ByteBuffer.wrap(PROTOCOL, 0, known));
    }

    /**
     * @param in {@value #LENGTH} bytes
     * @throws WireException where they are another protocol's
     */
    public static Handshake read(ByteBuffer in) throws WireException {
        byte[] protocol = new byte[PROTOCOL.length];
        in.get(protocol);
        if (!java.util.Arrays.equals(protocol, PROTOCOL)) {
            throw new WireException("not the BitTorrent protocol");
        }
        byte[] reserved = new byte[8];
        byte[] infoHash = new byte[InfoHash.LENGTH];
        byte[] peerId = new byte[PeerId.LENGTH];
        in.get(reserved).get(infoHash).get(peerId);
        return new Handshake(
                InfoHash.of(infoHash),
                PeerId.of(peerId),
                (reserved[7] & 0x04) != 0,
                (reserved[5] & 0x10) != 0,
                (reserved[7] & 0x01) != 0);
    }
}
