package starling.peer.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jline.builtins.Completers;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.AggregateCompleter;
import org.jline.reader.impl.completer.ArgumentCompleter;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Quantity;

/** The shell at a terminal: a prompt with history and completion; news appear above it. */
final class InteractiveShell {
    private static final String PROMPT = "starling> ";

    private final PeerContext context;
    private final ShellLine line;
    private final LineReader reader;

    InteractiveShell(PeerContext context, Terminal terminal) {
        this.context = context;
        this.line = new ShellLine(context);
        Path history = context.home().state().resolve("history");
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("starling")
                .variable(LineReader.HISTORY_FILE, history)
                .completer(new ArgumentCompleter(
                        new StringsCompleter(line.names()),
                        new AggregateCompleter(
                                new Completers.FileNameCompleter(),
                                (input, parsed, candidates) ->
                                        new StringsCompleter(names()).complete(input, parsed, candidates))))
                .build();
    }

    private List<String> names() {
        return context.snapshots().stream()
                .map(torrent -> torrent.metainfo().name())
                .toList();
    }

    /** Asks for a rate until it understands the answer; an empty one is no limit. */
    static Quantity askRate(LineReader questions, String what) {
        while (true) {
            String answer = questions.readLine("Maximum " + what + " rate (such as 100K or 2M; Enter = no limit): ");
            try {
                return answer.isBlank() ? new Quantity(0) : Quantity.parse(answer);
            } catch (IllegalArgumentException wrong) {
                questions.getTerminal().writer().println(wrong.getMessage());
            }
        }
    }

    /** Until {@code exit} or the end of the input. The exit code. */
    int run() throws IOException {
        context.client();
        StatusReport.Header header = context.header();
        context.console()
                .line("You are peer " + header.id() + ", listening on " + header.address()
                        + context.options()
                                .tracker()
                                .map(url -> ", tracker " + url)
                                .orElse(", without a tracker") + ".");
        if (context.options().tracker().isEmpty()) {
            context.console()
                    .line("Torrents that name a tracker work; for search and sharing, 'exit' and start again with"
                            + " TRACKER_IP TRACKER_PORT.");
        }
        context.console().line("Say 'download TORRENT', 'share FILE' or 'help'; 'exit' leaves.");
        context.sendNewsTo(reader::printAbove);
        context.askWith(this::ask);
        try (News news = new News(context);
                UploadFolder uploads = new UploadFolder(context)) {
            readAll();
        }
        return context.hasUnfinishedDownloads() ? ExitCode.UNFINISHED.number() : 0;
    }

    private String ask(String question) {
        reader.setVariable(LineReader.DISABLE_HISTORY, true);
        try {
            return reader.readLine(question);
        } catch (UserInterruptException | EndOfFileException unanswered) {
            return "";
        } finally {
            reader.setVariable(LineReader.DISABLE_HISTORY, false);
        }
    }

    private void readAll() {
        while (!context.stopRequested()) {
            try {
                line.run(reader.readLine(PROMPT));
            } catch (UserInterruptException clearedLine) {
                // Ctrl-C gives a fresh prompt
            } catch (EndOfFileException left) {
                return;
            }
        }
    }
}
