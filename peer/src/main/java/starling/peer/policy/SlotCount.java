package starling.peer.policy;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How many upload slots a torrent has. Four, and fewer where the rate is so low that each would get next to nothing. Where
 * they do not fill what may be uploaded and someone waits, one more is tried, and kept if more goes out by it; where they
 * fill it for long, one less.
 */
public final class SlotCount {
    private static final int USUAL = 4;
    private static final int MOST = 50;

    /** A block every four seconds: below it a slot is of no use to anyone. */
    private static final long LEAST_BYTES_PER_SECOND = 4 * 1024;

    private static final long TRIAL_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long PAUSE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final double FULL = 0.9;

    /** How many looks in a row find the rate filled before it is tried with one slot less. */
    private static final int FULL_BEFORE_LESS = 12;

    private final OptionalInt pinned;
    private int usual = USUAL;
    private int more;
    private boolean onTrial;
    private long rateBefore;
    private int fullFor;
    private long nextNanos;

    /** @param pinned as many, whatever happens */
    public SlotCount(OptionalInt pinned, long nowNanos) {
        this.pinned = pinned;
        this.nextNanos = nowNanos + TRIAL_NANOS;
    }

    /** The optimistic one comes on top. */
    public int count() {
        return pinned.orElse(usual + more);
    }

    /**
     * Once a second.
     *
     * @param bytesPerSecond what goes out
     * @param limit what may go out; 0 is no limit
     * @param wanted whether all slots are taken, and someone waits
     */
    public void sample(long bytesPerSecond, long limit, boolean wanted, long nowNanos) {
        usual = limit == 0 ? USUAL : (int) Math.max(1, Math.min(USUAL, limit / LEAST_BYTES_PER_SECOND));
        if (nowNanos - nextNanos < 0) {
            return;
        }
        nextNanos = nowNanos + TRIAL_NANOS;
        boolean full = limit > 0 && bytesPerSecond >= FULL * limit;
        boolean inVain = onTrial && bytesPerSecond < rateBefore + rateBefore / (4 * count());
        onTrial = false;
        fullFor = full ? fullFor + 1 : 0;
        if (full && fullFor < FULL_BEFORE_LESS) {
            return;
        }
        if (full || inVain || !wanted) {
            more = Math.max(0, more - 1);
            fullFor = 0;
            nextNanos = inVain ? nowNanos + PAUSE_NANOS : nextNanos;
        } else if (usual + more < MOST) {
            more++;
            onTrial = true;
            rateBefore = bytesPerSecond;
        }
    }
}
