package starling.peer.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import starling.metainfo.InfoHash;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.TorrentSession;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.shell.screen.FullScreen;
import starling.peer.shell.table.Look;
import starling.peer.shell.table.Sorting;
import starling.peer.shell.table.TransferTable;
import starling.peer.shell.text.Console;
import starling.peer.shell.text.Format;

@Command(
        name = "watch",
        description = "Show every transfer on the whole screen; without a terminal, a line when something changes.",
        footer = {
            "",
            "Keys: q leaves, arrows choose a torrent, p pauses it or lets it go on, s sorts, PgUp and PgDn turn the"
                    + " page.",
            "Example: watch"
        })
final class WatchCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 1_000;

    private final PeerContext context;

    WatchCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Console console = context.console();
        if (console.live()) {
            FullScreen screen = new FullScreen(
                    console.terminal().get(), transfers(), Look.of(console).ascii(), console.colour());
            context.dialogue().overScreen(() -> screen.run(context.stopping()::isWanted), screen::close);
        } else {
            follow();
        }
        return 0;
    }

    private FullScreen.Transfers transfers() {
        return new FullScreen.Transfers() {
            @Override
            public TransferTable table(Sorting sorting, Look look) {
                return context.table(sorting.of(context.torrents().snapshots())).apply(look);
            }

            @Override
            public void pauseOrResume(InfoHash infoHash) {
                if (!context.isOpen()) {
                    return;
                }
                for (TorrentSession torrent : context.client().torrents()) {
                    if (torrent.metainfo().infoHash().equals(infoHash)) {
                        if (torrent.snapshot().isRunning()) {
                            torrent.pause();
                        } else {
                            torrent.start();
                        }
                    }
                }
            }
        };
    }

    /** A line for each torrent, and another whenever its state or percentage changes, until no download runs. */
    private void follow() {
        Map<InfoHash, String> said = new HashMap<>();
        do {
            for (TorrentSnapshot torrent : context.torrents().snapshots()) {
                String now = torrent.state() + " " + Format.percent(torrent.haveBytes(), torrent.wantedBytes());
                if (!now.equals(said.put(torrent.metainfo().infoHash(), now))) {
                    context.console().line(line(torrent));
                }
            }
        } while (context.torrents().hasUnfinishedDownloads()
                && !context.stopping().await(LOOK_MILLIS));
    }

    private static String line(TorrentSnapshot torrent) {
        String text = Format.name(torrent.metainfo().name()) + "  "
                + Format.percent(torrent.haveBytes(), torrent.wantedBytes()) + " %  " + TorrentJson.state(torrent);
        if (torrent.state() != TorrentState.DOWNLOADING) {
            return text;
        }
        List<PeerSnapshot> peers = torrent.peers();
        long seeds = peers.stream().filter(PeerSnapshot::isSeed).count();
        long rate = torrent.downloadBytesPerSecond();
        return text + "  " + Format.rate(rate) + "  ETA " + Format.eta(torrent.leftBytes(), rate) + "  "
                + Format.count(seeds, "seed") + " " + Format.count(peers.size() - seeds, "peer");
    }
}
