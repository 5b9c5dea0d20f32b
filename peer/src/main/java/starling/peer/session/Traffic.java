package starling.peer.session;

import java.util.concurrent.atomic.AtomicLong;
import starling.peer.policy.RateMeter;

/** What one connection moved: totals that its threads count, and rates that a tick takes from them once a second. */
final class Traffic {
    /** Samples that a rate reaches back: two to steer by, a few for people to read, more for the choker's judgement. */
    private static final int STEERED = 2;

    private static final int SHOWN = 5;

    private static final int JUDGED = 20;

    /** Of those that came in, the blocks that we had asked for and missed: what a peer is judged by. */
    final AtomicLong givenBytes = new AtomicLong();

    final AtomicLong downloadedBytes = new AtomicLong();
    final AtomicLong uploadedBytes = new AtomicLong();
    /** What of it stands in the ledger; its lock guards them. */
    long bookedGivenBytes;

    long bookedUploadedBytes;

    /** The piece that was sent last and how far into it, in one word so that both are of one block; -1 before. */
    private volatile long served = -1;

    private long sampledUp;
    private long sampledDown;
    private long movedNanos;
    private int quietSamples;
    private final RateMeter steeredDown = new RateMeter(STEERED);
    private final RateMeter shownDown = new RateMeter(SHOWN);
    private final RateMeter shownUp = new RateMeter(SHOWN);
    private final RateMeter judgedDown = new RateMeter(JUDGED);
    private final RateMeter judgedUp = new RateMeter(JUDGED);

    Traffic(long nowNanos) {
        movedNanos = nowNanos;
        sample(nowNanos);
    }

    /** A block was sent that ends so far into its piece. */
    void served(int piece, int endBytes) {
        served = (long) piece << Integer.SIZE | endBytes;
    }

    /** Negative where none was. */
    int servedPiece() {
        return (int) (served >> Integer.SIZE);
    }

    int servedBytes() {
        return (int) served;
    }

    void sample(long nowNanos) {
        long down = downloadedBytes.get();
        long up = uploadedBytes.get();
        quietSamples = up == sampledUp ? quietSamples + 1 : 0;
        movedNanos = up == sampledUp && down == sampledDown ? movedNanos : nowNanos;
        sampledUp = up;
        sampledDown = down;
        steeredDown.sample(down, nowNanos);
        shownDown.sample(down, nowNanos);
        judgedDown.sample(givenBytes.get(), nowNanos);
        shownUp.sample(up, nowNanos);
        judgedUp.sample(up, nowNanos);
    }

    /** How long, as sampled, nothing came or was sent. */
    long idleNanos(long nowNanos) {
        return nowNanos - movedNanos;
    }

    /** For how many samples in a row nothing was sent. */
    int quietSamples() {
        return quietSamples;
    }

    /** What the depth of the request queue follows. */
    long steeringRate() {
        return steeredDown.bytesPerSecond();
    }

    long downloadRate() {
        return shownDown.bytesPerSecond();
    }

    long uploadRate() {
        return shownUp.bytesPerSecond();
    }

    long judgedDownloadRate() {
        return judgedDown.bytesPerSecond();
    }

    long judgedUploadRate() {
        return judgedUp.bytesPerSecond();
    }
}
