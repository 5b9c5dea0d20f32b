package starling.peer.shell;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.peer.session.TorrentSnapshot;

/** Says what changes while a shell waits for the next line. */
final class News implements AutoCloseable {
    private static final long LOOK_MILLIS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(News.class);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "news");
        thread.setDaemon(true);
        return thread;
    });

    /** @param drawn once a second, after what changed was said: all torrents as they are then */
    News(PeerContext context, Consumer<List<TorrentSnapshot>> drawn) {
        clock.scheduleWithFixedDelay(() -> look(context, drawn), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** An error must not end the looking: what failed once may go well the next time. */
    private static void look(PeerContext context, Consumer<List<TorrentSnapshot>> drawn) {
        try {
            List<TorrentSnapshot> now = context.snapshots();
            context.notices().look(now);
            drawn.accept(now);
        } catch (RuntimeException failed) {
            log.warn("could not show what changed", failed);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
