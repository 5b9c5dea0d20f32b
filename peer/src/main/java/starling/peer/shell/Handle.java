package starling.peer.shell;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import starling.metainfo.Metainfo;
import starling.peer.session.Client;
import starling.peer.session.MagnetSession;
import starling.peer.session.TorrentSession;
import starling.peer.shell.text.Format;
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

    /** Does something with those of these names. Their names in full. */
    static List<String> change(List<Handle> all, List<String> names, Function<Handle, Action> how) throws IOException {
        List<Handle> chosen = names.stream()
                .map(name -> Selection.find(all, Handle::metainfo, name))
                .toList();
        for (Handle handle : chosen) {
            how.apply(handle).run();
        }
        return chosen.stream()
                .map(handle -> Format.name(handle.metainfo().name()))
                .toList();
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
