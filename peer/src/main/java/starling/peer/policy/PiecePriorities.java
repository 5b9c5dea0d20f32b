package starling.peer.policy;

import starling.metainfo.Padding;
import starling.metainfo.PieceLayout;
import starling.wire.Bitfield;

/** How much each piece of a torrent is wanted, a byte a piece. What is counted in bytes is counted without padding. */
public final class PiecePriorities {
    private final PieceLayout layout;
    private final Padding padding;
    private final byte[] levels;
    private final long wantedBytes;
    private final int wantedCount;

    private PiecePriorities(PieceLayout layout, Padding padding, byte[] levels) {
        this.layout = layout;
        this.padding = padding;
        this.levels = levels;
        long bytes = 0;
        int count = 0;
        for (int piece = 0; piece < levels.length; piece++) {
            if (levels[piece] > 0) {
                bytes += bytes(piece);
                count++;
            }
        }
        this.wantedBytes = bytes;
        this.wantedCount = count;
    }

    /** All pieces wanted alike. */
    static PiecePriorities alike(PieceLayout layout) {
        return alike(layout, Padding.NONE);
    }

    /** All pieces wanted alike. */
    static PiecePriorities alike(PieceLayout layout, Padding padding) {
        byte[] levels = new byte[layout.pieceCount()];
        java.util.Arrays.fill(levels, (byte) Priority.NORMAL.ordinal());
        return new PiecePriorities(layout, padding, levels);
    }

    /** @param levels the ordinal of a {@link Priority} for each piece; not copied */
    static PiecePriorities of(PieceLayout layout, byte[] levels) {
        return of(layout, Padding.NONE, levels);
    }

    /** @param levels the ordinal of a {@link Priority} for each piece; not copied */
    static PiecePriorities of(PieceLayout layout, Padding padding, byte[] levels) {
        return new PiecePriorities(layout, padding, levels);
    }

    public int size() {
        return levels.length;
    }

    public boolean isWanted(int piece) {
        return levels[piece] > 0;
    }

    /** The ordinal of its {@link Priority}. */
    int level(int piece) {
        return levels[piece];
    }

    /** The bytes of all pieces that are wanted. */
    public long wantedBytes() {
        return wantedBytes;
    }

    public int wantedCount() {
        return wantedCount;
    }

    /** How many of these pieces are wanted. */
    public int wantedCount(Bitfield pieces) {
        int count = 0;
        for (int piece = pieces.next(0); piece >= 0; piece = pieces.next(piece + 1)) {
            count += isWanted(piece) ? 1 : 0;
        }
        return count;
    }

    /** The bytes that are wanted and are not among these pieces. */
    public long leftBytes(Bitfield have) {
        if (wantedCount == levels.length) {
            return missingBytes(have);
        }
        long left = wantedBytes;
        for (int piece = have.next(0); piece >= 0; piece = have.next(piece + 1)) {
            left -= isWanted(piece) ? bytes(piece) : 0;
        }
        return left;
    }

    /** The bytes that are not among these pieces, wanted or not. */
    long missingBytes(Bitfield have) {
        long missing = layout.totalBytes() - bytes(layout, have);
        if (padding.isNone()) {
            return missing;
        }
        missing -= padding.bytes(0, layout.totalBytes());
        for (int piece = have.next(0); piece >= 0; piece = have.next(piece + 1)) {
            missing += layout.pieceLength(piece) - bytes(piece);
        }
        return missing;
    }

    /** The bytes of a piece. */
    long bytes(int piece) {
        int length = layout.pieceLength(piece);
        long offset = layout.pieceOffset(piece);
        return padding.isNone() ? length : length - padding.bytes(offset, offset + length);
    }

    /** Whether the block is nothing but padding. */
    boolean isPadding(int piece, int block) {
        long offset = layout.pieceOffset(piece) + (long) block * PieceLayout.BLOCK_LENGTH;
        int length = layout.blockLength(piece, block);
        return padding.bytes(offset, offset + length) == length;
    }

    /** The bytes of these pieces, padding included. */
    public static long bytes(PieceLayout layout, Bitfield pieces) {
        long bytes = (long) pieces.count() * layout.pieceLengthBytes();
        int last = layout.pieceCount() - 1;
        return pieces.get(last) ? bytes - layout.pieceLengthBytes() + layout.pieceLength(last) : bytes;
    }
}
