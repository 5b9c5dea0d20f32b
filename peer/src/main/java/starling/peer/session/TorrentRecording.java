package starling.peer.session;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import starling.announce.Endpoint;
import starling.peer.storage.ContentFiles;
import starling.peer.storage.FileStamp;
import starling.peer.storage.Moved;
import starling.peer.storage.TorrentRecord;
import starling.peer.storage.TorrentRecords;
import starling.peer.storage.VerifiedPieces;
import starling.peer.storage.Wishes;
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
    record Present(Wishes wishes, Bitfield have, Moved moved, List<Endpoint> peers) {}

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
        this.stamps = origin.pieces().stamps();
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
        TorrentRecord next = last.with(now.wishes()).with(now.moved());
        if (!now.peers().isEmpty()) {
            next = next.withPeers(now.peers());
        }
        if (now.have() != null) {
            next = next.with(new VerifiedPieces(now.have(), stamps, settled));
        }
        if (saved && isSame(next)) {
            return;
        }
        content.unforced().force();
        records.save(next);
        last = next;
        saved = true;
    }

    /** Who is a partner alone is worth no writing: it goes with what is. */
    private boolean isSame(TorrentRecord next) {
        Moved now = next.moved();
        Moved then = last.moved();
        return now.downloadedBytes() == then.downloadedBytes()
                && now.uploadedBytes() == then.uploadedBytes()
                && now.seeded().minus(then.seeded()).compareTo(WORTH_SAVING) < 0
                && next.wishes().equals(last.wishes())
                && next.pieces().equals(last.pieces());
    }
}
