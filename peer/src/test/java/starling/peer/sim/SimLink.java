package starling.peer.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import starling.peer.policy.PeerPieces;
import starling.peer.policy.RateMeter;
import starling.peer.policy.RequestDepth;

/** One end of a connection: what a peer knows of another, and what it owes it. */
final class SimLink {
    record Block(int piece, int block) {}

    final SimPeer owner;
    final SimPeer other;
    SimLink back;

    final PeerPieces pieces;
    final RequestDepth depth = new RequestDepth(250);
    final Deque<Block> owed = new ArrayDeque<>();
    final RateMeter steered = new RateMeter(2);
    final RateMeter judgedGiven = new RateMeter(20);
    final RateMeter taken = new RateMeter(3);
    final RateMeter judgedTaken = new RateMeter(20);
    boolean open = true;
    boolean amChoking = true;
    boolean amInterested;
    boolean peerInterested;
    boolean hadSlot;
    boolean leftIdle;
    boolean snubbed;
    boolean askedForTurn;
    long slotSinceNanos;
    long lastBlockNanos;
    long askedSinceNanos;
    long receivedBytes;
    long givenBytes;
    long takenBytes;

    SimLink(SimPeer owner, SimPeer other, int pieceCount, long nowNanos) {
        this.owner = owner;
        this.other = other;
        this.pieces = new PeerPieces(pieceCount);
        this.slotSinceNanos = nowNanos;
        this.lastBlockNanos = nowNanos;
        this.askedSinceNanos = nowNanos;
    }

    void sample(long nowNanos) {
        steered.sample(receivedBytes, nowNanos);
        judgedGiven.sample(givenBytes, nowNanos);
        taken.sample(takenBytes, nowNanos);
        judgedTaken.sample(takenBytes, nowNanos);
        depth.sample(steered.bytesPerSecond());
    }
}
