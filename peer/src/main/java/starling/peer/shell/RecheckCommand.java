package starling.peer.shell;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import starling.peer.session.Client;
import starling.peer.session.TorrentSession;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;
import starling.peer.shell.text.Format;

@Command(
        name = "recheck",
        description = "Compare all that is on disk with the torrents' hashes, on all cores.",
        footer = {"", "Example: recheck example.pdf"})
final class RecheckCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "Torrents: names, parts of names, or numbers; all unless given.")
    private List<String> names;

    RecheckCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        for (TorrentSession torrent : chosen()) {
            torrent.recheck();
            if (!Seeding.awaitChecked(context, torrent)) {
                if (!context.stopping().programEnds()) {
                    context.console()
                            .line(Format.name(torrent.metainfo().name())
                                    + ": the check goes on by itself; 'pause' ends it");
                }
                return ExitCode.UNFINISHED.number();
            }
            TorrentSnapshot now = torrent.snapshot();
            now.problem().ifPresent(problem -> {
                throw Failures.of(problem);
            });
            context.console().line(Format.name(now.metainfo().name()) + ": " + found(now));
        }
        return 0;
    }

    private List<TorrentSession> chosen() {
        List<TorrentSession> all = all();
        return names == null
                ? all
                : names.stream()
                        .map(name -> Selection.find(all, TorrentSession::metainfo, name))
                        .toList();
    }

    /** A shell has them open; elsewhere they are opened, but not started. */
    private List<TorrentSession> all() {
        RecordedTorrents recorded =
                new RecordedTorrents(context.home(), context.options().limits());
        Client client = context.client();
        return context.isShell()
                ? client.torrents()
                : recorded.records().stream().map(client::open).toList();
    }

    private static String found(TorrentSnapshot torrent) {
        int pieces = torrent.metainfo().layout().pieceCount();
        long lacking = torrent.wantedBytes() - torrent.foundBytes();
        if (lacking == 0 && torrent.plan().isPartial()) {
            return "complete, all that is wanted matches";
        }
        return lacking == 0
                ? "complete, "
                        + (pieces == 1 ? "its piece matches" : "all " + Format.thousands(pieces) + " pieces match")
                : Format.percent(torrent.foundBytes(), torrent.wantedBytes()) + " % matches, " + Format.size(lacking)
                        + (torrent.isRunning() ? " is fetched" : " is bad or missing: 'resume' fetches it");
    }
}
