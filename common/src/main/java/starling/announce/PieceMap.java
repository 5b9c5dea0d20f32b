package starling.announce;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import starling.metainfo.PieceLayout;

/**
 * Which pieces a peer has, small enough for an announce: the number of pieces in 4 bytes, then the bitfield of BEP 3
 * as raw DEFLATE (RFC 1951). Not in any BEP: a Starling peer sends one once the tracker's answer says that it takes it.
 *
 * @param pieces how many the torrent has, at least 1
 * @param bitfield a bit for each piece, first piece first: exactly ⌈pieces/8⌉ bytes, spare bits zero
 */
public record PieceMap(int pieces, byte[] bitfield) {
    /** What a tracker of ours takes: escaped, it still leaves room in a request line of 8 KiB. */
    public static final int MAX_PACKED_BYTES = 2_048;

    private static final int COUNT_BYTES = 4;

    /** Whether the piece is there. */
    public boolean has(int piece) {
        return (bitfield[piece >>> 3] & 0x80 >>> (piece & 7)) != 0;
    }

    /** How many pieces are there. */
    public int count() {
        int count = 0;
        for (byte b : bitfield) {
            count += Integer.bitCount(b & 0xff);
        }
        return count;
    }

    /**
     * The map of a bitfield.
     *
     * @param mostBytes how long it may be, which is for the tracker to say
     * @return empty where it does not fit
     * @throws IllegalArgumentException where the bitfield is not one of that many pieces
     */
    public static Optional<byte[]> pack(byte[] bitfield, int pieces, int mostBytes) {
        if (!isBitfield(bitfield, pieces)) {
            throw new IllegalArgumentException("no bitfield of " + pieces + " pieces");
        }
        if (mostBytes <= COUNT_BYTES) {
            return Optional.empty();
        }
        // What does not fit into as many bytes as the bitfield itself has, and a few, is not made longer by trying.
        ByteBuffer packed = ByteBuffer.allocate((int) Math.min(mostBytes, bitfield.length + 64L));
        packed.putInt(pieces);
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(bitfield);
            deflater.finish();
            while (!deflater.finished() && packed.hasRemaining()) {
                deflater.deflate(packed);
            }
            if (!deflater.finished()) {
                return Optional.empty();
            }
        } finally {
            deflater.end();
        }
        byte[] bytes = new byte[packed.position()];
        packed.flip().get(bytes);
        return Optional.of(bytes);
    }

    /**
     * Reads a map. Takes no more memory than its number of pieces says, which is bounded, whatever the rest is.
     *
     * @throws AnnounceException unless it is exactly one map
     */
    public static PieceMap unpack(byte[] packed) throws AnnounceException {
        if (packed.length <= COUNT_BYTES) {
            throw new AnnounceException("a piece map is too short");
        }
        int pieces = ByteBuffer.wrap(packed).getInt();
        if (pieces < 1 || pieces > PieceLayout.MAX_PIECES) {
            throw new AnnounceException("a piece map of " + Integer.toUnsignedString(pieces) + " pieces");
        }
        byte[] bitfield = new byte[byteLength(pieces)];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed, COUNT_BYTES, packed.length - COUNT_BYTES);
            int length = 0;
            while (length < bitfield.length) {
                int more = inflater.inflate(bitfield, length, bitfield.length - length);
                if (more == 0) {
                    throw new AnnounceException("a piece map is shorter than its pieces");
                }
                length += more;
            }
            boolean longer = inflater.inflate(new byte[1]) > 0;
            if (longer || !inflater.finished() || inflater.getRemaining() > 0 || !isBitfield(bitfield, pieces)) {
                throw new AnnounceException("a piece map is longer than its pieces");
            }
        } catch (DataFormatException broken) {
            throw new AnnounceException("a piece map that cannot be unpacked");
        } finally {
            inflater.end();
        }
        return new PieceMap(pieces, bitfield);
    }

    private static int byteLength(int pieces) {
        return (pieces + 7) >>> 3;
    }

    private static boolean isBitfield(byte[] bitfield, int pieces) {
        if (pieces < 1 || pieces > PieceLayout.MAX_PIECES || bitfield.length != byteLength(pieces)) {
            return false;
        }
        int spare = bitfield.length * 8 - pieces;
        return (bitfield[bitfield.length - 1] & (1 << spare) - 1) == 0;
    }
}
