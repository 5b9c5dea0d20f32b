package starling.peer.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.metainfo.SafePath;
import starling.peer.fault.Faults;
import starling.peer.policy.DiskRetry;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.LogQuota;
import starling.peer.storage.ContentFiles;
import starling.peer.storage.FileStamp;
import starling.peer.storage.FreeSpace;
import starling.peer.storage.RecordedPieces;
import starling.peer.storage.StorageException;
import starling.peer.storage.TorrentRecord;
import starling.peer.storage.WriteMark;

/**
 * What one torrent has on disk: its content, the check of it, and its record. Its torrent's monitor guards the check; the record is written by the thread that saves.
 */
final class TorrentDisk {
    private static final Logger log = LoggerFactory.getLogger(TorrentDisk.class);

    private final TorrentContext context;
    private final TorrentRecord origin;
    private final Metainfo metainfo;
    private final WriteMark mark;
    private final long lastWriteMillis;
    private final ContentFiles content;
    private final TorrentRecording recording;
    private final DiskRetry retry = new DiskRetry();
    private ContentCheck running;
    private List<FileStamp> checkedStamps = List.of();
    private final LogQuota<InfoHash> unsaved = new LogQuota<>();
    private volatile boolean forgotten;

    /** @param origin what is known of the torrent, as recorded or made for a new one */
    TorrentDisk(TorrentContext context, TorrentRecord origin) {
        this.context = context;
        this.origin = origin;
        this.metainfo = origin.metainfo();
        Path marked = context.records().writeMark(metainfo.infoHash());
        this.lastWriteMillis = WriteMark.read(marked);
        this.mark = new WriteMark(marked, Clock.systemUTC());
        this.content = ContentFiles.of(
                origin.folder(),
                metainfo,
                context.openFiles(),
                mark::touch,
                context.records().partFile(metainfo.infoHash()));
        this.recording = new TorrentRecording(context.records(), content, origin);
    }

    ContentFiles content() {
        return content;
    }

    /** Where the content lies: the file itself, or the folder of its files. */
    Path contentPath() {
        return SafePath.resolve(origin.folder(), List.of(metainfo.name()));
    }

    /**
     * Begins to compare what is there with the hashes.
     *
     * @param plan which files are wanted
     * @param all whether nothing that is recorded counts
     * @param writers is to come to its end first
     */
    void check(boolean all, FetchPlan plan, Optional<Exchange> writers, ContentCheck.Listener listener) {
        ContentCheck.Knowledge known = all || writers.isPresent()
                ? stamps -> RecordedPieces.none(metainfo.layout())
                : stamps -> RecordedPieces.of(origin, stamps, lastWriteMillis);
        running = new ContentCheck(metainfo, content, plan, context, known, listener);
        running.start(writers);
    }

    boolean isRunning(ContentCheck check) {
        return running == check;
    }

    void stopChecking() {
        if (running != null) {
            running.stop();
        }
    }

    /** How far the check has come, or came. */
    CheckProgress checkProgress() {
        return running == null ? CheckProgress.NONE : running.progress();
    }

    /** A check was done on files of these stamps. */
    synchronized void checked(List<FileStamp> stamps) {
        checkedStamps = stamps;
    }

    private synchronized List<FileStamp> takeCheckedStamps() {
        List<FileStamp> taken = checkedStamps;
        checkedStamps = List.of();
        return taken;
    }

    /** What went wrong, for a person. */
    Problem failed(Throwable cause, long nowNanos) {
        if (!(cause instanceof IOException ofDisk)) {
            Faults.log(metainfo.name(), cause);
            return Problem.ofFault(contentPath(), cause);
        }
        StorageException failed = StorageException.of(ofDisk);
        if (failed.isDiskFull()) {
            synchronized (retry) {
                retry.failed(nowNanos);
            }
        }
        return Problem.ofDisk(contentPath(), failed);
    }

    /** A person wants to try again at once. */
    void forgetFailures() {
        synchronized (retry) {
            retry.forget();
        }
    }

    /** Whether the disk that was full has room again for so much, or for a good part of it. */
    boolean hasRoomAgain(long leftBytes, long nowNanos) {
        try {
            long free = FreeSpace.bytesBelow(origin.folder());
            synchronized (retry) {
                if (!retry.isDue(nowNanos, free, leftBytes)) {
                    return false;
                }
            }
            log.info("{}: {} bytes are free again", metainfo.name(), free);
            return true;
        } catch (IOException notNow) {
            log.debug("{}: {}", origin.folder(), notNow.getMessage());
            return false;
        }
    }

    /** Nothing of it is recorded any more. */
    void forget() {
        forgotten = true;
    }

    /**
     * Writes the record where something changed. One that cannot be written is tried again the next time; the log says so
     * once a minute.
     *
     * @param settled whether nobody writes now, nor will without a later save
     * @throws StorageException where the disk does not take the content
     */
    void save(BooleanSupplier settled, Supplier<TorrentRecording.Present> present) throws StorageException {
        try {
            if (!forgotten) {
                recording.save(source(settled, present));
            }
        } catch (StorageException failed) {
            throw failed;
        } catch (IOException failed) {
            unsaved.take(metainfo.infoHash(), System.nanoTime())
                    .ifPresent(unsaid ->
                            log.warn("could not save the state of {}: {}", metainfo.name(), failed.getMessage()));
        }
    }

    private TorrentRecording.Source source(BooleanSupplier settled, Supplier<TorrentRecording.Present> present) {
        return new TorrentRecording.Source() {
            @Override
            public boolean isSettled() {
                return settled.getAsBoolean();
            }

            @Override
            public List<FileStamp> takeCheckedStamps() {
                return TorrentDisk.this.takeCheckedStamps();
            }

            @Override
            public TorrentRecording.Present present() {
                return present.get();
            }
        };
    }

    /** Lets go of the files. */
    void release() {
        try {
            content.release();
        } catch (IOException unwritten) {
            log.warn("{}: {}", metainfo.name(), unwritten.getMessage());
        }
        mark.close();
    }
}
