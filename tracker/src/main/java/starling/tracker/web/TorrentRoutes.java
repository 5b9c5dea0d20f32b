package starling.tracker.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.AnnounceException;
import starling.announce.QueryString;
import starling.metainfo.BadTorrentException;
import starling.metainfo.InfoHash;
import starling.tracker.catalogue.Catalogue;
import starling.tracker.catalogue.Publication;
import starling.tracker.catalogue.TorrentName;
import starling.tracker.database.StoreException;
import starling.tracker.http.BodyBudget;
import starling.tracker.http.HttpException;
import starling.tracker.http.HttpRequest;
import starling.tracker.http.HttpResponse;
import starling.tracker.http.Route;
import starling.tracker.swarm.Resource;
import starling.tracker.swarm.SwarmStore;

/** Publishing, searching and fetching .torrent files. */
public final class TorrentRoutes {
    /** The longest .torrent that can be published: 1.6 million pieces. */
    public static final long MAX_TORRENT_BYTES = 32L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(TorrentRoutes.class);
    private static final String TORRENTS = "/torrents/";
    private static final String SUFFIX = ".torrent";
    private static final int DEFAULT_ROWS = 50;

    private final Catalogue catalogue;
    private final SwarmStore store;
    private final BodyBudget budget;
    private final Clock clock;
    private volatile boolean failing;

    /** @param budget for all .torrent files that come in or go out at one time */
    public TorrentRoutes(Catalogue catalogue, SwarmStore store, BodyBudget budget, Clock clock) {
        this.catalogue = catalogue;
        this.store = store;
        this.budget = budget;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                Route.put(TORRENTS, MAX_TORRENT_BYTES, this::publish),
                Route.get("/torrents", this::search),
                Route.get(TORRENTS, this::torrent));
    }

    private HttpResponse publish(HttpRequest request) throws IOException {
        String name;
        try {
            String segment = request.path().substring(TORRENTS.length());
            name = TorrentName.ofFile(new String(QueryString.unescape(segment), StandardCharsets.UTF_8));
        } catch (AnnounceException | BadTorrentException refused) {
            throw new HttpException(400, refused.getMessage());
        }
        try (BodyBudget.Upload upload = budget.receive(request.body(), request.source())) {
            Catalogue.Published published = catalogue
                    .publish(name, upload.bytes(), clock.instant())
                    .orElseThrow(() -> new HttpException(403, "this tracker does not serve this torrent"));
            Publication publication = published.publication();
            store.name(publication.infoHash(), publication.name());
            failing = false;
            return HttpResponse.of(
                            published.isNew() ? 201 : 200,
                            "application/json",
                            Json.write(row(publication)).getBytes(StandardCharsets.UTF_8))
                    .withHeader("Location", TORRENTS + publication.infoHash());
        } catch (BadTorrentException refused) {
            throw new HttpException(400, "not a torrent: " + refused.getMessage());
        } catch (StoreException unavailable) {
            throw unavailable(unavailable);
        }
    }

    private HttpResponse search(HttpRequest request) throws HttpException {
        try {
            QueryString query = QueryString.parse(request.query());
            String words = query.text("q").orElse("").replace('+', ' ');
            List<Object> rows = new ArrayList<>();
            int limit = number(query, "limit", DEFAULT_ROWS, Catalogue.MAX_ROWS);
            for (Publication publication :
                    catalogue.search(words, limit, number(query, "offset", 0, Catalogue.MAX_OFFSET))) {
                rows.add(row(publication));
            }
            return Pages.json(rows);
        } catch (AnnounceException malformed) {
            throw new HttpException(400, malformed.getMessage());
        } catch (StoreException unavailable) {
            throw unavailable(unavailable);
        }
    }

    private HttpResponse torrent(HttpRequest request) throws HttpException {
        String segment = request.path().substring(TORRENTS.length());
        InfoHash infoHash = PathHash.parse(
                segment.endsWith(SUFFIX) ? segment.substring(0, segment.length() - SUFFIX.length()) : segment);
        try {
            Publication publication = catalogue
                    .find(infoHash)
                    .orElseThrow(() -> new HttpException(404, "no torrent of that info hash is published here"));
            byte[] torrent =
                    catalogue.torrent(infoHash).orElseThrow(() -> new HttpException(404, "the torrent is gone"));
            HttpResponse answer = HttpResponse.of(200, "application/x-bittorrent", torrent)
                    .withHeader("Content-Disposition", Pages.attachment(publication.torrent()))
                    .withHeader("X-Content-Type-Options", "nosniff");
            return budget.send(answer, request.source());
        } catch (StoreException unavailable) {
            throw unavailable(unavailable);
        }
    }

    /** A number within its bounds; absent or none at all is the default. */
    static int number(QueryString query, String name, int otherwise, int most) {
        Optional<String> text = query.text(name).filter(value -> value.matches("[0-9]{1,9}"));
        return text.map(digits -> Math.min(Integer.parseInt(digits), most)).orElse(otherwise);
    }

    private Map<String, Object> row(Publication publication) {
        Optional<Resource> swarm = store.resource(publication.infoHash(), 0, clock.instant());
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", publication.name());
        row.put("type", publication.type());
        row.put("torrent", publication.torrent());
        row.put("info_hash", publication.infoHash());
        row.put("size", publication.sizeBytes());
        row.put("pieces", publication.pieces());
        row.put("seeders", swarm.map(Resource::seeders).orElse(0));
        row.put("leechers", swarm.map(Resource::leechers).orElse(0));
        return row;
    }

    /** Said once in the log, until something has been published again. */
    private HttpException unavailable(StoreException failed) {
        if (!failing) {
            LOG.warn("{}", failed.getMessage());
        }
        failing = true;
        return new HttpException(503, "the catalogue cannot be used at the moment; try again later");
    }
}
