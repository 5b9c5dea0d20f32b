package starling.peer.policy;

import starling.wire.Bitfield;

/** What one peer has, what it is asked for, and how much of what it has we miss. A picker keeps it. */
public final class PeerPieces {
    private final Bitfield has;
    private final OutstandingRequests requests = new OutstandingRequests();
    private int wanted;

    public PeerPieces(int pieces) {
        this.has = new Bitfield(pieces);
    }

    public boolean has(int piece) {
        return has.get(piece);
    }

    public int count() {
        return has.count();
    }

    /** Whether it has every piece. */
    public boolean isSeed() {
        return has.isFull();
    }

    /** Whether it has a piece that we miss. */
    public boolean isInteresting() {
        return wanted > 0;
    }

    public OutstandingRequests requests() {
        return requests;
    }

    Bitfield bitfield() {
        return has;
    }

    void wantedChanged(int by) {
        wanted += by;
    }
}
