package starling.wire;

import java.nio.ByteBuffer;
import starling.metainfo.PieceLayout;

/** A piece that was there, and is no more (BEP 54). */
public final class DontHave {
    private DontHave() {}

    /** The payload that says it. */
    public static ByteBuffer payload(int piece) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(piece).flip();
    }

    /**
     * The piece that a payload speaks of, checked.
     *
     * @throws WireException where it is none
     */
    public static int piece(ByteBuffer payload, PieceLayout layout) throws WireException {
        if (payload.remaining() != Integer.BYTES) {
            throw new WireException("lt_donthave of " + payload.remaining() + " bytes");
        }
        int piece = payload.getInt();
        if (!layout.isPiece(piece)) {
            throw new WireException("lt_donthave of piece " + piece + ", which there is not");
        }
        return piece;
    }
}
