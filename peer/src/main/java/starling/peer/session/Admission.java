package starling.peer.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import starling.peer.policy.DoubleCall;
import starling.wire.PeerMessage;

/**
 * Who is let in: nobody while the torrent is stopped, never we ourselves, and no second connection of a peer whose first
 * one is alive. Under the torrent's lock, which is let go while it waits.
 */
final class Admission {
    /** How long a peer's other connection has to show that it is alive. */
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How many may wait for that at once. */
    private static final int MOST_PROBING = 8;

    private final Attendance attendance;
    private final Condition someoneLeft;
    private boolean open;
    private int probing;

    /** @param someoneLeft of the torrent's lock */
    Admission(Attendance attendance, Condition someoneLeft) {
        this.attendance = attendance;
        this.someoneLeft = someoneLeft;
    }

    void open() {
        open = true;
    }

    void close() {
        open = false;
    }

    boolean isOpen() {
        return open;
    }

    /** Whether it may come in as things are. */
    boolean admits(PeerConnection connection) {
        return open && !attendance.isOurselves(connection) && attendance.judge(connection) != DoubleCall.REFUSED;
    }

    /**
     * Whether it may come in once a double's connection was asked for a sign of life: where the peer knows nothing of that
     * one any more, its end refuses what it is sent, and it goes.
     */
    boolean admitsAfterProbe(PeerConnection connection) {
        if (attendance.isOurselves(connection)) {
            return false;
        }
        long left = PROBE_NANOS;
        boolean probed = false;
        while (open && left > 0 && attendance.judge(connection) == DoubleCall.REFUSED) {
            if (!probed && probing == MOST_PROBING) {
                return false;
            }
            try {
                if (!probed) {
                    probed = true;
                    probing++;
                    attendance.doublesOf(connection).forEach(other -> other.out.add(PeerMessage.KEEP_ALIVE));
                }
                left = someoneLeft.awaitNanos(left);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
                left = 0;
            }
        }
        probing -= probed ? 1 : 0;
        return admits(connection);
    }

    /** Whoever waits for a connection to go looks again. */
    void someoneLeft() {
        someoneLeft.signalAll();
    }

    /** Waits until nobody is connected, or the time is over. Whether nobody is. */
    boolean awaitNobody(Duration most) {
        try {
            long left = most.toNanos();
            while (!attendance.connections().isEmpty() && left > 0) {
                left = someoneLeft.awaitNanos(left);
            }
            return attendance.connections().isEmpty();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
