package starling.peer.policy;

/** The blocks that one peer is asked for, oldest first. A ring: nothing is allocated for a block. */
public final class OutstandingRequests {
    /** Something to do with each request. */
    @FunctionalInterface
    public interface Visitor {
        void request(PartialPiece piece, int block);
    }

    private PartialPiece[] pieces = new PartialPiece[16];
    private int[] blocks = new int[16];
    private int head;
    private int size;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    void add(PartialPiece piece, int block) {
        if (size == pieces.length) {
            grow();
        }
        int at = head + size++ & pieces.length - 1;
        pieces[at] = piece;
        blocks[at] = block;
    }

    boolean contains(PartialPiece piece, int block) {
        return indexOf(piece.piece(), block) >= 0;
    }

    /** Removes a request, wherever it stands; its piece, or null where there was no such request. */
    PartialPiece remove(int piece, int block) {
        int index = indexOf(piece, block);
        if (index < 0) {
            return null;
        }
        PartialPiece found = pieces[head + index & pieces.length - 1];
        for (int i = index; i > 0; i--) {
            int to = head + i & pieces.length - 1;
            int from = head + i - 1 & pieces.length - 1;
            pieces[to] = pieces[from];
            blocks[to] = blocks[from];
        }
        pieces[head] = null;
        head = head + 1 & pieces.length - 1;
        size--;
        return found;
    }

    /** Visits all and forgets them. */
    void drain(Visitor visitor) {
        while (size > 0) {
            PartialPiece piece = pieces[head];
            pieces[head] = null;
            int block = blocks[head];
            head = head + 1 & pieces.length - 1;
            size--;
            visitor.request(piece, block);
        }
    }

    /** The piece asked for longest, or null. */
    public PartialPiece first() {
        return size == 0 ? null : pieces[head];
    }

    /** How many requests stand before this one; -1 where there is no such request. */
    int before(PartialPiece piece, int block) {
        return indexOf(piece.piece(), block);
    }

    private int indexOf(int piece, int block) {
        for (int i = 0; i < size; i++) {
            int at = head + i & pieces.length - 1;
            if (blocks[at] == block && pieces[at].piece() == piece) {
                return i;
            }
        }
        return -1;
    }

    private void grow() {
        PartialPiece[] morePieces = new PartialPiece[size * 2];
        int[] moreBlocks = new int[size * 2];
        for (int i = 0; i < size; i++) {
            int at = head + i & size - 1;
            morePieces[i] = pieces[at];
            moreBlocks[i] = blocks[at];
        }
        pieces = morePieces;
        blocks = moreBlocks;
        head = 0;
    }
}
