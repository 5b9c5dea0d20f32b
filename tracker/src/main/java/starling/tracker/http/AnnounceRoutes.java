package starling.tracker.http;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import starling.announce.AnnounceException;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.announce.HttpAnnounceAnswer;
import starling.announce.HttpAnnounceQuery;
import starling.announce.HttpScrape;
import starling.announce.QueryString;
import starling.tracker.swarm.AddressFamilies;
import starling.tracker.swarm.AnnounceLogic;

/** The tracker protocol over HTTP (BEP 3, 7, 23, 24, 48). What fails is answered 200 with {@code failure reason}. */
public final class AnnounceRoutes {
    private static final String ANNOUNCE = "/announce";
    private static final String SCRAPE = "/scrape";

    private final AnnounceLogic logic;
    private final Clock clock;

    public AnnounceRoutes(AnnounceLogic logic, Clock clock) {
        this.logic = logic;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(Route.quickGet(ANNOUNCE, this::announce), Route.get(SCRAPE, this::scrape));
    }

    /** Whether what is asked for at that path is answered as trackers do. */
    static boolean isAt(String path) {
        return path.equals(ANNOUNCE) || path.equals(SCRAPE);
    }

    private HttpResponse announce(HttpRequest request) {
        try {
            if (!request.method().equals("GET")) {
                throw new AnnounceException("an announce is a GET: nobody was announced");
            }
            AnnounceRequest announce = HttpAnnounceQuery.read(QueryString.parse(request.query()));
            AnnounceResponse answer = logic.announce(announce, request.source(), AddressFamilies.BOTH, clock.instant());
            return HttpResponse.bencoded(HttpAnnounceAnswer.write(answer, announce));
        } catch (AnnounceException refused) {
            return failure(refused);
        }
    }

    private HttpResponse scrape(HttpRequest request) {
        try {
            QueryString query = QueryString.parse(request.query());
            return HttpResponse.bencoded(HttpScrape.write(logic.scrape(HttpScrape.readQuery(query), clock.instant())));
        } catch (AnnounceException refused) {
            return failure(refused);
        }
    }

    private static HttpResponse failure(AnnounceException refused) {
        return HttpResponse.bencoded(
                HttpAnnounceAnswer.writeFailure(new AnnounceResponse.Failure(refused.getMessage(), Optional.empty())));
    }
}
