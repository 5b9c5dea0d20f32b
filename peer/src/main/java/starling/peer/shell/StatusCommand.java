package starling.peer.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import starling.peer.shell.table.Look;
import starling.peer.shell.text.Console;

@Command(
        name = "status",
        description = "Show every transfer: rates, peers, pieces.",
        footer = {"", "Example: status"})
final class StatusCommand implements Callable<Integer> {
    private final PeerContext context;

    @Option(names = "--json", description = "One object a line, a torrent each.")
    private boolean json;

    StatusCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (json) {
            context.torrents().snapshots().forEach(torrent -> context.console().line(TorrentJson.line(torrent)));
        } else {
            Console console = context.console();
            context.table(context.torrents().snapshots())
                    .apply(Look.of(console))
                    .lines()
                    .forEach(console::line);
        }
        return 0;
    }
}
