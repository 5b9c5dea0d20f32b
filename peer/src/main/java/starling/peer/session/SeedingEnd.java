package starling.peer.session;

import java.util.concurrent.TimeUnit;
import starling.peer.policy.SeedGoal;
import starling.peer.storage.Moved;

/** When a torrent that is seeded stops of itself. Its torrent's monitor guards it. */
final class SeedingEnd {
    /** How long whoever is being served still is, once seeding was enough. */
    private static final long LAST_SERVICE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Totals totals;
    private SeedGoal goal;
    private long enoughNanos;

    SeedingEnd(Totals totals, SeedGoal goal) {
        this.totals = totals;
        this.goal = goal;
    }

    void seedUntil(SeedGoal enough) {
        goal = enough;
    }

    void seedingBegins(long nowNanos) {
        enoughNanos = nowNanos;
        totals.seedingBegins(nowNanos);
    }

    /**
     * Whether it was enough and nobody is being served. Whoever is gets a moment more: what was sent is not there yet, and
     * hanging up would lose it.
     */
    boolean isDue(ExchangeSnapshot trade, long sizeBytes, long nowNanos) {
        Moved moved = totals.with(trade, nowNanos);
        if (!goal.isMet(moved.uploadedBytes(), sizeBytes, moved.seeded())) {
            enoughNanos = nowNanos;
            return false;
        }
        return !trade.serving() || nowNanos - enoughNanos > LAST_SERVICE_NANOS;
    }
}
