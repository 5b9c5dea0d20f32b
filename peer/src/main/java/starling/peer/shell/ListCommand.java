package starling.peer.shell;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.text.Format;

@Command(
        name = "list",
        description = "List the torrents of this home.",
        footer = {"", "Example: list --json"})
final class ListCommand implements Callable<Integer> {
    private final PeerContext context;

    @Option(names = "--json", description = "One object a line.")
    private boolean json;

    ListCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<TorrentSnapshot> torrents = context.torrents().snapshots();
        int number = 0;
        for (TorrentSnapshot torrent : torrents) {
            number++;
            context.console().line(json ? TorrentJson.line(torrent) : row(number, torrent));
        }
        if (torrents.isEmpty() && !json) {
            context.console().line("no torrents yet: 'share FILE' or 'download TORRENT' brings one");
        }
        return 0;
    }

    private String row(int number, TorrentSnapshot torrent) {
        String figures = String.format(
                "%3d  %3d %%  %9s  %-11s  ",
                number,
                Format.percent(torrent.haveBytes(), torrent.wantedBytes()),
                Format.size(torrent.totalBytes()),
                TorrentJson.state(torrent));
        String problem =
                torrent.problem().map(why -> " (" + why.message() + ")").orElse("");
        return figures + context.console().fit(torrent.metainfo().name() + problem, figures.length());
    }
}
