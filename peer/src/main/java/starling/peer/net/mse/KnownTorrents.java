package starling.peer.net.mse;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import starling.metainfo.InfoHash;

/** The torrents that encrypted calls may be for, by the name that such a call gives them. Safe for several threads. */
public final class KnownTorrents {
    private final Map<InfoHash, InfoHash> byName = new ConcurrentHashMap<>();

    public void add(InfoHash infoHash) {
        byName.put(StreamKeys.nameOf(infoHash), infoHash);
    }

    public void remove(InfoHash infoHash) {
        byName.remove(StreamKeys.nameOf(infoHash));
    }

    Optional<InfoHash> find(InfoHash name) {
        return Optional.ofNullable(byName.get(name));
    }
}
