package starling.peer.session;

import java.util.List;
import java.util.concurrent.Semaphore;
import starling.peer.dht.Dht;
import starling.peer.discovery.OwnAddresses;
import starling.peer.discovery.PeerSource;
import starling.peer.webseed.WebServers;

/**
 * What the torrents of one client find and call peers with.
 *
 * @param sources those that look for the peers of any torrent that is not private
 * @param dht one of the sources, that peers say more to
 * @param webServers asked where a torrent has web seeds
 * @param halfOpen how many calls of all torrents may be waiting for someone to answer
 */
record PeerFinding(List<PeerSource> sources, OwnAddresses own, Dht dht, WebServers webServers, Semaphore halfOpen) {
    /** More at once look like an attack to some routers, and overflow the tables of others. */
    static final int MOST_HALF_OPEN = 60;

    PeerFinding(List<PeerSource> sources, OwnAddresses own, Dht dht, WebServers webServers) {
        this(List.copyOf(sources), own, dht, webServers, new Semaphore(MOST_HALF_OPEN));
    }
}
