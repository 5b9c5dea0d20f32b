package starling.peer.session;

import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceHasher;
import starling.peer.storage.ContentFiles;

/** Compares what is on disk with a torrent's hashes, on all cores, in a thread of its own, until done or stopped. */
final class ContentCheck {
    /** Told what came of it; nothing where it was stopped. */
    interface Listener {
        /** @param verified the pieces that are there and match */
        void checked(ContentCheck check, BitSet verified) throws IOException;

        void storageFailed(IOException cause);
    }

    private static final Logger log = LoggerFactory.getLogger(ContentCheck.class);

    private final Metainfo metainfo;
    private final PieceHasher hasher;
    private final Listener listener;
    private final AtomicLong checkedBytes = new AtomicLong();
    private volatile boolean stopped;

    ContentCheck(Metainfo metainfo, ContentFiles content, TorrentContext context, Listener listener) {
        this.metainfo = metainfo;
        this.hasher =
                new PieceHasher(content, metainfo.layout(), context.hashing(), context.hashingThreads(), this::hashed);
        this.listener = listener;
    }

    void start() {
        Thread thread = new Thread(this::run, "check");
        thread.setDaemon(true);
        thread.start();
    }

    /** It ends at the next piece. */
    void stop() {
        stopped = true;
    }

    long checkedBytes() {
        return checkedBytes.get();
    }

    private static final class Stopped extends RuntimeException {
        Stopped() {
            super(null, null, false, false);
        }
    }

    private void run() {
        try {
            listener.checked(this, hasher.verifyAll(metainfo));
        } catch (Stopped atThePersonsWord) {
            log.debug("{}: check stopped", metainfo.name());
        } catch (IOException failed) {
            listener.storageFailed(failed);
        }
    }

    private void hashed(long bytes) {
        if (stopped) {
            throw new Stopped();
        }
        checkedBytes.addAndGet(bytes);
    }
}
