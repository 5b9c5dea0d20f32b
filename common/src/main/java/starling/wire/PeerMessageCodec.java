package starling.wire;

import java.nio.ByteBuffer;

/** Messages to bytes and back: a length of four bytes, an id, a body (BEP 3). */
public final class PeerMessageCodec {
    /** The length and the id and the two indices before a block's bytes. */
    public static final int PIECE_HEADER = 13;

    /** The longest body that an extension may send. */
    private static final int MAX_EXTENDED = 256 * 1024;

    private PeerMessageCodec() {}

    /** The longest frame that makes sense in a torrent of that many pieces; the four bytes of its length not counted. */
    public static int maxFrame(int pieces) {
        return Math.max(MAX_EXTENDED, 1 + Bitfield.byteLength(pieces));
    }

    /**
     * Reads one frame.
     *
     * @param frame from its position to its limit the frame, its four bytes of length already read. The message may
     *     borrow the buffer
     * @throws WireException where the length is not that of the message
     */
    public static PeerMessage decode(ByteBuffer frame) throws WireException {
        if (!frame.hasRemaining()) {
            return PeerMessage.KEEP_ALIVE;
        }
        int id = frame.get() & 0xff;
        switch (MessageType.ofId(id)) {
            case CHOKE:
                return exact(frame, 0, PeerMessage.CHOKE);
            case UNCHOKE:
                return exact(frame, 0, PeerMessage.UNCHOKE);
            case INTERESTED:
                return exact(frame, 0, PeerMessage.INTERESTED);
            case NOT_INTERESTED:
                return exact(frame, 0, PeerMessage.NOT_INTERESTED);
            case HAVE_ALL:
                return exact(frame, 0, PeerMessage.HAVE_ALL);
            case HAVE_NONE:
                return exact(frame, 0, PeerMessage.HAVE_NONE);
            case HAVE:
                require(frame, 4);
                return new PeerMessage.Have(frame.getInt());
            case BITFIELD:
                return new PeerMessage.Pieces(frame);
            case REQUEST:
                require(frame, 12);
                return new PeerMessage.Request(frame.getInt(), frame.getInt(), frame.getInt());
            case PIECE:
                if (frame.remaining() < 8) {
                    throw new WireException("piece message of " + frame.remaining() + " bytes");
                }
                return new PeerMessage.Piece(frame.getInt(), frame.getInt(), frame);
            case CANCEL:
                require(frame, 12);
                return new PeerMessage.Cancel(frame.getInt(), frame.getInt(), frame.getInt());
            case PORT:
                require(frame, 2);
                return new PeerMessage.Port(frame.getShort() & 0xffff);
            case SUGGEST:
                require(frame, 4);
                return new PeerMessage.Suggest(frame.getInt());
            case REJECT:
                require(frame, 12);
                return new PeerMessage.Reject(frame.getInt(), frame.getInt(), frame.getInt());
            case ALLOWED_FAST:
                require(frame, 4);
                return new PeerMessage.AllowedFast(frame.getInt());
            case EXTENDED:
                if (!frame.hasRemaining()) {
                    throw new WireException("extended message without an id");
                }
                return new PeerMessage.Extended(frame.get() & 0xff, frame);
            default:
                return new PeerMessage.Unknown(id);
        }
    }

    private static PeerMessage exact(ByteBuffer frame, int length, PeerMessage message) throws WireException {
        require(frame, length);
        return message;
    }

    private static void require(ByteBuffer frame, int length) throws WireException {
        if (frame.remaining() != length) {
            throw new WireException("message body of " + frame.remaining() + " bytes instead of " + length);
        }
    }

    /** The bytes that {@link #encode} writes for the message, its length field included. */
    public static int encodedLength(PeerMessage message) {
        switch (message.type()) {
            case KEEP_ALIVE:
                return 4;
            case HAVE:
            case SUGGEST:
            case ALLOWED_FAST:
                return 9;
            case REQUEST:
            case CANCEL:
            case REJECT:
                return 17;
            case PORT:
                return 7;
            case BITFIELD:
                return 5 + ((PeerMessage.Pieces) message).bits().remaining();
            case PIECE:
                return PIECE_HEADER + ((PeerMessage.Piece) message).data().remaining();
            case EXTENDED:
                return 6 + ((PeerMessage.Extended) message).payload().remaining();
            default:
                return 5;
        }
    }

    /** Writes a message with its length; the buffer has room for {@link #encodedLength}. */
    public static void encode(PeerMessage message, ByteBuffer out) {
        out.putInt(encodedLength(message) - 4);
        if (message.type() == MessageType.KEEP_ALIVE) {
            return;
        }
        if (message instanceof PeerMessage.Unknown unknown) {
            out.put((byte) unknown.id());
            return;
        }
        out.put((byte) message.type().id());
        if (message instanceof PeerMessage.Have have) {
            out.putInt(have.piece());
        } else if (message instanceof PeerMessage.Request request) {
            out.putInt(request.piece()).putInt(request.begin()).putInt(request.length());
        } else if (message instanceof PeerMessage.Piece piece) {
            out.putInt(piece.piece()).putInt(piece.begin()).put(piece.data().duplicate());
        } else if (message instanceof PeerMessage.Cancel cancel) {
            out.putInt(cancel.piece()).putInt(cancel.begin()).putInt(cancel.length());
        } else if (message instanceof PeerMessage.Reject reject) {
            out.putInt(reject.piece()).putInt(reject.begin()).putInt(reject.length());
        } else if (message instanceof PeerMessage.Pieces pieces) {
            out.put(pieces.bits().duplicate());
        } else if (message instanceof PeerMessage.Port port) {
            out.putShort((short) port.port());
        } else if (message instanceof PeerMessage.Suggest suggest) {
            out.putInt(suggest.piece());
        } else if (message instanceof PeerMessage.AllowedFast allowed) {
            out.putInt(allowed.piece());
        } else if (message instanceof PeerMessage.Extended extended) {
            out.put((byte) extended.id()).put(extended.payload().duplicate());
        }
    }

    /** Writes a request without an object for it. */
    public static void encodeRequest(int piece, int begin, int length, ByteBuffer out) {
        out.putInt(13).put((byte) MessageType.REQUEST.id());
        out.putInt(piece).putInt(begin).putInt(length);
    }

    /** Writes the header of a block whose bytes the caller puts right behind it. */
    public static void encodePieceHeader(int piece, int begin, int length, ByteBuffer out) {
        out.putInt(PIECE_HEADER - 4 + length).put((byte) MessageType.PIECE.id());
        out.putInt(piece).putInt(begin);
    }
}
