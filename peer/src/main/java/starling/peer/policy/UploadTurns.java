package starling.peer.policy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Who may send next, where the upload rate is limited. Each of the F torrents that want to send gets a like share of it,
 * and in it each peer a turn after the other; what one does not use, the others may: nothing lies idle while anyone waits.
 * A torrent may have a limit of its own. Not safe for several threads.
 *
 * @param <W> who waits for a turn
 */
public final class UploadTurns<W> {
    /** What one torrent is allowed. */
    public static final class Share<W> {
        private final TokenBucket own;
        private final Deque<W> waiting = new ArrayDeque<>();

        /** Bytes granted, as if it had always wanted to send. */
        private long served;

        private Share(TokenBucket own) {
            this.own = own;
        }
    }

    private static final int LEAST_GRANT = 16 * 1024;
    private static final int MOST_GRANT = 128 * 1024;

    /** A grant is of as much as goes out in this part of a second, within bounds. */
    private static final int GRANTS_A_SECOND = 500;

    private final TokenBucket all;
    private final List<Share<W>> wanting = new ArrayList<>();
    private long servedLast;

    /** @param bytesPerSecond of all together; 0 is no limit */
    public UploadTurns(long bytesPerSecond, long nowNanos) {
        this.all = new TokenBucket(bytesPerSecond, nowNanos);
    }

    /** A torrent more. */
    public Share<W> newShare(long bytesPerSecond, long nowNanos) {
        return new Share<>(new TokenBucket(bytesPerSecond, nowNanos));
    }

    public void setRate(long bytesPerSecond, long nowNanos) {
        all.setRate(bytesPerSecond, nowNanos);
    }

    public void setRate(Share<W> share, long bytesPerSecond, long nowNanos) {
        share.own.setRate(bytesPerSecond, nowNanos);
    }

    /** Someone wants to send. */
    public void ask(Share<W> share, W waiter) {
        if (share.waiting.isEmpty()) {
            share.served = Math.max(share.served, servedLast);
            wanting.add(share);
        }
        share.waiting.add(waiter);
    }

    /** A turn that was granted: as many bytes are paid for. */
    public record Grant<W>(Share<W> share, W waiter, int bytes) {}

    /** The next turn; null where nobody may send yet. */
    public Grant<W> next(long nowNanos) {
        if (wanting.isEmpty() || all.waitNanos(nowNanos) > 0) {
            return null;
        }
        Share<W> least = null;
        for (Share<W> share : wanting) {
            if ((least == null || share.served < least.served) && share.own.waitNanos(nowNanos) == 0) {
                least = share;
            }
        }
        if (least == null) {
            return null;
        }
        int bytes = grant(least);
        servedLast = least.served;
        least.served += bytes;
        W waiter = least.waiting.remove();
        if (least.waiting.isEmpty()) {
            wanting.remove(least);
        }
        moved(least, bytes, nowNanos);
        return new Grant<>(least, waiter, bytes);
    }

    private int grant(Share<W> share) {
        long rate = all.bytesPerSecond() == 0 ? share.own.bytesPerSecond() : all.bytesPerSecond();
        return (int) Math.max(LEAST_GRANT, Math.min(MOST_GRANT, rate / GRANTS_A_SECOND));
    }

    /** Bytes went out that no turn paid for; less than none where a turn was not used up. */
    public void moved(Share<W> share, long bytes, long nowNanos) {
        all.take(bytes, nowNanos);
        share.own.take(bytes, nowNanos);
    }

    /** How long until someone may send; {@link Long#MAX_VALUE} where nobody wants to. */
    public long waitNanos(long nowNanos) {
        long soonest = Long.MAX_VALUE;
        for (Share<W> share : wanting) {
            soonest = Math.min(soonest, share.own.waitNanos(nowNanos));
        }
        return soonest == Long.MAX_VALUE ? soonest : Math.max(soonest, all.waitNanos(nowNanos));
    }
}
