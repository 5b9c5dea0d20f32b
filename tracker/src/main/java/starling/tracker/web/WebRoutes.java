package starling.tracker.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import starling.announce.AnnounceException;
import starling.announce.QueryString;
import starling.metainfo.InfoHash;
import starling.tracker.catalogue.Catalogue;
import starling.tracker.catalogue.Publication;
import starling.tracker.database.StoreException;
import starling.tracker.http.HttpException;
import starling.tracker.http.HttpRequest;
import starling.tracker.http.HttpResponse;
import starling.tracker.http.Route;
import starling.tracker.swarm.AnnounceLogic;
import starling.tracker.swarm.Resource;
import starling.tracker.swarm.StoreTotals;
import starling.tracker.swarm.SwarmStore;

/** The front page, and the state of the tracker for programs. */
public final class WebRoutes {
    private static final int ROWS = 50;
    private static final int MAX_SWARMS_LOOKED_AT = 200;
    private static final int MAX_UNPUBLISHED = 20;
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final SwarmStore store;
    private final AnnounceLogic logic;
    private final Catalogue catalogue;
    private final Predicate<InfoHash> served;
    private final Clock clock;
    private final Instant started;

    /** @param served which torrents are shown; asked anew each time */
    public WebRoutes(
            SwarmStore store, AnnounceLogic logic, Catalogue catalogue, Predicate<InfoHash> served, Clock clock) {
        this.store = store;
        this.logic = logic;
        this.catalogue = catalogue;
        this.served = served;
        this.clock = clock;
        this.started = clock.instant();
    }

    public List<Route> routes() {
        HttpResponse style = Pages.resource("style.css", "text/css; charset=utf-8");
        HttpResponse icon = Pages.resource("icon.svg", "image/svg+xml");
        return List.of(
                Route.get("/", this::home),
                Route.get("/style.css", request -> style),
                Route.get("/icon.svg", request -> icon),
                Route.get("/healthz", request -> HttpResponse.text(200, "ok")),
                Route.get("/stats", request -> Pages.json(stats())),
                Route.get("/metrics", this::metrics));
    }

    private HttpResponse home(HttpRequest request) throws HttpException {
        try {
            QueryString query = QueryString.parse(request.query());
            String words = query.text("q").orElse("").replace('+', ' ').strip();
            int page = TorrentRoutes.number(query, "page", 0, Catalogue.MAX_OFFSET / ROWS);
            List<Publication> found = catalogue.search(words, ROWS + 1, page * ROWS);
            List<HomePage.Listed> rows =
                    found.stream().limit(ROWS).map(this::listed).toList();
            boolean front = words.isBlank() && page == 0;
            return new HomePage(
                            words,
                            page,
                            rows,
                            found.size() > ROWS,
                            catalogue.count(),
                            store.totals(),
                            front ? unpublished() : List.of())
                    .show(request);
        } catch (AnnounceException malformed) {
            throw new HttpException(400, malformed.getMessage());
        } catch (StoreException unavailable) {
            throw new HttpException(503, "the catalogue cannot be read at the moment; try again later");
        }
    }

    private HomePage.Listed listed(Publication torrent) {
        Optional<Resource> swarm = swarm(torrent.infoHash());
        return new HomePage.Listed(
                torrent,
                swarm.map(Resource::seeders).orElse(0),
                swarm.map(Resource::leechers).orElse(0));
    }

    private Optional<Resource> swarm(InfoHash infoHash) {
        return store.resource(infoHash, 0, clock.instant());
    }

    private List<Resource> unpublished() throws StoreException {
        List<Resource> unpublished = new ArrayList<>();
        for (Resource resource : store.resources(MAX_SWARMS_LOOKED_AT, 0, clock.instant())) {
            if (unpublished.size() < MAX_UNPUBLISHED
                    && served.test(resource.infoHash())
                    && catalogue.find(resource.infoHash()).isEmpty()) {
                unpublished.add(resource);
            }
        }
        return unpublished;
    }

    private Map<String, Object> stats() {
        StoreTotals totals = store.totals();
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("swarms", totals.swarms());
        stats.put("peers", totals.seeders() + totals.leechers());
        stats.put("seeders", totals.seeders());
        stats.put("leechers", totals.leechers());
        stats.put("completed", totals.completed());
        stats.put("torrents", catalogue.count());
        stats.put("announces", logic.announces());
        stats.put("scrapes", logic.scrapes());
        stats.put("uptime_seconds", uptime().toSeconds());
        return stats;
    }

    private Duration uptime() {
        return Duration.between(started, clock.instant());
    }

    private HttpResponse metrics(HttpRequest request) {
        StoreTotals totals = store.totals();
        Runtime runtime = Runtime.getRuntime();
        StringBuilder text = new StringBuilder();
        metric(text, "torrents", "gauge", "Published torrents.", catalogue.count());
        metric(text, "swarms", "gauge", "Torrents that peers announce or that are remembered.", totals.swarms());
        metric(text, "seeders", "gauge", "Peers that have everything.", totals.seeders());
        metric(text, "leechers", "gauge", "Peers that miss something.", totals.leechers());
        metric(text, "completed", "gauge", "Finished downloads of the swarms that are known.", totals.completed());
        metric(text, "announces_total", "counter", "Announces since the start.", logic.announces());
        metric(text, "scrapes_total", "counter", "Scrapes since the start.", logic.scrapes());
        metric(text, "uptime_seconds", "gauge", "Time since the start.", uptime().toSeconds());
        metric(text, "heap_bytes", "gauge", "Heap in use.", runtime.totalMemory() - runtime.freeMemory());
        return HttpResponse.of(200, PROMETHEUS, text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static void metric(StringBuilder text, String name, String type, String help, long value) {
        text.append("# HELP starling_").append(name).append(' ').append(help);
        text.append("\n# TYPE starling_").append(name).append(' ').append(type);
        text.append("\nstarling_").append(name).append(' ').append(value).append('\n');
    }
}
