package starling.wire;

import java.nio.ByteBuffer;

/**
 * What peers say after the handshake. Indices are as they came: {@link starling.metainfo.PieceLayout} says whether they
 * can be used. Buffers of decoded messages are borrowed: they are good until the next message is decoded.
 */
public sealed interface PeerMessage {
    /** Which message it is, for one switch over all of them. */
    MessageType type();

    /** A message of nothing but its type (BEP 3, BEP 6). */
    record Plain(MessageType type) implements PeerMessage {}

    PeerMessage KEEP_ALIVE = new Plain(MessageType.KEEP_ALIVE);
    PeerMessage CHOKE = new Plain(MessageType.CHOKE);
    PeerMessage UNCHOKE = new Plain(MessageType.UNCHOKE);
    PeerMessage INTERESTED = new Plain(MessageType.INTERESTED);
    PeerMessage NOT_INTERESTED = new Plain(MessageType.NOT_INTERESTED);
    PeerMessage HAVE_ALL = new Plain(MessageType.HAVE_ALL);
    PeerMessage HAVE_NONE = new Plain(MessageType.HAVE_NONE);

    /** A piece is there now. */
    record Have(int piece) implements PeerMessage {
        @Override
        public MessageType type() {
            return MessageType.HAVE;
        }
    }

    /** The pieces that are there, packed; {@link Bitfield#read} checks them. */
    record Pieces(ByteBuffer bits) implements PeerMessage {
        public static Pieces of(Bitfield bitfield) {
            return new Pieces(ByteBuffer.wrap(bitfield.bytes()));
        }

        @Override
        public MessageType type() {
            return MessageType.BITFIELD;
        }
    }

    /** Asks for a block: {@code length} bytes of a piece from {@code begin} on. */
    record Request(int piece, int begin, int length) implements PeerMessage {
        @Override
        public MessageType type() {
            return MessageType.REQUEST;
        }
    }

    /** A block; {@code data} runs from its position to its limit. */
    record Piece(int piece, int begin, ByteBuffer data) implements PeerMessage {
        @Override
        public MessageType type() {
            return MessageType.PIECE;
        }
    }

    /** Takes a request back. */
    record Cancel(int piece, int begin, int length) implements PeerMessage {
        @Override
        public MessageType type() {
            return MessageType.CANCEL;
        }
    }

    /** Where the peer's DHT node listens (BEP 5). */
    record Port(int port) implements PeerMessage {
        @Override
        public MessageType type() {
            return MessageType.PORT;
        }
    }

    /** A piece that the peer would like to be asked for (BEP 6). */
    record Suggest(int piece) implements PeerMessage {
        @Override
        public MessageType type() {
            return MessageType.SUGGEST;
        }
    }

    /** A request that will not be answered (BEP 6). */
    record Reject(int piece, int begin, int length) implements PeerMessage {
        @Override
        public MessageType type() {
            return MessageType.REJECT;
        }
    }

    /** A piece that may be asked for while choked (BEP 6). */
    record AllowedFast(int piece) implements PeerMessage {
        @Override
        public MessageType type() {
            return MessageType.ALLOWED_FAST;
        }
    }

    /** A message of an extension (BEP 10); id 0 is {@link ExtendedHandshake}. */
    record Extended(int id, ByteBuffer payload) implements PeerMessage {
        @Override
        public MessageType type() {
            return MessageType.EXTENDED;
        }
    }

    /** A message of an id that is not ours to know; it is passed over. */
    record Unknown(int id) implements PeerMessage {
        @Override
        public MessageType type() {
            return MessageType.UNKNOWN;
        }
    }
}
