package starling.peer.shell;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what changes while a shell waits for the next line. */
final class News implements AutoCloseable {
    private static final long LOOK_MILLIS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(News.class);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "news");
        thread.setDaemon(true);
        return thread;
    });

    /** @param drawn once a second, after what changed was said */
    News(PeerContext context, Runnable drawn) {
        clock.scheduleWithFixedDelay(() -> look(context, drawn), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** An error must not end the looking: what failed once may go well the next time. */
    private static void look(PeerContext context, Runnable drawn) {
        try {
            context.notices().look();
            drawn.run();
        } catch (RuntimeException failed) {
            log.warn("could not show what changed", failed);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
