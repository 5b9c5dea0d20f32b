package starling.peer.session;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import starling.announce.Endpoint;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Limits;
import starling.peer.storage.ContentFiles;
import starling.peer.storage.FileStamp;
import starling.peer.storage.TorrentRecord;
import starling.peer.storage.TorrentRecords;
import starling.wire.Bitfield;

/**
 * Writes down what one torrent has, where it changed. The order makes the record true whenever the power goes: the files'
 * stamps, then the pieces, then the files' bytes are forced to disk, and only then is the record written. For one thread,
 * the one that saves.
 */
final class TorrentRecording {
    /** How much longer it must have been seeded for a record that differs in nothing else. */
    private static final Duration WORTH_SAVING = Duration.ofMinutes(5);

    /** What is to be recorded, as it stands at one moment. */
    record Present(
            boolean paused,
            FetchPlan plan,
            Limits limits,
            Bitfield have,
            long downloadedBytes,
            long uploadedBytes,
            Duration seeded,
            List<Endpoint> peers) {}

    private final TorrentRecords records;
    private final ContentFiles content;
    private TorrentRecord last;
    private boolean saved;
    private List<FileStamp> stamps;

    /** @param origin the record as it was found, or one of a new torrent */
    TorrentRecording(TorrentRecords records, ContentFiles content, TorrentRecord origin) {
        this.records = records;
        this.content = content;
        this.last = origin;
        this.stamps = origin.stamps();
    }

    /** What a torrent tells of itself; called between the steps, so that the order is kept. */
    interface Source {
        /** Whether nobody writes now, nor will without a later save. */
        boolean isSettled();

        /** Stamps of files that were just checked, once; empty where there was no check since the last time. */
        List<FileStamp> takeCheckedStamps();

        /** With no pieces where it is not known yet which are there: then those of the last record stand. */
        Present present();
    }

    void save(Source torrent) throws IOException {
        boolean settled = torrent.isSettled();
        List<FileStamp> checked = torrent.takeCheckedStamps();
        if (!checked.isEmpty()) {
            stamps = checked;
        }
        stamps = content.restampWritten(stamps);
        Present now = torrent.present();
        TorrentRecord next = last.withPaused(now.paused())
                .withPlan(now.plan())
                .withLimits(now.limits())
                .withTotals(now.downloadedBytes(), now.uploadedBytes(), now.seeded());
        if (!now.peers().isEmpty()) {
            next = next.withPeers(now.peers());
        }
        if (now.have() != null) {
            next = next.withPieces(now.have(), stamps, settled);
        }
        if (saved && isSame(next)) {
            return;
        }
        content.force();
        records.save(next);
        last = next;
        saved = true;
    }

    /** Who is a partner alone is worth no writing: it goes with what is. */
    private boolean isSame(TorrentRecord next) {
        return next.paused() == last.paused()
                && next.settled() == last.settled()
                && next.downloadedBytes() == last.downloadedBytes()
                && next.uploadedBytes() == last.uploadedBytes()
                && next.seeded().minus(last.seeded()).compareTo(WORTH_SAVING) < 0
                && next.plan().equals(last.plan())
                && next.limits().equals(last.limits())
                && next.have().equals(last.have())
                && next.stamps().equals(last.stamps());
    }
}
