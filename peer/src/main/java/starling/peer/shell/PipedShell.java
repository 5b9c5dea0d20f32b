package starling.peer.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import starling.peer.session.TorrentState;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;

/**
 * The shell without a terminal: a command a line, nothing asked, nothing drawn. At the end of the input it waits for the
 * downloads that run.
 */
final class PipedShell {
    private final PeerContext context;
    private final ShellLine line;
    private final BufferedReader input;

    PipedShell(PeerContext context, InputStream input) {
        this.context = context;
        this.line = new ShellLine(context);
        this.input = new BufferedReader(new InputStreamReader(input));
    }

    /** The exit code: of the last command that failed, else whether downloads were left unfinished. */
    int run() throws IOException {
        int failed = goOn();
        boolean finished;
        try (News news = new News(context, torrents -> {});
                UploadFolder uploads = new UploadFolder(context)) {
            for (String text = input.readLine(); text != null; text = input.readLine()) {
                int code = line.run(text);
                failed = code == 0 ? failed : code;
                if (context.stopping().programEnds()) {
                    break;
                }
            }
            finished = context.stopping().programEnds()
                    ? !context.torrents().hasUnfinishedDownloads()
                    : new Follower(context).untilNothingRuns();
        }
        if (failed == 0 && !finished) {
            failed = context.torrents()
                    .firstProblem()
                    .map(problem -> Failures.of(problem).code())
                    .orElse(ExitCode.UNFINISHED)
                    .number();
        }
        return failed;
    }

    /** Has all that ran run again; where nothing did, no port is opened before a command needs one. */
    private int goOn() {
        try {
            if (context.torrents().snapshots().stream().anyMatch(torrent -> torrent.state() == TorrentState.STOPPED)) {
                context.client();
            }
            return 0;
        } catch (CommandFailure cannot) {
            context.console().error(cannot.getMessage());
            return cannot.code().number();
        }
    }
}
