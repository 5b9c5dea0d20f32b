package starling.peer.policy;

import java.util.ArrayList;
import java.util.List;
import starling.metainfo.PieceLayout;

/** A piece that is being fetched: which of its blocks are asked for, came in, and are on disk. */
public final class PartialPiece {
    /** How long a peer may take for what is missing of a piece before a far faster one lends a hand. */
    private static final int PATIENCE_SECONDS = 10;

    /** How many peers a block may be asked of at once. */
    static final int MOST_ASKED = 3;

    private enum Block {
        MISSING,
        RECEIVED,
        WRITTEN
    }

    private final int piece;
    private final Block[] blocks;
    private final byte[] requests;

    /** Who is asked for each block, {@value #MOST_ASKED} places a block. */
    private final PeerPieces[] asked;

    private final PeerPieces[] senders;
    private final List<PeerPieces> contributors = new ArrayList<>(2);
    private final boolean ofOneOnly;
    private PeerPieces askedOf;
    private int free;
    private int written;
    private int outstanding;
    private int firstFree;
    private boolean dropped;

    /** @param ofOneOnly whether one peer is to send all of it, so that it is plain who is to blame */
    PartialPiece(int piece, int blockCount, boolean ofOneOnly) {
        this.piece = piece;
        this.blocks = new Block[blockCount];
        java.util.Arrays.fill(blocks, Block.MISSING);
        this.requests = new byte[blockCount];
        this.asked = new PeerPieces[MOST_ASKED * blockCount];
        this.senders = new PeerPieces[blockCount];
        this.ofOneOnly = ofOneOnly;
        this.free = blockCount;
    }

    public int piece() {
        return piece;
    }

    /** Who gave a block of it. */
    public List<PeerPieces> contributors() {
        return List.copyOf(contributors);
    }

    /** Who gave a block; null where it is missing. */
    public PeerPieces sender(int block) {
        return senders[block];
    }

    /** Whether this peer may be asked for it, as far as others at work on it go. */
    boolean isOpenTo(PeerPieces peer) {
        return !ofOneOnly || askedOf == null || askedOf == peer || outstanding == 0;
    }

    /** How many blocks are on disk. */
    public int writtenBlocks() {
        return written;
    }

    public int blockCount() {
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

    /** The block is known without asking anyone. */
    void there(int block) {
        blocks[block] = Block.WRITTEN;
        written++;
        free--;
    }

    int requests(int block) {
        return requests[block];
    }

    /** The one of those that the block is asked of, below {@link #requests}. */
    PeerPieces asked(int block, int index) {
        return asked[MOST_ASKED * block + index];
    }

    /** Nobody wants it any more. */
    void drop() {
        dropped = true;
    }

    boolean isDropped() {
        return dropped;
    }

    boolean isWhole() {
        return written == blocks.length;
    }

    /**
     * Whether the one that fetches it takes so long that the other, which is far faster, is not to stand by: a slow peer
     * never holds a piece alone.
     */
    boolean isHeldUpFor(PeerPieces other) {
        long bytes = (long) (blocks.length - written) * PieceLayout.BLOCK_LENGTH;
        return askedOf != null
                && askedOf != other
                && askedOf.isFarSlowerThan(other)
                && askedOf.secondsFor(bytes) > PATIENCE_SECONDS;
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
        if (askedOf == null || ofOneOnly && outstanding == 0) {
            askedOf = peer;
        }
        outstanding++;
        asked[MOST_ASKED * block + requests[block]] = peer;
        if (requests[block]++ == 0 && blocks[block] == Block.MISSING) {
            free--;
        }
    }

    void released(int block, PeerPieces peer) {
        outstanding--;
        int last = MOST_ASKED * block + requests[block] - 1;
        for (int i = MOST_ASKED * block; i < last; i++) {
            if (asked[i] == peer) {
                asked[i] = asked[last];
                break;
            }
        }
        asked[last] = null;
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
        senders[block] = from;
        if (requests[block] == 0) {
            free--;
        }
        if (!contributors.contains(from)) {
            contributors.add(from);
        }
        return true;
    }

    /** Whether that was the last block, and the piece is to be verified. */
    boolean written(int block) {
        blocks[block] = Block.WRITTEN;
        return ++written == blocks.length && !dropped;
    }

    void writeFailed(int block) {
        blocks[block] = Block.MISSING;
        senders[block] = null;
        if (requests[block] == 0) {
            free++;
            firstFree = Math.min(firstFree, block);
        }
    }
}
