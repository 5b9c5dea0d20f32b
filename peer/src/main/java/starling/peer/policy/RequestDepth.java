package starling.peer.policy;

import java.time.Duration;
import starling.metainfo.PieceLayout;

/**
 * How many requests to keep with one peer: enough that the pipe never runs dry, and hardly more, as what waits with a busy
 * peer is not asked of an idle one. It starts small and doubles a round trip while the rate still rises, then follows the
 * rate times the round trip, with something on top.
 */
public final class RequestDepth {
    private static final double SECOND = Duration.ofSeconds(1).toNanos();

    private static final int START = 16;
    private static final int LEAST = 4;

    /** How much of the measured rate is on order, for a peer around the corner and for any. */
    private static final double LEAST_SECONDS = 0.25;

    private static final double MOST_SECONDS = 1;

    /** How much more than the rate so far asks for, while that still rises. */
    private static final int RISE = 2;

    /** Room for a round trip that takes longer than the quickest. */
    private static final double ROUND_TRIPS = 1.5;

    private final int most;
    private int depth;
    private boolean rising = true;
    private long lastRate;
    private boolean timing;
    private long askedNanos;
    private long roundTripNanos = Long.MAX_VALUE;
    private long firstAnswerNanos;
    private long answered;

    /** @param most what the peer says it keeps, at least 1 */
    public RequestDepth(int most) {
        this.most = most;
        this.depth = Math.min(START, most);
    }

    public int depth() {
        return depth;
    }

    /** The peer is asked while it owes nothing: what it sends next tells the round trip. */
    public void askedIdle(long nowNanos) {
        timing = true;
        askedNanos = nowNanos;
    }

    /** Blocks that were asked for came in. */
    public void received(int blocks, long nowNanos) {
        if (timing) {
            timing = false;
            roundTripNanos = Math.min(roundTripNanos, nowNanos - askedNanos);
        }
        if (rising) {
            if (answered == 0) {
                firstAnswerNanos = nowNanos;
            }
            answered += blocks;
            double seconds = (nowNanos - firstAnswerNanos + 1) / SECOND;
            double enough = START + RISE * seconds() * answered / seconds;
            depth = (int) Math.min(Math.min(most, depth + blocks), Math.max(depth, enough));
        }
    }

    /** Once a second: the rate of late. */
    public void sample(long bytesPerSecond) {
        if (rising && bytesPerSecond > 0 && bytesPerSecond < lastRate + lastRate / 10) {
            rising = false;
        }
        lastRate = bytesPerSecond;
        if (!rising) {
            long follow = (long) (bytesPerSecond * seconds()) / PieceLayout.BLOCK_LENGTH + LEAST;
            depth = (int) Math.max(Math.min(LEAST, most), Math.min(most, follow));
        }
    }

    private double seconds() {
        double roundTrip = roundTripNanos / SECOND;
        return Math.min(MOST_SECONDS, LEAST_SECONDS + ROUND_TRIPS * roundTrip);
    }
}
