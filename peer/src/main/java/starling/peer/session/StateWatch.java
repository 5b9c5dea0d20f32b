package starling.peer.session;

import java.time.Duration;

/** The state of a torrent, and who waits for another. */
final class StateWatch {
    private final Runnable changed;
    private TorrentState state = TorrentState.PAUSED;

    /** @param changed is run after each change; must not wait for anything */
    StateWatch(Runnable changed) {
        this.changed = changed;
    }

    synchronized TorrentState get() {
        return state;
    }

    boolean is(TorrentState wanted) {
        return get() == wanted;
    }

    void set(TorrentState next) {
        synchronized (this) {
            state = next;
            notifyAll();
        }
        changed.run();
    }

    /** Whether it checks or trades. */
    boolean isRunning() {
        TorrentState now = get();
        return now == TorrentState.CHECKING || now == TorrentState.DOWNLOADING || now == TorrentState.SEEDING;
    }

    /** Waits until it is neither of the two, or the time is over. Whether it is neither. */
    synchronized boolean awaitNeither(Duration most, TorrentState one, TorrentState other) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (state == one || state == other) {
            long remaining = until - System.nanoTime();
            if (remaining <= 0) {
                return false;
            }
            wait(Math.max(1, remaining / 1_000_000));
        }
        return true;
    }
}
