package starling.peer.session;

import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import starling.announce.Endpoint;
import starling.metainfo.InfoHash;
import starling.peer.discovery.PeerOrigin;
import starling.peer.discovery.PeerSource;

/** One torrent's search for peers in all sources but its trackers. Its torrent's monitor guards it. */
final class PeerSearches {
    private final InfoHash infoHash;
    private final List<PeerSource> sources;
    private final BiConsumer<PeerOrigin, Collection<Endpoint>> found;
    private List<PeerSource.Search> running = List.of();

    /**
     * @param sources none where the torrent is private (BEP 27)
     * @param found told of who was found, and how
     */
    PeerSearches(InfoHash infoHash, List<PeerSource> sources, BiConsumer<PeerOrigin, Collection<Endpoint>> found) {
        this.infoHash = infoHash;
        this.sources = sources;
        this.found = found;
    }

    /** Begins, where it has not begun. */
    void start() {
        if (running.isEmpty()) {
            running = sources.stream()
                    .map(source -> source.search(infoHash, endpoints -> found.accept(source.origin(), endpoints)))
                    .toList();
        }
    }

    void moreWanted() {
        running.forEach(PeerSource.Search::moreWanted);
    }

    void stop() {
        running.forEach(PeerSource.Search::stop);
        running = List.of();
    }
}
