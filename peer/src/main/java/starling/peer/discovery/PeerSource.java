package starling.peer.discovery;

import java.util.Collection;
import java.util.function.Consumer;
import starling.announce.Endpoint;
import starling.metainfo.InfoHash;

/**
 * A way to find the peers of any torrent, one for the whole client: local discovery, the DHT. Torrents that are not
 * private look for peers in all of them at once. Safe for several threads.
 */
public interface PeerSource {
    PeerOrigin origin();

    /**
     * Begins to look for the peers of a torrent, and to tell others that we have it. Does not wait.
     *
     * @param found told of peers each time some are found, on any thread; the same ones may come again
     */
    Search search(InfoHash infoHash, Consumer<Collection<Endpoint>> found);

    /** One torrent's search, which goes on until it is stopped. */
    interface Search {
        /** Too few peers are known: the source looks sooner than it would, as far as its manners let it. */
        void moreWanted();

        /** Ends the search. Does not wait. */
        void stop();
    }
}
