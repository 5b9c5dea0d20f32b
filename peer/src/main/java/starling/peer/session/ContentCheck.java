package starling.peer.session;

import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceHasher;
import starling.peer.policy.FetchPlan;
import starling.peer.storage.ContentFiles;
import starling.peer.storage.FileStamp;
import starling.peer.storage.RecordedPieces;

/**
 * Compares what is on disk with a torrent's hashes, as far as nothing is known of it, on all cores, in a thread of its
 * own, until done or stopped.
 */
final class ContentCheck {
    /** Told what came of it; nothing where it was stopped. */
    interface Listener {
        /**
         * @param verified the pieces that are there and match, or are trusted to
         * @param stamps of the files, as they were before the check
         */
        void checked(ContentCheck check, BitSet verified, List<FileStamp> stamps) throws IOException;

        void checkFailed(ContentCheck check, Throwable cause);
    }

    /** What is known without a look at the bytes, of files with these stamps. */
    interface Knowledge {
        RecordedPieces of(List<FileStamp> stamps);
    }

    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(ContentCheck.class);

    private final Metainfo metainfo;
    private final ContentFiles content;
    private final FetchPlan plan;
    private final Knowledge known;
    private final PieceHasher hasher;
    private final Listener listener;
    private final AtomicLong checkedBytes = new AtomicLong();
    private volatile long begunNanos;
    private volatile long skippedBytes;
    private volatile boolean stopped;

    ContentCheck(
            Metainfo metainfo,
            ContentFiles content,
            FetchPlan plan,
            TorrentContext context,
            Knowledge known,
            Listener listener) {
        this.plan = plan;
        this.metainfo = metainfo;
        this.content = content;
        this.known = known;
        this.hasher =
                new PieceHasher(content, metainfo.layout(), context.hashing(), context.hashingThreads(), this::hashed);
        this.listener = listener;
    }

    /** @param writers is to come to its end first, so that nobody writes what is being checked */
    void start(Optional<Exchange> writers) {
        Thread thread = new Thread(() -> run(writers), "check");
        thread.setDaemon(true);
        thread.start();
    }

    /** It ends at the next piece. */
    void stop() {
        stopped = true;
    }

    CheckProgress progress() {
        long checked = checkedBytes.get();
        double seconds = (System.nanoTime() - begunNanos) / 1e9;
        return new CheckProgress(checked, begunNanos == 0 ? 0 : (long) ((checked - skippedBytes) / seconds));
    }

    private static final class Stopped extends RuntimeException {
        Stopped() {
            super(null, null, false, false);
        }
    }

    private void run(Optional<Exchange> writers) {
        try {
            writers.ifPresent(exchange -> exchange.awaitNobody(LONGEST_FAREWELL));
            content.choose(plan::isWanted);
            // Stamped before the bytes are looked at, so that a change during the check is seen by the next one.
            List<FileStamp> stamps = content.stamps();
            RecordedPieces recorded = known.of(stamps);
            if (recorded.unknown().isEmpty()) {
                log.debug("{}: all as recorded", metainfo.name());
            } else {
                log.info(
                        "{}: checking {} of {} pieces",
                        metainfo.name(),
                        recorded.unknown().cardinality(),
                        metainfo.layout().pieceCount());
            }
            BitSet skipped = new BitSet();
            skipped.set(0, metainfo.layout().pieceCount());
            skipped.andNot(recorded.unknown());
            skippedBytes = skipped.stream()
                    .mapToLong(piece -> metainfo.layout().pieceLength(piece))
                    .sum();
            checkedBytes.set(skippedBytes);
            begunNanos = System.nanoTime();
            boolean nothing = stamps.stream().allMatch(FileStamp::isAbsent);
            BitSet verified = nothing ? new BitSet() : hasher.verify(metainfo, recorded.unknown());
            verified.or(recorded.trusted());
            listener.checked(this, verified, stamps);
        } catch (Stopped atThePersonsWord) {
            log.debug("{}: check stopped", metainfo.name());
        } catch (IOException | RuntimeException | Error failed) {
            listener.checkFailed(this, failed);
        }
    }

    private void hashed(long bytes) {
        if (stopped) {
            throw new Stopped();
        }
        checkedBytes.addAndGet(bytes);
    }
}
