package starling.peer.session;

import java.time.Duration;

/** What a torrent moved, and how long it was given away, up to the trade that runs now. Its torrent's monitor guards it. */
final class Totals {
    private long downloadedBytes;
    private long uploadedBytes;
    private Duration seeded;
    private boolean seeding;
    private long sinceNanos;

    Totals(long downloadedBytes, long uploadedBytes, Duration seeded) {
        this.downloadedBytes = downloadedBytes;
        this.uploadedBytes = uploadedBytes;
        this.seeded = seeded;
    }

    /** A trade is over for good, and another takes its place. */
    void add(ExchangeSnapshot trade) {
        downloadedBytes += trade.downloadedBytes();
        uploadedBytes += trade.uploadedBytes();
    }

    void seedingBegins(long nowNanos) {
        seedingEnds(nowNanos);
        seeding = true;
        sinceNanos = nowNanos;
    }

    void seedingEnds(long nowNanos) {
        seeded = seeded(nowNanos);
        seeding = false;
    }

    long downloadedBytes() {
        return downloadedBytes;
    }

    long uploadedBytes() {
        return uploadedBytes;
    }

    Duration seeded(long nowNanos) {
        return seeding ? seeded.plusNanos(nowNanos - sinceNanos) : seeded;
    }
}
