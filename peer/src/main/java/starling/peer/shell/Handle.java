package starling.peer.shell;

import java.io.IOException;
import starling.metainfo.Metainfo;
import starling.peer.session.Client;
import starling.peer.session.MagnetSession;
import starling.peer.session.TorrentSession;
import starling.peer.storage.MagnetRecord;
import starling.peer.storage.MagnetRecords;
import starling.peer.storage.TorrentRecord;
import starling.peer.storage.TorrentRecords;

/** A torrent or a magnet link, running or recorded, and what a person may do with either. */
record Handle(Metainfo metainfo, Action pause, Action resume, Action forget) {
    /** Something that may fail to be written. */
    interface Action {
        void run() throws IOException;
    }

    static Handle of(TorrentSession torrent, Action forget) {
        return new Handle(torrent.metainfo(), torrent::pause, torrent::start, forget);
    }

    static Handle of(MagnetSession magnet, Client client) {
        return new Handle(magnet.metainfo(), magnet::pause, magnet::start, () -> client.remove(magnet));
    }

    static Handle of(TorrentRecord record, TorrentRecords records) {
        return new Handle(
                record.metainfo(),
                () -> records.save(record.withPaused(true)),
                () -> records.save(record.withPaused(false)),
                () -> records.remove(record.metainfo().infoHash()));
    }

    static Handle of(MagnetRecord record, MagnetRecords records) {
        return new Handle(
                record.link().metainfo(),
                () -> records.save(record.withPaused(true)),
                () -> records.save(record.withPaused(false)),
                () -> records.remove(record.link().infoHash()));
    }
}
