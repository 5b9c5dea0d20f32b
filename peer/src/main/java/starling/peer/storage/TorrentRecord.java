package starling.peer.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import starling.announce.Endpoint;
import starling.metainfo.Metainfo;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Limits;
import starling.wire.Bitfield;

/**
 * What is remembered of a torrent between runs.
 *
 * @param torrent the .torrent as it was given
 * @param folder what its content lies in
 * @param paused whether a person stopped it
 * @param given whether it is there to be given, and what is missing is not to be fetched: the files are a person's own
 * @param have the pieces that were verified and whose bytes were forced to disk before this was written; not to be
 *     changed
 * @param stamps of the files, taken before {@code have}; none where nothing is known of them
 * @param settled whether nobody was writing when the stamps were taken
 * @param seeded how long it was given away after it was complete
 * @param plan what a person wants of it
 * @param limits what it may read and send a second
 * @param peers whom we reached lately, to be tried again
 */
public record TorrentRecord(
        Metainfo metainfo,
        byte[] torrent,
        Path folder,
        boolean paused,
        boolean given,
        Bitfield have,
        List<FileStamp> stamps,
        boolean settled,
        long downloadedBytes,
        long uploadedBytes,
        Duration seeded,
        FetchPlan plan,
        Limits limits,
        List<Endpoint> peers) {

    /** A torrent of which nothing is known yet. */
    public static TorrentRecord ofNew(Metainfo metainfo, byte[] torrent, Path folder) {
        return new TorrentRecord(
                metainfo,
                torrent,
                folder,
                false,
                false,
                new Bitfield(metainfo.layout().pieceCount()),
                List.of(),
                false,
                0,
                0,
                Duration.ZERO,
                FetchPlan.ALL,
                Limits.NONE,
                List.of());
    }

    public TorrentRecord withPaused(boolean nowPaused) {
        return new TorrentRecord(
                metainfo,
                torrent,
                folder,
                nowPaused,
                given,
                have,
                stamps,
                settled,
                downloadedBytes,
                uploadedBytes,
                seeded,
                plan,
                limits,
                peers);
    }

    public TorrentRecord withGiven(boolean nowGiven) {
        return new TorrentRecord(
                metainfo,
                torrent,
                folder,
                paused,
                nowGiven,
                have,
                stamps,
                settled,
                downloadedBytes,
                uploadedBytes,
                seeded,
                plan,
                limits,
                peers);
    }

    public TorrentRecord withPieces(Bitfield nowHave, List<FileStamp> nowStamps, boolean nowSettled) {
        return new TorrentRecord(
                metainfo,
                torrent,
                folder,
                paused,
                given,
                nowHave,
                nowStamps,
                nowSettled,
                downloadedBytes,
                uploadedBytes,
                seeded,
                plan,
                limits,
                peers);
    }

    public TorrentRecord withTotals(long downloaded, long uploaded, Duration nowSeeded) {
        return new TorrentRecord(
                metainfo,
                torrent,
                folder,
                paused,
                given,
                have,
                stamps,
                settled,
                downloaded,
                uploaded,
                nowSeeded,
                plan,
                limits,
                peers);
    }

    public TorrentRecord withPlan(FetchPlan now) {
        return new TorrentRecord(
                metainfo,
                torrent,
                folder,
                paused,
                given,
                have,
                stamps,
                settled,
                downloadedBytes,
                uploadedBytes,
                seeded,
                now,
                limits,
                peers);
    }

    public TorrentRecord withLimits(Limits now) {
        return new TorrentRecord(
                metainfo,
                torrent,
                folder,
                paused,
                given,
                have,
                stamps,
                settled,
                downloadedBytes,
                uploadedBytes,
                seeded,
                plan,
                now,
                peers);
    }

    public TorrentRecord withPeers(List<Endpoint> now) {
        return new TorrentRecord(
                metainfo,
                torrent,
                folder,
                paused,
                given,
                have,
                stamps,
                settled,
                downloadedBytes,
                uploadedBytes,
                seeded,
                plan,
                limits,
                now);
    }
}
