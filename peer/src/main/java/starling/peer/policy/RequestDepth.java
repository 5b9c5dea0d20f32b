package starling.peer.policy;

import starling.metainfo.PieceLayout;

/**
 * How many requests to keep with one peer: enough that the pipe never runs dry. It starts small and doubles a round
 * trip while the rate still rises, then follows the rate.
 */
public final class RequestDepth {
    private static final int START = 16;
    private static final int LEAST = 4;

    /** Seconds of the measured rate that should be on order. */
    private static final int QUEUE_SECONDS = 1;

    private final int most;
    private int depth;
    private boolean rising = true;
    private long lastRate;

    /** @param most what the peer says it keeps, at least 1 */
    public RequestDepth(int most) {
        this.most = most;
        this.depth = Math.min(START, most);
    }

    public int depth() {
        return depth;
    }

    /** Blocks came in. */
    public void received(int blocks) {
        if (rising) {
            depth = Math.min(most, depth + blocks);
        }
    }

    /** Once a second: the rate of late. */
    public void sample(long bytesPerSecond) {
        if (rising && bytesPerSecond > 0 && bytesPerSecond < lastRate + lastRate / 10) {
            rising = false;
        }
        lastRate = bytesPerSecond;
        if (!rising) {
            long follow = bytesPerSecond * QUEUE_SECONDS / PieceLayout.BLOCK_LENGTH + LEAST;
            depth = (int) Math.max(Math.min(LEAST, most), Math.min(most, follow));
        }
    }
}
