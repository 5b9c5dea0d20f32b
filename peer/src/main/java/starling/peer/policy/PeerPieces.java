package starling.peer.policy;

import java.util.ArrayList;
import java.util.List;
import starling.wire.Bitfield;

/**
 * What one peer has, what it lets us ask for, what it is asked for, and how much of what it has we miss. A picker keeps
 * it.
 */
public final class PeerPieces {
    /** How many pieces a peer may allow while it chokes us, and suggest; more are passed over. */
    private static final int MOST_HINTS = 64;

    private static final long UNKNOWN = -1;

    private final Bitfield has;
    private final OutstandingRequests requests = new OutstandingRequests();
    private final List<Integer> allowed = new ArrayList<>(0);
    private final List<Integer> suggested = new ArrayList<>(0);
    private boolean choking = true;
    private boolean countedAsSeed;
    private int wanted;
    private int unbegun;
    private long bytesPerSecond = UNKNOWN;
    private boolean runs;
    private int lastBegun = -1;

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

    /** Whether it has a piece that we want and miss. */
    public boolean isInteresting() {
        return wanted > 0;
    }

    /** Whether it answers nothing now, but for what it allowed. */
    public boolean isChoking() {
        return choking;
    }

    public void setChoking(boolean now) {
        choking = now;
    }

    /** What it sends us at present, once it was asked long enough to tell. */
    public void setRate(long nowBytesPerSecond) {
        bytesPerSecond = nowBytesPerSecond;
    }

    /** It was asked for nothing for a while: what it sent tells nothing of what it could. */
    public void forgetRate() {
        bytesPerSecond = UNKNOWN;
    }

    /** Whether it is known to send nothing though it was asked. */
    boolean isStalled() {
        return bytesPerSecond == 0;
    }

    /** It would send this piece even while it chokes us (BEP 6). It need not have it. */
    public void allow(int piece) {
        keep(allowed, piece);
    }

    /** It does not send this piece while it chokes us after all. */
    public void disallow(int piece) {
        allowed.remove((Integer) piece);
    }

    /** It would like to be asked for this piece (BEP 6). It need not have it. */
    public void suggest(int piece) {
        if (suggested.size() == MOST_HINTS) {
            suggested.remove(0);
        }
        keep(suggested, piece);
    }

    /** It is best asked for pieces that follow one another. */
    public void preferRuns() {
        runs = true;
    }

    /** A piece was begun with it. */
    void begun(int piece) {
        lastBegun = piece;
    }

    /** The piece that it would best be asked for next, whether it has it or not; -1 where it is all the same. */
    int following() {
        return runs && lastBegun >= 0 && lastBegun + 1 < has.size() ? lastBegun + 1 : -1;
    }

    private static void keep(List<Integer> hints, int piece) {
        if (hints.size() < MOST_HINTS && !hints.contains(piece)) {
            hints.add(piece);
        }
    }

    List<Integer> allowed() {
        return allowed;
    }

    List<Integer> suggested() {
        return suggested;
    }

    /** Whether it may be asked for the piece as things are. */
    boolean mayBeAskedFor(int piece) {
        return has.get(piece) && (!choking || allowed.contains(piece));
    }

    /** Whether it may be asked for anything as things are. */
    boolean mayBeAsked() {
        return !choking || !allowed.isEmpty();
    }

    /** Whether it is known to send, and so much less than the other that the other would have done it long before. */
    boolean isFarSlowerThan(PeerPieces other) {
        return bytesPerSecond != UNKNOWN && other.bytesPerSecond / 4 > bytesPerSecond;
    }

    /**
     * How long until it has sent so many bytes; 0 where nothing is known of its rate, and without end where it sends
     * nothing.
     */
    double secondsFor(long bytes) {
        return bytesPerSecond == UNKNOWN ? 0 : (double) bytes / bytesPerSecond;
    }

    boolean hasKnownRate() {
        return bytesPerSecond != UNKNOWN;
    }

    public OutstandingRequests requests() {
        return requests;
    }

    Bitfield bitfield() {
        return has;
    }

    boolean isCountedAsSeed() {
        return countedAsSeed;
    }

    void countAsSeed(boolean now) {
        countedAsSeed = now;
    }

    void wantedChanged(int by) {
        wanted += by;
    }

    /** How many pieces it has that nobody has begun to fetch. */
    int unbegun() {
        return unbegun;
    }

    void unbegunChanged(int by) {
        unbegun += by;
    }

    void recount(int nowWanted, int nowUnbegun) {
        wanted = nowWanted;
        unbegun = nowUnbegun;
    }
}
