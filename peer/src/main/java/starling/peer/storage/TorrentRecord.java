package starling.peer.storage;

import java.nio.file.Path;
import java.util.List;
import starling.announce.Endpoint;
import starling.metainfo.Metainfo;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Limits;

/**
 * What is remembered of a torrent between runs.
 *
 * @param torrent the .torrent as it was given
 * @param folder what its content lies in
 * @param given whether it is there to be given, and what is missing is not to be fetched: the files are a person's own
 * @param peers whom we reached lately, to be tried again
 */
public record TorrentRecord(
        Metainfo metainfo,
        byte[] torrent,
        Path folder,
        boolean given,
        Wishes wishes,
        VerifiedPieces pieces,
        Moved moved,
        List<Endpoint> peers) {

    /** A torrent of which nothing is known yet. */
    public static TorrentRecord ofNew(Metainfo metainfo, byte[] torrent, Path folder) {
        return new TorrentRecord(
                metainfo,
                torrent,
                folder,
                false,
                Wishes.NONE,
                VerifiedPieces.none(metainfo.layout().pieceCount()),
                Moved.NOTHING,
                List.of());
    }

    public TorrentRecord withGiven(boolean now) {
        return new TorrentRecord(metainfo, torrent, folder, now, wishes, pieces, moved, peers);
    }

    public TorrentRecord withPaused(boolean now) {
        return with(new Wishes(now, wishes.plan(), wishes.limits()));
    }

    public TorrentRecord withPlan(FetchPlan now) {
        return with(new Wishes(wishes.paused(), now, wishes.limits()));
    }

    public TorrentRecord withLimits(Limits now) {
        return with(new Wishes(wishes.paused(), wishes.plan(), now));
    }

    public TorrentRecord with(Wishes now) {
        return new TorrentRecord(metainfo, torrent, folder, given, now, pieces, moved, peers);
    }

    public TorrentRecord with(VerifiedPieces now) {
        return new TorrentRecord(metainfo, torrent, folder, given, wishes, now, moved, peers);
    }

    public TorrentRecord with(Moved now) {
        return new TorrentRecord(metainfo, torrent, folder, given, wishes, pieces, now, peers);
    }

    public TorrentRecord withPeers(List<Endpoint> now) {
        return new TorrentRecord(metainfo, torrent, folder, given, wishes, pieces, moved, now);
    }
}
