package starling.peer.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import starling.peer.fault.Faults;
import starling.peer.policy.UploadTurns;
import starling.peer.policy.UploadTurns.Grant;

/**
 * Gives out the turns to send where uploads are limited, on a thread of its own. While nothing is limited nobody asks. Its
 * lock is taken last, and no one is told of a turn under it.
 */
public final class UploadPacer implements AutoCloseable {
    /** A torrent that sent within this time has a share. */
    private static final long SHARED_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final UploadTurns<OutgoingQueue> turns;
    private final List<Share> shares = new ArrayList<>();
    private final Thread thread;
    private volatile long bytesPerSecond;
    private boolean closed;

    /** @param bytesPerSecond of all torrents together; 0 is no limit */
    public UploadPacer(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
        this.turns = new UploadTurns<>(bytesPerSecond, System.nanoTime());
        this.thread = new Thread(this::run, "pacer");
        thread.setDaemon(true);
        thread.start();
    }

    /** What one torrent is allowed. */
    final class Share {
        private final UploadTurns.Share<OutgoingQueue> share;
        private volatile long own;
        private long wantedNanos = System.nanoTime() - SHARED_NANOS;

        private Share(long bytesPerSecond) {
            this.own = bytesPerSecond;
            this.share = turns.newShare(bytesPerSecond, System.nanoTime());
        }

        boolean isLimited() {
            return bytesPerSecond > 0 || own > 0;
        }

        /** @param bytesPerSecond of this torrent; 0 is no limit */
        void setRate(long bytesPerSecond) {
            synchronized (UploadPacer.this) {
                own = bytesPerSecond;
                turns.setRate(share, bytesPerSecond, System.nanoTime());
                UploadPacer.this.notifyAll();
            }
        }

        /** Asks for a turn, which {@link OutgoingQueue#grant} is told of. */
        void ask(OutgoingQueue waiter) {
            synchronized (UploadPacer.this) {
                wantedNanos = System.nanoTime();
                turns.ask(share, waiter);
                UploadPacer.this.notifyAll();
            }
        }

        /** Bytes went out that no turn paid for; less than none where a turn was not used up. */
        void moved(long bytes) {
            if (bytes == 0 || !isLimited()) {
                return;
            }
            synchronized (UploadPacer.this) {
                turns.moved(share, bytes, System.nanoTime());
            }
        }

        /** What it may send a second, where all others that sent lately want their part; 0 is no limit. */
        long bytesPerSecond() {
            long all = bytesPerSecond;
            if (all == 0) {
                return own;
            }
            long part = all / Math.max(1, sharing());
            return own == 0 ? part : Math.min(own, part);
        }

        /** The torrent is gone. */
        void close() {
            synchronized (UploadPacer.this) {
                shares.remove(this);
            }
        }
    }

    /** A torrent more. */
    synchronized Share newShare(long bytesPerSecond) {
        Share share = new Share(bytesPerSecond);
        shares.add(share);
        return share;
    }

    private synchronized int sharing() {
        long now = System.nanoTime();
        int sharing = 0;
        for (Share share : shares) {
            sharing += now - share.wantedNanos < SHARED_NANOS ? 1 : 0;
        }
        return sharing;
    }

    /** Of all torrents together; 0 is no limit. */
    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    public synchronized void setRate(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
        turns.setRate(bytesPerSecond, System.nanoTime());
        notifyAll();
    }

    private void run() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = giveTurn();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there may be another. */
    private boolean giveTurn() throws InterruptedException {
        try {
            Grant<OutgoingQueue> grant = next();
            if (grant != null && !grant.waiter().grant(grant.bytes())) {
                synchronized (this) {
                    turns.moved(grant.share(), -grant.bytes(), System.nanoTime());
                }
            }
            return grant != null;
        } catch (RuntimeException | Error fault) {
            Faults.outlive("pacer", fault);
            return true;
        }
    }

    private synchronized Grant<OutgoingQueue> next() throws InterruptedException {
        while (!closed) {
            long now = System.nanoTime();
            Grant<OutgoingQueue> grant = turns.next(now);
            if (grant != null) {
                return grant;
            }
            long nanos = turns.waitNanos(now);
            if (nanos == Long.MAX_VALUE) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, nanos));
            }
        }
        return null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
