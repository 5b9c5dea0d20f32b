package starling.wire;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import starling.bencode.BDictionary;
import starling.bencode.BInteger;
import starling.bencode.BValue;
import starling.bencode.BencodeWriter;

/**
 * Asking for a torrent's {@code info} dictionary, and giving it, in pieces of 16 KiB (BEP 9).
 *
 * @param piece of the metadata, from 0
 */
public sealed interface MetadataMessage {
    /** The length of every piece but the last, which has what remains. */
    int PIECE_LENGTH = 16 * 1024;

    /** No metadata is longer: 14 MiB have been seen, and a bound is needed. */
    int MAX_METADATA_BYTES = 32 << 20;

    /** More than any header needs, and a piece. */
    int MAX_BYTES = PIECE_LENGTH + 1024;

    int piece();

    /** Asks for a piece. */
    record Request(int piece) implements MetadataMessage {}

    /**
     * A piece.
     *
     * @param metadataBytes of all the pieces together
     * @param data borrowed, as in {@link PeerMessage}
     */
    record Data(int piece, int metadataBytes, ByteBuffer data) implements MetadataMessage {}

    /** A request that will not be answered. */
    record Reject(int piece) implements MetadataMessage {}

    /** A message of a later version; it is passed over. */
    record Unknown(int piece) implements MetadataMessage {}

    /** How many pieces metadata of that length has. */
    static int pieceCount(int metadataBytes) {
        return (metadataBytes + PIECE_LENGTH - 1) / PIECE_LENGTH;
    }

    /** The length of one piece of metadata of that length. */
    static int pieceLength(int piece, int metadataBytes) {
        return Math.min(PIECE_LENGTH, metadataBytes - piece * PIECE_LENGTH);
    }

    /** @throws WireException where it is none, or a piece has not the length that it says */
    static MetadataMessage read(ByteBuffer payload) throws WireException {
        BDictionary head = ExtendedPayload.dictionary("metadata message", payload, MAX_BYTES);
        long piece = head.integer("piece").orElse(-1);
        long type = head.integer("msg_type").orElse(-1);
        if (type < 0 || piece < 0 || piece >= pieceCount(MAX_METADATA_BYTES)) {
            throw new WireException("metadata message of type " + type + " of piece " + piece);
        }
        if (type == 1) {
            long total = head.integer("total_size").orElse(0);
            if (total <= piece * PIECE_LENGTH
                    || total > MAX_METADATA_BYTES
                    || payload.remaining() != pieceLength((int) piece, (int) total)) {
                throw new WireException(
                        "piece " + piece + " of metadata of " + total + " bytes has " + payload.remaining() + " bytes");
            }
            return new Data((int) piece, (int) total, payload);
        }
        return type == 0 ? new Request((int) piece) : type == 2 ? new Reject((int) piece) : new Unknown((int) piece);
    }

    /** The payload that says it. */
    static ByteBuffer payload(MetadataMessage message) {
        int type = message instanceof Request ? 0 : message instanceof Data ? 1 : 2;
        Map<String, BValue> head = new TreeMap<>();
        head.put("msg_type", new BInteger(type));
        head.put("piece", new BInteger(message.piece()));
        if (!(message instanceof Data data)) {
            return ByteBuffer.wrap(BencodeWriter.write(BDictionary.of(head)));
        }
        head.put("total_size", new BInteger(data.metadataBytes()));
        byte[] header = BencodeWriter.write(BDictionary.of(head));
        return ByteBuffer.allocate(header.length + data.data().remaining())
                .put(header)
                .put(data.data().duplicate())
                .flip();
    }
}
