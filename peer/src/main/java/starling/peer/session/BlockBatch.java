package starling.peer.session;

import starling.peer.policy.PartialPiece;
import starling.wire.PeerMessage;

/** The blocks of one read of a socket, so that the torrent's lock is taken once for all of them. */
final class BlockBatch {
    private static final int MOST = 32;

    final PeerMessage.Piece[] blocks = new PeerMessage.Piece[MOST];

    /** The piece of each block that was waited for; null for the others. */
    final PartialPiece[] pieces = new PartialPiece[MOST];

    int size;

    void add(PeerMessage.Piece block) {
        blocks[size++] = block;
    }

    /** The index behind those that are of one piece, follow one another, and were all waited for, or were all not. */
    int endOfRun(int first, int mostBytes) {
        int end = first + 1;
        int bytes = blocks[first].data().remaining();
        int next = blocks[first].begin() + bytes;
        while (end < size
                && pieces[end] == pieces[first]
                && blocks[end].piece() == blocks[first].piece()
                && blocks[end].begin() == next
                && bytes + blocks[end].data().remaining() <= mostBytes) {
            bytes += blocks[end].data().remaining();
            next += blocks[end].data().remaining();
            end++;
        }
        return end;
    }

    boolean isFull() {
        return size == MOST;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        java.util.Arrays.fill(blocks, 0, size, null);
        java.util.Arrays.fill(pieces, 0, size, null);
        size = 0;
    }
}
