package starling.peer.session;

import starling.peer.policy.MetadataFetch;

/**
 * How far the fetch of a torrent's metadata is.
 *
 * @param totalBytes as the peers say; 0 where none does
 * @param givers how many peers offer it
 * @param bytesPerSecond at which it comes
 */
public record MetadataProgress(long haveBytes, long totalBytes, int givers, long bytesPerSecond) {
    static final MetadataProgress NONE = new MetadataProgress(0, 0, 0, 0);

    static MetadataProgress of(MetadataFetch fetch, long bytesPerSecond) {
        MetadataFetch.Progress progress = fetch.progress();
        return new MetadataProgress(progress.haveBytes(), progress.totalBytes(), fetch.giverCount(), bytesPerSecond);
    }
}
