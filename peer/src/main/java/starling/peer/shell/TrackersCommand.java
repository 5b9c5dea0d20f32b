package starling.peer.shell;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.announce.ScrapeResponse;
import starling.peer.discovery.TrackerException;
import starling.peer.discovery.TrackerStatus;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.WebSeedStatus;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.JsonLine;

@Command(
        name = "trackers",
        description =
                "List the trackers and web seeds of one torrent or of all: what each said last, and when it is asked again.",
        footer = {"", "Example: trackers example.pdf", "Example: trackers --scrape"})
final class TrackersCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The torrent: its name, a part, or its number.")
    private String name;

    @Option(names = "--scrape", description = "Ask each tracker for its counts now.")
    private boolean scrape;

    @Option(names = "--json", description = "One object a line.")
    private boolean json;

    TrackersCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<TorrentSnapshot> torrents = context.snapshots();
        if (name != null) {
            torrents = List.of(Selection.find(torrents, TorrentSnapshot::metainfo, name));
        }
        for (TorrentSnapshot torrent : torrents) {
            if (context.stopping().isWanted()) {
                return ExitCode.UNFINISHED.number();
            }
            List<TrackerStatus> trackers = trackers(torrent);
            if (!json) {
                context.console()
                        .line(Format.name(torrent.metainfo().name()) + ": " + Format.count(trackers.size(), "tracker"));
            }
            for (TrackerStatus tracker : trackers) {
                TrackerStatus shown = scrape ? scraped(torrent, tracker) : tracker;
                context.console().line(json ? line(torrent, shown) : row(shown));
            }
            for (WebSeedStatus webSeed : context.webSeeds(torrent)) {
                context.console().line(json ? line(torrent, webSeed) : row(webSeed));
            }
        }
        return 0;
    }

    /** Where it does not run, those that its .torrent names. */
    private static List<TrackerStatus> trackers(TorrentSnapshot torrent) {
        if (!torrent.trackers().isEmpty()) {
            return torrent.trackers();
        }
        List<TrackerStatus> named = new ArrayList<>();
        int tier = 0;
        for (List<String> urls : torrent.metainfo().trackers()) {
            tier++;
            for (String url : urls) {
                named.add(TrackerStatus.notYetAsked(url, tier));
            }
        }
        return named;
    }

    private TrackerStatus scraped(TorrentSnapshot torrent, TrackerStatus tracker) {
        try {
            ScrapeResponse.Count count =
                    context.trackers().scrape(tracker.url(), torrent.metainfo().infoHash());
            return tracker.scraped(count);
        } catch (TrackerException failed) {
            context.console().error(Format.name(tracker.url()) + ": no counts: " + failed.getMessage());
            return tracker;
        }
    }

    private static String row(TrackerStatus tracker) {
        return String.format(
                "  %d  %-7s %s  %s%s%s",
                tracker.tier(),
                word(tracker),
                Format.name(tracker.url()),
                tracker.state() == TrackerStatus.State.FAILING
                        ? Format.name(tracker.lastError().orElse("no answer"))
                        : counts(tracker),
                tracker.next().map(wait -> ", asked again in " + in(wait)).orElse(""),
                tracker.warning()
                        .map(warning -> ", warns: " + Format.name(warning))
                        .orElse(""));
    }

    private static String row(WebSeedStatus webSeed) {
        return String.format(
                "  w  %-7s %s%s%s",
                webSeed.state().name().toLowerCase(Locale.ROOT),
                Format.name(webSeed.url()),
                webSeed.lastError().map(error -> "  " + Format.name(error)).orElse(""),
                webSeed.next().map(wait -> ", asked again in " + in(wait)).orElse(""));
    }

    private static String counts(TrackerStatus tracker) {
        return Format.count(tracker.seeders(), "seeder") + ", " + Format.count(tracker.leechers(), "leecher")
                + tracker.completed()
                        .map(completed -> ", " + Format.count(completed, "download"))
                        .orElse("");
    }

    private static String in(Duration wait) {
        return Format.eta(wait.toSeconds() + 1, 1);
    }

    private static String word(TrackerStatus tracker) {
        return switch (tracker.state()) {
            case NOT_YET_ASKED -> "waiting";
            case ASKING -> "asking";
            case OK -> "ok";
            case FAILING -> "failing";
        };
    }

    private static String line(TorrentSnapshot torrent, TrackerStatus tracker) {
        return JsonLine.of(json -> {
            json.writeStringField("torrent", torrent.metainfo().name());
            json.writeStringField("info_hash", torrent.metainfo().infoHash().hex());
            json.writeStringField("url", tracker.url());
            json.writeNumberField("tier", tracker.tier());
            json.writeStringField("state", tracker.state().name().toLowerCase(Locale.ROOT));
            writeText(json, "error", tracker.lastError());
            writeText(json, "warning", tracker.warning());
            json.writeNumberField("seeders", tracker.seeders());
            json.writeNumberField("leechers", tracker.leechers());
            if (tracker.completed().isPresent()) {
                json.writeNumberField("downloads", tracker.completed().get());
            }
            json.writeNumberField("peers", tracker.peersNamed());
            if (tracker.next().isPresent()) {
                json.writeNumberField("next_seconds", tracker.next().get().toSeconds());
            }
        });
    }

    private static String line(TorrentSnapshot torrent, WebSeedStatus webSeed) {
        return JsonLine.of(json -> {
            json.writeStringField("torrent", torrent.metainfo().name());
            json.writeStringField("info_hash", torrent.metainfo().infoHash().hex());
            json.writeStringField("web_seed", webSeed.url());
            json.writeStringField("state", webSeed.state().name().toLowerCase(Locale.ROOT));
            writeText(json, "error", webSeed.lastError());
            if (webSeed.next().isPresent()) {
                json.writeNumberField("next_seconds", webSeed.next().get().toSeconds());
            }
        });
    }

    private static void writeText(JsonGenerator json, String field, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            json.writeStringField(field, text.get());
        }
    }
}
