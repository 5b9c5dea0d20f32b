package starling.tracker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.tracker.admission.Admission;
import starling.tracker.catalogue.Catalogue;
import starling.tracker.catalogue.SearchContent;
import starling.tracker.database.StoreException;
import starling.tracker.http.BodyBudget;
import starling.tracker.http.Route;
import starling.tracker.swarm.AnnounceLogic;
import starling.tracker.swarm.SwarmStore;
import starling.tracker.web.SwarmRoutes;
import starling.tracker.web.TorrentRoutes;
import starling.tracker.web.WebRoutes;

/** What the tracker does beside the tracker protocol, put together: the catalogue, its text file, and the pages. */
final class Publishing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);
    private static final String DATABASE = "catalogue.db";
    private static final String SEARCH_CONTENT = "search_content.txt";
    private static final Duration REWRITE_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_REWRITE = Duration.ofSeconds(1);

    /** For all .torrent files on their way in or out; a quarter of the heap where that is small. */
    private static final long MAX_BODY_BYTES =
            Math.min(128L << 20, Runtime.getRuntime().maxMemory() / 4);

    private final Admission admission;
    private final Catalogue catalogue;
    private final Optional<SearchContent> searchContent;
    private final ScheduledExecutorService rewriter;

    private Publishing(Catalogue catalogue, Optional<SearchContent> searchContent, Admission admission) {
        this.admission = admission;
        this.catalogue = catalogue;
        this.searchContent = searchContent;
        this.rewriter = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "search-content");
            thread.setDaemon(true);
            return thread;
        });
        searchContent.ifPresent(text -> rewriter.scheduleWithFixedDelay(
                Tracker.goingOn(text::update), 0, REWRITE_PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /**
     * @param folder where the catalogue is kept; empty keeps it in memory alone
     * @throws StoreException where what an earlier run kept cannot be read
     */
    static Publishing open(Optional<Path> folder, SwarmStore store, Admission admission) throws IOException {
        Catalogue catalogue;
        if (folder.isPresent()) {
            Files.createDirectories(folder.get());
            catalogue = Catalogue.open(folder.get().resolve(DATABASE), admission::serves);
        } else {
            catalogue = Catalogue.inMemory(admission::serves);
        }
        try {
            catalogue.forEach(torrent -> store.name(torrent.infoHash(), torrent.name()));
        } catch (StoreException unreadable) {
            catalogue.close();
            throw unreadable;
        }
        return new Publishing(
                catalogue,
                folder.map(parent -> new SearchContent(catalogue, parent.resolve(SEARCH_CONTENT))),
                admission);
    }

    List<Route> routes(SwarmStore store, AnnounceLogic logic, Clock clock) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new TorrentRoutes(catalogue, store, new BodyBudget(MAX_BODY_BYTES), clock).routes());
        routes.addAll(new SwarmRoutes(store, catalogue, admission::serves, clock).routes());
        routes.addAll(new WebRoutes(store, logic, catalogue, admission::serves, clock).routes());
        return routes;
    }

    /** Other torrents are served now than before. */
    void admissionChanged() {
        searchContent.ifPresent(SearchContent::outdate);
    }

    /** To be called once no request is being answered. */
    @Override
    public void close() {
        searchContent.ifPresent(text -> rewriter.execute(text::update));
        rewriter.shutdown();
        try {
            if (!rewriter.awaitTermination(LAST_REWRITE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("{} is written anew at the next start", SEARCH_CONTENT);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        catalogue.close();
    }
}
