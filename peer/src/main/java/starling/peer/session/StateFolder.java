package starling.peer.session;

import java.nio.file.Path;
import starling.peer.dht.DhtMemory;
import starling.peer.storage.LedgerFile;
import starling.peer.storage.MagnetRecords;
import starling.peer.storage.TorrentRecords;

/** What a client keeps on disk from one run to the next. */
public record StateFolder(Path path) {
    /** The torrents. */
    public TorrentRecords torrents() {
        return new TorrentRecords(path.resolve("torrents"));
    }

    /** The magnet links whose torrents are not known yet. */
    public MagnetRecords magnets() {
        return new MagnetRecords(path.resolve("torrents"));
    }

    /** What each peer gave and took. */
    public LedgerFile ledger() {
        return new LedgerFile(path.resolve("ledger"));
    }

    /** What the DHT knew. */
    public DhtMemory dht() {
        return new DhtMemory(path.resolve("dht"));
    }

    /** Where it is kept who we are to others. */
    Path identity() {
        return path.resolve("identity");
    }
}
