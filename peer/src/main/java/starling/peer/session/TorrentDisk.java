package starling.peer.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.metainfo.Metainfo;
import starling.peer.policy.DiskRetry;
import starling.peer.storage.ContentFiles;
import starling.peer.storage.FileStamp;
import starling.peer.storage.FreeSpace;
import starling.peer.storage.RecordedPieces;
import starling.peer.storage.StorageException;
import starling.peer.storage.TorrentRecord;
import starling.peer.storage.WriteMark;

/**
 * What one torrent has on disk: its content, the check of it, and its record. Its torrent's monitor guards the check and
 * what it found; the record is written by the thread that saves.
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
    private volatile boolean forgotten;

    /** @param origin what is known of the torrent, as recorded or made for a new one */
    TorrentDisk(TorrentContext context, TorrentRecord origin) {
        this.context = context;
        this.origin = origin;
        this.metainfo = origin.metainfo();
        Path marked = context.records().writeMark(metainfo.infoHash());
        this.lastWriteMillis = WriteMark.read(marked);
        this.mark = new WriteMark(marked, Clock.systemUTC());
        this.content = ContentFiles.of(origin.folder(), metainfo, context.openFiles(), mark::touch);
        this.recording = new TorrentRecording(context.records(), content, origin);
    }

    ContentFiles content() {
        return content;
    }

    /** The record as it was found. */
    TorrentRecord origin() {
        return origin;
    }

    /** Where the content lies: the file itself, or the folder of its files. */
    Path contentPath() {
        return origin.folder().resolve(metainfo.name());
    }

    /**
     * Begins to compare what is there with the hashes.
     *
     * @param all whether nothing that is recorded counts
     * @param writers is to come to its end first
     */
    void check(boolean all, Optional<Exchange> writers, ContentCheck.Listener listener) {
        ContentCheck.Knowledge known = all || writers.isPresent()
                ? stamps -> RecordedPieces.none(metainfo.layout())
                : stamps -> RecordedPieces.of(origin, stamps, lastWriteMillis);
        running = new ContentCheck(metainfo, content, context, known, listener);
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
    long checkedBytes() {
        return running == null ? 0 : running.checkedBytes();
    }

    /** A check was done on files of these stamps. */
    void checked(List<FileStamp> stamps) {
        checkedStamps = stamps;
    }

    /** The stamps of the last check, once. */
    List<FileStamp> takeCheckedStamps() {
        List<FileStamp> taken = checkedStamps;
        checkedStamps = List.of();
        return taken;
    }

    /** What went wrong, for a person. */
    Problem failed(IOException cause, long nowNanos) {
        StorageException failed = StorageException.of(cause);
        if (failed.isDiskFull()) {
            retry.failed(nowNanos);
        }
        return Problem.ofDisk(contentPath(), failed);
    }

    /** A person wants to try again at once. */
    void forgetFailures() {
        retry.forget();
    }

    /** What is free where the content lies; none where the disk does not say. */
    Optional<Long> freeBytes() {
        try {
            return Optional.of(FreeSpace.bytesBelow(origin.folder()));
        } catch (IOException notNow) {
            log.debug("{}: {}", origin.folder(), notNow.getMessage());
            return Optional.empty();
        }
    }

    /** Whether a disk that was full is to be tried again. */
    boolean isRetryDue(long nowNanos, long freeBytes, long leftBytes) {
        return retry.isDue(nowNanos, freeBytes, leftBytes);
    }

    /** Nothing of it is recorded any more. */
    void forget() {
        forgotten = true;
    }

    /** Writes the record where something changed. */
    void save(TorrentRecording.Source source) throws IOException {
        if (!forgotten) {
            recording.save(source);
        }
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
