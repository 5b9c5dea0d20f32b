package starling.peer.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How much is being done to a torrent's files beside its connections, for whoever stops it to wait for. Its monitor is taken
 * last, and held for a few instructions.
 */
final class Underway {
    private int count;

    synchronized void begins() {
        count++;
    }

    synchronized void ends() {
        if (--count == 0) {
            notifyAll();
        }
    }

    synchronized boolean isNothing() {
        return count == 0;
    }

    /** Waits until there is nothing, or the time is over. Whether there is nothing. */
    synchronized boolean awaitNothing(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        try {
            for (long left = most.toNanos(); count > 0 && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        return count == 0;
    }
}
