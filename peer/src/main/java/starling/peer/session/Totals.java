package starling.peer.session;

import java.time.Duration;
import starling.peer.storage.Moved;

/** What a torrent moved, and how long it was given away, up to the trade that runs now. Its torrent's monitor guards it. */
final class Totals {
    private long downloadedBytes;
    private long uploadedBytes;
    private Duration seeded;
    private boolean seeding;
    private long sinceNanos;

    Totals(Moved before) {
        this.downloadedBytes = before.downloadedBytes();
        this.uploadedBytes = before.uploadedBytes();
        this.seeded = before.seeded();
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

    /** What was moved up to now, with what the trade that runs did. */
    Moved with(ExchangeSnapshot trade, long nowNanos) {
        return new Moved(
                downloadedBytes + trade.downloadedBytes(), uploadedBytes + trade.uploadedBytes(), seeded(nowNanos));
    }

    private Duration seeded(long nowNanos) {
        return seeding ? seeded.plusNanos(nowNanos - sinceNanos) : seeded;
    }
}
