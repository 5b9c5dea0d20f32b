package starling.peer.session;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import starling.peer.storage.ContentFiles;

/**
 * Has what came in forced to disk a part at a time, on the thread that saves, so that the disk works while more comes in and a
 * quick download does not wait for it in the end.
 */
final class Forcing {
    private static final long PART_BYTES = 16 << 20;

    private final ContentFiles content;
    private final TorrentContext context;
    private final Exchange.Listener listener;
    private final AtomicBoolean running = new AtomicBoolean();

    Forcing(ContentFiles content, TorrentContext context, Exchange.Listener listener) {
        this.content = content;
        this.context = context;
        this.listener = listener;
    }

    /** Something was written. */
    void written() {
        if (content.unforced().bytes() >= PART_BYTES && running.compareAndSet(false, true)) {
            context.saveSoon(this::force);
        }
    }

    private void force() {
        try {
            content.unforced().forceOpen();
        } catch (IOException | RuntimeException | Error failed) {
            listener.failed(failed);
        } finally {
            running.set(false);
        }
    }
}
