package starling.peer.session;

import starling.peer.policy.Limits;

/** What one torrent may read and send, within what the whole program may. */
final class TorrentRates {
    private final RateLimiter download;
    private final UploadPacer.Share upload;
    private volatile Limits limits;

    TorrentRates(Limits limits, RateLimiter allDownloads, UploadPacer allUploads) {
        this.limits = limits;
        this.download = allDownloads.within(limits.downloadBytesPerSecond());
        this.upload = allUploads.newShare(limits.uploadBytesPerSecond());
    }

    RateLimiter download() {
        return download;
    }

    UploadPacer.Share upload() {
        return upload;
    }

    Limits limits() {
        return limits;
    }

    void limit(Limits now) {
        limits = now;
        download.setRate(now.downloadBytesPerSecond());
        upload.setRate(now.uploadBytesPerSecond());
    }

    /** The torrent is gone. */
    void close() {
        upload.close();
    }
}
