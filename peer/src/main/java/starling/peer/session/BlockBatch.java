package starling.peer.session;

import java.nio.ByteBuffer;
import starling.peer.policy.PartialPiece;
import starling.wire.PeerMessage;

/**
 * The blocks of one read of a socket, so that the torrent's lock is taken once for all of them. They are windows on one
 * buffer, in order.
 */
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
    int endOfRun(int first) {
        int end = first + 1;
        while (end < size
                && pieces[end] == pieces[first]
                && blocks[end].piece() == blocks[first].piece()
                && blocks[end].begin()
                        == blocks[end - 1].begin() + blocks[end - 1].data().remaining()) {
            end++;
        }
        return end;
    }

    /**
     * The bytes of a run as one: what stands between its blocks in their buffer is closed up, so that the blocks behind the
     * first are no longer where they were.
     */
    ByteBuffer run(int first, int end) {
        ByteBuffer start = blocks[first].data();
        ByteBuffer run = start.duplicate().clear();
        int to = start.limit();
        for (int i = first + 1; i < end; i++) {
            ByteBuffer next = blocks[i].data();
            run.put(to, run, next.position(), next.remaining());
            to += next.remaining();
        }
        return run.position(start.position()).limit(to);
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
