package starling.peer.policy;

import java.util.ArrayList;
import java.util.List;

/** A piece that is being fetched: which of its blocks are asked for, came in, and are on disk. */
public final class PartialPiece {
    private enum Block {
        MISSING,
        RECEIVED,
        WRITTEN
    }

    private final int piece;
    private final Block[] blocks;
    private final byte[] requests;
    private final List<PeerPieces> contributors = new ArrayList<>(2);
    private PeerPieces askedOf;
    private int free;
    private int written;
    private int firstFree;

    PartialPiece(int piece, int blockCount) {
        this.piece = piece;
        this.blocks = new Block[blockCount];
        java.util.Arrays.fill(blocks, Block.MISSING);
        this.requests = new byte[blockCount];
        this.free = blockCount;
    }

    public int piece() {
        return piece;
    }

    /** Who gave a block of it. */
    public List<PeerPieces> contributors() {
        return List.copyOf(contributors);
    }

    /** How many blocks are on disk. */
    public int writtenBlocks() {
        return written;
    }

    int blockCount() {
        return blocks.length;
    }

    boolean hasFree() {
        return free > 0;
    }

    /** A block that nobody is asked for, from the first on. */
    int nextFree() {
        while (blocks[firstFree] != Block.MISSING || requests[firstFree] > 0) {
            firstFree++;
        }
        return firstFree;
    }

    boolean isMissing(int block) {
        return blocks[block] == Block.MISSING;
    }

    int requests(int block) {
        return requests[block];
    }

    /** The peer that fetches it, or null. In the endgame and after it there are others, too. */
    PeerPieces askedOf() {
        return askedOf;
    }

    void leftBy(PeerPieces peer) {
        if (askedOf == peer) {
            askedOf = null;
        }
    }

    void requested(int block, PeerPieces peer) {
        if (askedOf == null) {
            askedOf = peer;
        }
        if (requests[block]++ == 0 && blocks[block] == Block.MISSING) {
            free--;
        }
    }

    void released(int block) {
        if (--requests[block] == 0 && blocks[block] == Block.MISSING) {
            free++;
            firstFree = Math.min(firstFree, block);
        }
    }

    /** Whether the block was missing until now. */
    boolean received(int block, PeerPieces from) {
        if (blocks[block] != Block.MISSING) {
            return false;
        }
        blocks[block] = Block.RECEIVED;
        if (requests[block] == 0) {
            free--;
        }
        if (!contributors.contains(from)) {
            contributors.add(from);
        }
        return true;
    }

    /** Whether that was the last block. */
    boolean written(int block) {
        blocks[block] = Block.WRITTEN;
        return ++written == blocks.length;
    }

    void writeFailed(int block) {
        blocks[block] = Block.MISSING;
        if (requests[block] == 0) {
            free++;
            firstFree = Math.min(firstFree, block);
        }
    }
}
