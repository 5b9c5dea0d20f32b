package starling.peer.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import starling.peer.session.TorrentSession;
import starling.peer.shell.text.ExitCode;

@Command(
        name = "wait",
        description = "Wait until downloads are done: one, or all.",
        footer = {"", "Example: wait example.pdf"})
final class WaitCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The torrent: its name, a part, or its number.")
    private String name;

    WaitCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (!context.isOpen()) {
            return 0;
        }
        Follower follower = new Follower(context);
        if (name == null) {
            return follower.untilNothingRuns() ? 0 : ExitCode.UNFINISHED.number();
        }
        TorrentSession torrent = Selection.find(context.client().torrents(), TorrentSession::metainfo, name);
        return follower.untilComplete(torrent) ? 0 : ExitCode.UNFINISHED.number();
    }
}
