package starling.peer.shell;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import starling.peer.fault.Faults;
import starling.peer.session.TorrentSnapshot;

/** Says what changes while a shell waits for the next line: once a second, and soon after a torrent's state changed. */
final class News implements AutoCloseable {
    private static final long LOOK_MILLIS = 1_000;

    /** Many torrents that change at once, as at the start, are looked at together. */
    private static final long SOON_MILLIS = 50;

    private final PeerContext context;
    private final Consumer<List<TorrentSnapshot>> drawn;
    private final AtomicBoolean soon = new AtomicBoolean();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "news");
        thread.setDaemon(true);
        return thread;
    });

    /** @param drawn after what changed was said: all torrents as they are then */
    News(PeerContext context, Consumer<List<TorrentSnapshot>> drawn) {
        this.context = context;
        this.drawn = drawn;
        clock.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        context.onStateChange(this::lookSoon);
    }

    private void lookSoon() {
        if (soon.compareAndSet(false, true)) {
            try {
                clock.schedule(this::look, SOON_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException leaving) {
                // whoever leaves looks once more
            }
        }
    }

    /** An error must not end the looking: what failed once may go well the next time. */
    private void look() {
        soon.set(false);
        try {
            List<TorrentSnapshot> now = context.torrents().snapshots();
            context.notices().look(now);
            drawn.accept(now);
        } catch (RuntimeException | Error fault) {
            Faults.log("what changed", fault);
        }
    }

    @Override
    public void close() {
        context.onStateChange(() -> {});
        clock.shutdownNow();
    }
}
