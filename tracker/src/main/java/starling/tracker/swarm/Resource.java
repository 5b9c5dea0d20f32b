package starling.tracker.swarm;

import java.util.List;
import java.util.Optional;
import starling.metainfo.InfoHash;

/**
 * One torrent's swarm at one moment.
 *
 * @param name the torrent's name, once it is known
 * @param seeders peers that have everything
 * @param leechers peers that miss something
 * @param completed how many have finished the download
 * @param peers the members, as many as were asked for
 */
public record Resource(
        InfoHash infoHash, Optional<String> name, int seeders, int leechers, int completed, List<SwarmPeer> peers) {}
