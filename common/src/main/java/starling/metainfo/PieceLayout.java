package starling.metainfo;

/**
 * How a torrent's bytes are cut into pieces and blocks (BEP 3). The only place where an index from outside becomes one
 * that can be used: what {@code is…} has said yes to, the other methods take.
 *
 * @param totalBytes all files together, at least 1
 * @param pieceLengthBytes of every piece but the last, which has what remains
 */
public record PieceLayout(long totalBytes, int pieceLengthBytes) {
    /** What one request asks for, the last of a piece excepted. */
    public static final int BLOCK_LENGTH = 16 * 1024;

    /** The longest block that a foreign request may ask for. */
    public static final int MAX_REQUEST_LENGTH = 128 * 1024;

    public static final int MAX_PIECE_LENGTH = 1 << 30;
    public static final int MAX_PIECES = 1 << 22;

    /** @throws IllegalArgumentException where a bound is passed */
    public PieceLayout {
        if (totalBytes < 1) {
            throw new IllegalArgumentException("there is no content");
        }
        if (pieceLengthBytes < 1 || pieceLengthBytes > MAX_PIECE_LENGTH) {
            throw new IllegalArgumentException("a piece length of " + pieceLengthBytes + " bytes is out of bounds");
        }
        if ((totalBytes - 1) / pieceLengthBytes >= MAX_PIECES) {
            throw new IllegalArgumentException("more than " + MAX_PIECES + " pieces; take a greater piece length");
        }
    }

    public int pieceCount() {
        return (int) ((totalBytes - 1) / pieceLengthBytes) + 1;
    }

    public boolean isPiece(int piece) {
        return piece >= 0 && piece < pieceCount();
    }

    /** Whether the bytes lie in one piece, and are neither none nor more than a request may ask for. */
    public boolean isRequest(int piece, int begin, int length) {
        return isPiece(piece)
                && begin >= 0
                && length > 0
                && length <= MAX_REQUEST_LENGTH
                && length <= pieceLength(piece)
                && begin <= pieceLength(piece) - length;
    }

    /** Whether the bytes are exactly one block of ours. */
    public boolean isBlock(int piece, int begin, int length) {
        return isPiece(piece)
                && begin >= 0
                && begin < pieceLength(piece)
                && begin % BLOCK_LENGTH == 0
                && length == blockLength(piece, begin / BLOCK_LENGTH);
    }

    public long pieceOffset(int piece) {
        return (long) piece * pieceLengthBytes;
    }

    public int pieceLength(int piece) {
        return (int) Math.min(pieceLengthBytes, totalBytes - pieceOffset(piece));
    }

    /** The piece that holds the byte at {@code offset} of the whole content. */
    public int pieceAt(long offset) {
        return (int) (offset / pieceLengthBytes);
    }

    public int blockCount(int piece) {
        return (pieceLength(piece) - 1) / BLOCK_LENGTH + 1;
    }

    public int blockLength(int piece, int block) {
        return Math.min(BLOCK_LENGTH, pieceLength(piece) - block * BLOCK_LENGTH);
    }

    /**
     * A power of two between 16 KiB and 16 MiB that keeps a torrent near 2,000 pieces: small enough to trade early,
     * few enough to keep the .torrent small.
     */
    public static int choosePieceLength(long totalBytes) {
        int length = BLOCK_LENGTH;
        while (length < 16 << 20 && totalBytes / length > 2_000) {
            length <<= 1;
        }
        return length;
    }

    /**
     * The piece length that divides the content into {@code parts}, the last the shorter; into fewer where no length
     * gives just that many, as with 10 bytes in 6 parts. Not yet checked against {@link #MAX_PIECE_LENGTH}.
     *
     * @throws IllegalArgumentException unless {@code parts} is at least 1
     */
    public static long pieceLengthForParts(long totalBytes, int parts) {
        if (parts < 1) {
            throw new IllegalArgumentException("content has at least one part, not " + parts);
        }
        return (totalBytes + parts - 1) / parts;
    }
}
