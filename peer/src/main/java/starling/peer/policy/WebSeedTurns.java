package starling.peer.policy;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Which web seeds of a torrent are used, few at once, and when one that gave nothing of use is tried again: after a while
 * that doubles each time, and never where it sent what is wrong. Not safe for several threads.
 */
public final class WebSeedTurns {
    static final int MOST_OPEN = 4;
    static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** How one stands. */
    public enum Standing {
        WAITING,
        OPEN,
        BANNED
    }

    private final Standing[] standings;
    private final int[] failures;
    private final long[] waitNanos;
    private final long[] sinceNanos;
    private int open;

    public WebSeedTurns(int seeds) {
        standings = new Standing[seeds];
        Arrays.fill(standings, Standing.WAITING);
        failures = new int[seeds];
        waitNanos = new long[seeds];
        sinceNanos = new long[seeds];
    }

    public Standing standing(int seed) {
        return standings[seed];
    }

    /** The one to open now, which from then on counts as open; those that failed least come first. */
    public OptionalInt next(long nowNanos) {
        int next = -1;
        for (int seed = 0; seed < standings.length && open < MOST_OPEN; seed++) {
            boolean due = standings[seed] == Standing.WAITING && waitNanos(seed, nowNanos) == 0;
            if (due && (next < 0 || failures[seed] < failures[next])) {
                next = seed;
            }
        }
        if (next < 0) {
            return OptionalInt.empty();
        }
        standings[next] = Standing.OPEN;
        open++;
        return OptionalInt.of(next);
    }

    /** How long one that waits has still to wait; 0 where it is due. */
    public long waitNanos(int seed, long nowNanos) {
        return waitNanos[seed] == 0 ? 0 : Math.max(0, waitNanos[seed] - (nowNanos - sinceNanos[seed]));
    }

    /** One that was open is so no longer, for no fault of its own. */
    public void ended(int seed, Duration wait, long nowNanos) {
        failures[seed] = 0;
        waits(seed, wait, nowNanos);
    }

    /**
     * One that was open failed.
     *
     * @param gave whether it had given something before
     * @param least what the server wants us to wait
     */
    public void failed(int seed, boolean gave, Duration least, long nowNanos) {
        failures[seed] = gave ? 1 : failures[seed] + 1;
        Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(failures[seed] - 1, 20));
        Duration wait = least.compareTo(doubled) > 0 ? least : doubled;
        waits(seed, wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait, nowNanos);
    }

    private void waits(int seed, Duration wait, long nowNanos) {
        open--;
        waitNanos[seed] = wait.toNanos();
        sinceNanos[seed] = nowNanos;
        if (standings[seed] == Standing.OPEN) {
            standings[seed] = Standing.WAITING;
        }
    }

    /** It sent what is wrong, and is not used again. It may be open still, and is told to end. */
    public void ban(int seed) {
        standings[seed] = Standing.BANNED;
    }

    /** Those that wait are due at once. */
    public void forgive() {
        Arrays.fill(waitNanos, 0);
        Arrays.fill(failures, 0);
    }
}
