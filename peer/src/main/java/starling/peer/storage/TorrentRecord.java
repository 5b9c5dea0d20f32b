package starling.peer.storage;

import java.nio.file.Path;
import starling.metainfo.Metainfo;

/**
 * What is remembered of a torrent between runs.
 *
 * @param torrent the .torrent as it was given
 * @param folder what its content lies in
 * @param paused whether a person stopped it
 * @param haveBytes of the content that were verified when this was written: for listings, never trusted
 */
public record TorrentRecord(
        Metainfo metainfo,
        byte[] torrent,
        Path folder,
        boolean paused,
        long haveBytes,
        long downloadedBytes,
        long uploadedBytes) {

    public TorrentRecord withPaused(boolean nowPaused) {
        return new TorrentRecord(metainfo, torrent, folder, nowPaused, haveBytes, downloadedBytes, uploadedBytes);
    }

    public TorrentRecord withProgress(long have, long downloaded, long uploaded) {
        return new TorrentRecord(metainfo, torrent, folder, paused, have, downloaded, uploaded);
    }
}
