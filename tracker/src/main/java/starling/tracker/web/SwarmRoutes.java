package starling.tracker.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import starling.metainfo.InfoHash;
import starling.tracker.catalogue.Catalogue;
import starling.tracker.catalogue.Publication;
import starling.tracker.database.StoreException;
import starling.tracker.http.HttpException;
import starling.tracker.http.HttpRequest;
import starling.tracker.http.HttpResponse;
import starling.tracker.http.Route;
import starling.tracker.swarm.Resource;
import starling.tracker.swarm.Role;
import starling.tracker.swarm.SwarmPeer;
import starling.tracker.swarm.SwarmStore;

/** {@code /swarms/INFOHASH}: who shares a torrent and what each misses, as JSON, or as a page where a browser asks. */
public final class SwarmRoutes {
    private static final String SWARMS = "/swarms/";
    private static final int MAX_PEERS_SHOWN = 1_000;

    private final SwarmStore store;
    private final Catalogue catalogue;
    private final Predicate<InfoHash> served;
    private final Clock clock;

    /** Each count over a large torrent takes 8 MiB. */
    private final Semaphore counting = new Semaphore(2);

    /** @param served which torrents are shown; asked anew each time */
    public SwarmRoutes(SwarmStore store, Catalogue catalogue, Predicate<InfoHash> served, Clock clock) {
        this.store = store;
        this.catalogue = catalogue;
        this.served = served;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(Route.get(SWARMS, this::swarm));
    }

    private HttpResponse swarm(HttpRequest request) throws HttpException {
        InfoHash infoHash = PathHash.parse(request.path().substring(SWARMS.length()));
        if (!served.test(infoHash)) {
            throw new HttpException(404, "no such swarm");
        }
        Instant now = clock.instant();
        Optional<Publication> published = published(infoHash);
        Resource resource = store.resource(infoHash, MAX_PEERS_SHOWN, now)
                .or(() -> published.map(
                        torrent -> new Resource(infoHash, Optional.of(torrent.name()), 0, 0, 0, List.<SwarmPeer>of())))
                .orElseThrow(() -> new HttpException(404, "no such swarm"));
        SwarmPieces pieces = pieces(resource, published);
        HttpResponse answer = Pages.isBrowser(request)
                ? new SwarmPage(resource, published, pieces, now).show(request)
                : Pages.json(json(resource, published, pieces, now));
        return answer.withHeader("Vary", "Accept");
    }

    /** A catalogue that cannot be read takes nothing from what the swarm itself says. */
    private Optional<Publication> published(InfoHash infoHash) {
        try {
            return catalogue.find(infoHash);
        } catch (StoreException unavailable) {
            return Optional.empty();
        }
    }

    private SwarmPieces pieces(Resource resource, Optional<Publication> published) {
        counting.acquireUninterruptibly();
        try {
            return SwarmPieces.of(
                    resource,
                    published.map(torrent -> OptionalInt.of(torrent.pieces())).orElse(OptionalInt.empty()));
        } finally {
            counting.release();
        }
    }

    /** How much a peer has, 0 to 100: by its map, or by what it says is left. */
    static Optional<Double> percent(
            SwarmPeer peer, Optional<SwarmPieces.Holdings> holdings, int pieces, Optional<Publication> published) {
        if (peer.role() == Role.SEED) {
            return Optional.of(100.0);
        }
        if (holdings.isPresent()) {
            return Optional.of(100.0 * holdings.get().have() / pieces);
        }
        OptionalLong left = peer.leftBytes();
        return published
                .filter(torrent -> left.isPresent() && left.getAsLong() <= torrent.sizeBytes())
                .map(torrent -> 100.0 * (torrent.sizeBytes() - left.getAsLong()) / torrent.sizeBytes());
    }

    private static Map<String, Object> json(
            Resource resource, Optional<Publication> published, SwarmPieces pieces, Instant now) {
        Map<String, Object> swarm = new LinkedHashMap<>();
        swarm.put("info_hash", resource.infoHash());
        swarm.put(
                "name",
                resource.name().or(() -> published.map(Publication::name)).orElse(null));
        swarm.put("seeders", resource.seeders());
        swarm.put("leechers", resource.leechers());
        swarm.put("completed", resource.completed());
        swarm.put("pieces", pieces.pieces() == 0 ? null : pieces.pieces());
        swarm.put("unknown_peers", pieces.unknown());
        swarm.put("availability", pieces.copies());
        List<Object> peers = new ArrayList<>();
        for (int i = 0; i < resource.peers().size(); i++) {
            peers.add(json(resource.peers().get(i), pieces.peers().get(i), pieces.pieces(), published, now));
        }
        swarm.put("peers", peers);
        return swarm;
    }

    private static Map<String, Object> json(
            SwarmPeer peer,
            Optional<SwarmPieces.Holdings> holdings,
            int pieces,
            Optional<Publication> published,
            Instant now) {
        OptionalLong left = peer.leftBytes();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("peer_id", peer.id().hex());
        json.put("client", peer.id().toString().substring(0, 8));
        json.put("address", peer.endpoint().address().getHostAddress());
        json.put("port", peer.endpoint().port());
        json.put("role", peer.role().word());
        json.put("uploaded", peer.uploadedBytes());
        json.put("downloaded", peer.downloadedBytes());
        json.put("left", left.isPresent() ? left.getAsLong() : null);
        json.put(
                "percent",
                percent(peer, holdings, pieces, published)
                        .map(percent -> Math.floor(percent * 10) / 10)
                        .orElse(null));
        json.put("pieces_missing", holdings.map(has -> pieces - has.have()).orElse(null));
        json.put(
                "missing",
                holdings.map(has -> has.missing().stream()
                                .map(range -> List.of(range.first(), range.last()))
                                .toList())
                        .orElse(null));
        json.put(
                "missing_cut_short",
                holdings.map(SwarmPieces.Holdings::moreMissing).orElse(false));
        json.put(
                "seen_seconds_ago",
                Math.max(0, Duration.between(peer.lastSeen(), now).toSeconds()));
        return json;
    }
}
