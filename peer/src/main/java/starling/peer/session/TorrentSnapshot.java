package starling.peer.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import starling.metainfo.Metainfo;
import starling.metainfo.SafePath;
import starling.peer.discovery.TrackerStatus;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.PiecePriorities;
import starling.peer.storage.MagnetRecord;
import starling.peer.storage.TorrentRecord;
import starling.wire.Bitfield;

/**
 * One torrent at one moment.
 *
 * @param problem why it does not run, where neither a person nor a seed goal stopped it
 * @param check how far the check has come, while there is one
 * @param foundBytes what the check found to be there already
 * @param have the pieces that are verified
 * @param plan what is wanted of it
 * @param wantedBytes of the pieces that are wanted
 * @param leftBytes of the pieces that are wanted and missing
 * @param downloadedBytes and uploadedBytes over all runs, blocks only
 * @param metadata how much of it is there, as long as a magnet link is all that is known of the torrent: then {@code
 *     metainfo} has its hash, name and trackers alone, and what is wanted and left is said of the metadata
 */
public record TorrentSnapshot(
        Metainfo metainfo,
        Path folder,
        TorrentState state,
        Optional<Problem> problem,
        CheckProgress check,
        long foundBytes,
        Bitfield have,
        FetchPlan plan,
        long wantedBytes,
        long leftBytes,
        long downloadedBytes,
        long uploadedBytes,
        List<PeerSnapshot> peers,
        List<TrackerStatus> trackers,
        Optional<MetadataProgress> metadata) {

    /** A magnet link whose torrent is not known. */
    static TorrentSnapshot of(
            MagnetRecord magnet,
            TorrentState state,
            Optional<Problem> problem,
            MetadataProgress metadata,
            List<PeerSnapshot> peers,
            List<TrackerStatus> trackers) {
        return new TorrentSnapshot(
                magnet.link().metainfo(),
                magnet.folder(),
                state,
                problem,
                CheckProgress.NONE,
                0,
                new Bitfield(1),
                FetchPlan.ALL,
                Math.max(1, metadata.totalBytes()),
                Math.max(1, metadata.totalBytes()) - metadata.haveBytes(),
                0,
                0,
                peers,
                trackers,
                Optional.of(metadata));
    }

    /** A magnet link of an earlier run that is not running. */
    public static TorrentSnapshot of(MagnetRecord magnet) {
        return MagnetSession.snapshot(magnet);
    }

    /** A torrent that is not running: what its record says. */
    public static TorrentSnapshot of(TorrentRecord record) {
        PiecePriorities wanted = record.wishes().plan().pieces(record.metainfo());
        return new TorrentSnapshot(
                record.metainfo(),
                record.folder(),
                record.wishes().paused() ? TorrentState.PAUSED : TorrentState.STOPPED,
                Optional.empty(),
                CheckProgress.NONE,
                0,
                record.pieces().have(),
                record.wishes().plan(),
                wanted.wantedBytes(),
                wanted.leftBytes(record.pieces().have()),
                record.moved().downloadedBytes(),
                record.moved().uploadedBytes(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    /** Whether it checks or trades. */
    public boolean isRunning() {
        return state == TorrentState.METADATA
                || state == TorrentState.CHECKING
                || state == TorrentState.DOWNLOADING
                || state == TorrentState.SEEDING;
    }

    /** Where the content lies: the file itself, or the folder of its files. */
    public Path contentPath() {
        return SafePath.resolve(folder, List.of(metainfo.name()));
    }

    public long totalBytes() {
        return metadata.isPresent() ? 0 : metainfo.layout().totalBytes();
    }

    /** Of the pieces that are wanted and there. */
    public long haveBytes() {
        return wantedBytes - leftBytes;
    }

    /** Whether all that is wanted is there. */
    public boolean isComplete() {
        return leftBytes == 0 && metadata.isEmpty();
    }

    /** Of its content, or of its metadata. */
    public long downloadBytesPerSecond() {
        long rate = metadata.isPresent() ? metadata.get().bytesPerSecond() : 0;
        for (PeerSnapshot peer : peers) {
            rate += peer.downloadBytesPerSecond();
        }
        return rate;
    }

    public long uploadBytesPerSecond() {
        long rate = 0;
        for (PeerSnapshot peer : peers) {
            rate += peer.uploadBytesPerSecond();
        }
        return rate;
    }
}
