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
import starling.peer.shell.text.Cells;
import starling.peer.shell.text.Console;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.JsonLine;

@Command(
        name = "trackers",
        description =
                "List the trackers and web seeds of one torrent or of all: what each said last, and when it is asked again.",
        footer = {"", "Example: trackers example.pdf", "Example: trackers --scrape"})
final class TrackersCommand implements Callable<Integer> {
    private static final String BELOW = " ".repeat(13);

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
        List<TorrentSnapshot> torrents = context.torrents().snapshots();
        if (name != null) {
            torrents = List.of(Selection.find(torrents, TorrentSnapshot::metainfo, name));
        }
        for (TorrentSnapshot torrent : torrents) {
            if (context.stopping().isWanted()) {
                return ExitCode.UNFINISHED.number();
            }
            List<TrackerStatus> trackers = trackers(torrent);
            if (!json) {
                String count = ": " + Format.count(trackers.size(), "tracker");
                context.console().line(context.console().fit(torrent.metainfo().name(), count.length()) + count);
            }
            for (TrackerStatus tracker : trackers) {
                TrackerStatus shown = scrape ? scraped(torrent, tracker) : tracker;
                if (json) {
                    context.console().line(line(torrent, shown));
                } else {
                    say(row(shown));
                }
            }
            for (WebSeedStatus webSeed : context.torrents().webSeeds(torrent)) {
                if (json) {
                    context.console().line(line(torrent, webSeed));
                } else {
                    say(row(webSeed));
                }
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
            ScrapeResponse.Count count = context.servers()
                    .trackers()
                    .scrape(tracker.url(), torrent.metainfo().infoHash());
            return tracker.scraped(count);
        } catch (TrackerException failed) {
            context.console().error(Format.name(tracker.url()) + ": no counts: " + failed.getMessage());
            return tracker;
        }
    }

    /** What has its place in a row, and what is said of it: below where a terminal has no room beside. */
    private record Row(String place, String said) {}

    private void say(Row row) {
        Console console = context.console();
        String whole = row.place() + "  " + row.said();
        if (!console.live() || Cells.width(whole) <= console.columns()) {
            console.line(whole.stripTrailing());
        } else {
            console.line(Cells.cutMiddle(row.place(), console.columns()));
            console.line(Cells.cut(BELOW + row.said(), console.columns()));
        }
    }

    private static Row row(TrackerStatus tracker) {
        return new Row(
                String.format("  %d  %-7s %s", tracker.tier(), word(tracker), Format.name(tracker.url())),
                (tracker.state() == TrackerStatus.State.FAILING
                                ? Format.name(tracker.lastError().orElse("no answer"))
                                : counts(tracker))
                        + tracker.next().map(TrackersCommand::again).orElse("")
                        + tracker.warning()
                                .map(warning -> ", warns: " + Format.name(warning))
                                .orElse(""));
    }

    private static Row row(WebSeedStatus webSeed) {
        String said = webSeed.lastError().map(Format::name).orElse("")
                + webSeed.next().map(TrackersCommand::again).orElse("");
        return new Row(
                String.format(
                        "  w  %-7s %s", webSeed.state().name().toLowerCase(Locale.ROOT), Format.name(webSeed.url())),
                said);
    }

    private static String again(Duration wait) {
        return ", asked again in " + in(wait);
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
