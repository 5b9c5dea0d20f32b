package starling.tracker.swarm;

import java.util.Optional;
import starling.metainfo.InfoHash;

/** One torrent as a store keeps it, without its peers. */
record SwarmRow(InfoHash infoHash, Optional<String> name, int completed, long lastAnnounceMillis) {}
