package starling.tracker.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import starling.metainfo.InfoHash;
import starling.tracker.http.HttpException;
import starling.tracker.http.HttpRequest;
import starling.tracker.http.HttpResponse;
import starling.tracker.http.Route;
import starling.tracker.swarm.AnnounceLogic;
import starling.tracker.swarm.Resource;
import starling.tracker.swarm.StoreTotals;
import starling.tracker.swarm.SwarmPeer;
import starling.tracker.swarm.SwarmStore;

/** The state of the tracker and of each swarm: for people at {@code /}, as JSON at the other paths. */
public final class WebRoutes {
    private static final String SWARMS = "/swarms/";
    private static final int MAX_PEERS_SHOWN = 1_000;
    private static final int MAX_SWARMS_SHOWN = 100;

    private final SwarmStore store;
    private final AnnounceLogic logic;
    private final Clock clock;
    private final Instant started;

    public WebRoutes(SwarmStore store, AnnounceLogic logic, Clock clock) {
        this.store = store;
        this.logic = logic;
        this.clock = clock;
        this.started = clock.instant();
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/", this::home),
                Route.get("/healthz", request -> HttpResponse.text(200, "ok")),
                Route.get("/stats", this::stats),
                Route.get(SWARMS, this::swarm));
    }

    private HttpResponse home(HttpRequest request) {
        StoreTotals totals = store.totals();
        StringBuilder text = new StringBuilder("Starling tracker\n\n");
        text.append(String.format(
                "%d swarms, %d seeders, %d leechers, %d downloads completed%n%n",
                totals.swarms(), totals.seeders(), totals.leechers(), totals.completed()));
        text.append("info hash                                 seeders  leechers  completed  name\n");
        for (Resource resource : store.resources(MAX_SWARMS_SHOWN, 0, clock.instant())) {
            text.append(String.format(
                    "%s  %7d  %8d  %9d  %s%n",
                    resource.infoHash(),
                    resource.seeders(),
                    resource.leechers(),
                    resource.completed(),
                    resource.name().orElse("-")));
        }
        return HttpResponse.text(200, text.toString().stripTrailing());
    }

    private HttpResponse stats(HttpRequest request) {
        StoreTotals totals = store.totals();
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("swarms", totals.swarms());
        stats.put("peers", totals.seeders() + totals.leechers());
        stats.put("seeders", totals.seeders());
        stats.put("leechers", totals.leechers());
        stats.put("completed", totals.completed());
        stats.put("announces", logic.announces());
        stats.put("scrapes", logic.scrapes());
        stats.put("uptime_seconds", Duration.between(started, clock.instant()).toSeconds());
        return HttpResponse.json(Json.write(stats));
    }

    private HttpResponse swarm(HttpRequest request) throws HttpException {
        InfoHash infoHash;
        try {
            infoHash = InfoHash.parse(request.path().substring(SWARMS.length()));
        } catch (IllegalArgumentException notHexadecimal) {
            throw new HttpException(400, "a swarm is named by the 40 hexadecimal digits of its info hash");
        }
        Instant now = clock.instant();
        Optional<Resource> resource = store.resource(infoHash, MAX_PEERS_SHOWN, now);
        return HttpResponse.json(
                Json.write(json(resource.orElseThrow(() -> new HttpException(404, "no such swarm")), now)));
    }

    private static Map<String, Object> json(Resource resource, Instant now) {
        Map<String, Object> swarm = new LinkedHashMap<>();
        swarm.put("info_hash", resource.infoHash());
        swarm.put("name", resource.name().orElse(null));
        swarm.put("seeders", resource.seeders());
        swarm.put("leechers", resource.leechers());
        swarm.put("completed", resource.completed());
        List<Object> peers = new ArrayList<>();
        for (SwarmPeer peer : resource.peers()) {
            peers.add(json(peer, now));
        }
        swarm.put("peers", peers);
        return swarm;
    }

    private static Map<String, Object> json(SwarmPeer peer, Instant now) {
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
                "seen_seconds_ago",
                Math.max(0, Duration.between(peer.lastSeen(), now).toSeconds()));
        return json;
    }
}
