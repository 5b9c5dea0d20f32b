package starling.peer.policy;

import java.time.Duration;

/**
 * How many blocks are sent to a peer at once: as many as it takes in a quarter of a second, so that one that reads slowly is
 * seen to read, and few at first, so that one that never does holds up little. It doubles at most from one time to the next.
 */
public final class SendSize {
    private static final long GOAL_NANOS = Duration.ofMillis(250).toNanos();
    private static final int FIRST = 2;

    private final int most;
    private int blocks;

    public SendSize(int most) {
        this.most = most;
        this.blocks = Math.min(FIRST, most);
    }

    /** For the next time. */
    public int blocks() {
        return blocks;
    }

    /** So many went out, and the peer took so long over them. */
    public void sent(int sent, long nanos) {
        long inTime = nanos <= 0 ? most : sent * GOAL_NANOS / nanos;
        long atMost = sent < blocks ? blocks : 2L * blocks;
        blocks = (int) Math.max(1, Math.min(Math.min(inTime, atMost), most));
    }
}
