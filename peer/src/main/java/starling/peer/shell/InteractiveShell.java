package starling.peer.shell;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Attributes;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.screen.TableReader;
import starling.peer.shell.table.Header;
import starling.peer.shell.table.Look;
import starling.peer.shell.table.TransferTable;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.Quantity;

/** The shell at a terminal: the live table, a prompt below it with history and completion, and news above both. */
final class InteractiveShell {
    private static final String PROMPT = "starling> ";

    private final PeerContext context;
    private final ShellLine line;
    private final TableReader reader;

    InteractiveShell(PeerContext context, TableReader reader) {
        this.context = context;
        this.line = new ShellLine(context);
        this.reader = reader;
        reader.setVariable(LineReader.HISTORY_FILE, context.home().state().resolve("history"));
        reader.setHistory(new DefaultHistory());
        reader.setCompleter(new ShellCompleter(context, line::spec));
        // A '!' is a character of names and not a word of an earlier line.
        reader.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        reader.option(LineReader.Option.CASE_INSENSITIVE, true);
        reader.option(LineReader.Option.HISTORY_TIMESTAMPED, false);
        if (!context.console().colour()) {
            withoutColours();
        }
    }

    private void withoutColours() {
        for (String style : List.of(
                LineReader.COMPLETION_STYLE_STARTING,
                LineReader.COMPLETION_STYLE_DESCRIPTION,
                LineReader.COMPLETION_STYLE_GROUP,
                LineReader.COMPLETION_STYLE_LIST_STARTING,
                LineReader.COMPLETION_STYLE_LIST_DESCRIPTION,
                LineReader.COMPLETION_STYLE_LIST_GROUP,
                LineReader.COMPLETION_STYLE_LIST_BACKGROUND)) {
            reader.setVariable(style, "default");
        }
        for (String style :
                List.of(LineReader.COMPLETION_STYLE_SELECTION, LineReader.COMPLETION_STYLE_LIST_SELECTION)) {
            reader.setVariable(style, "inverse");
        }
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
        echoNothing();
        greet();
        context.dialogue().sendNewsTo(reader::printAbove);
        context.dialogue().askWith(this::ask);
        try (News news = new News(context, this::look);
                UploadFolder uploads = new UploadFolder(context)) {
            readAll();
        }
        return context.torrents().hasUnfinishedDownloads() ? ExitCode.UNFINISHED.number() : 0;
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

    /** What is typed ahead while a command runs must not be written into its output; the reader shows it later. */
    private void echoNothing() {
        Attributes attributes = reader.getTerminal().getAttributes();
        attributes.setLocalFlag(Attributes.LocalFlag.ECHO, false);
        reader.getTerminal().setAttributes(attributes);
    }

    private void greet() {
        Header header = context.header();
        context.console()
                .line("You are peer " + header.id() + ", listening on " + header.address()
                        + header.tracker()
                                .map(url -> ", tracker " + url.replaceFirst("^http://(.*)/announce$", "$1"))
                                .orElse(", without a tracker")
                        + ".");
        if (header.tracker().isEmpty()) {
            context.console()
                    .line("Torrents that name a tracker work; for search and sharing, 'exit' and start again with"
                            + " TRACKER_IP TRACKER_PORT.");
        }
        context.console().line("Say 'download TORRENT', 'share FILE', 'watch' or 'help'; Tab completes.");
    }

    /** Takes what was drawn off the terminal, when the program is told to end while a line is being typed. */
    void leave() {
        reader.leave();
    }

    private void look(List<TorrentSnapshot> torrents) {
        draw(torrents);
        line.prepare();
    }

    private void draw(List<TorrentSnapshot> torrents) {
        if (!context.console().live()) {
            return;
        }
        Function<Look, TransferTable> now = context.table(torrents);
        boolean ascii = Look.of(context.console()).ascii();
        boolean colour = context.console().colour();
        reader.show(columns -> {
            TransferTable table = now.apply(new Look(columns, ascii));
            return colour ? table : table.withoutColours();
        });
    }

    private void readAll() {
        while (!context.stopping().programEnds()) {
            try {
                draw(context.torrents().snapshots());
                run(reader.readLine(PROMPT));
            } catch (UserInterruptException clearedLine) {
                // Ctrl-C gives a fresh prompt
            } catch (EndOfFileException left) {
                if (mayLeave()) {
                    return;
                }
            }
        }
    }

    private void run(String text) {
        context.stopping().beginCommand();
        line.run(text);
        if (context.stopping().isWanted() && !context.stopping().programEnds()) {
            context.console().line("Stopped.");
        }
    }

    private boolean mayLeave() {
        long running = context.torrents().snapshots().stream()
                .filter(torrent -> torrent.isRunning() && !torrent.isComplete())
                .count();
        if (running == 0) {
            return true;
        }
        return ask(Format.count(running, "download") + (running == 1 ? " runs, and goes" : " run, and go")
                        + " on at the next start. Leave? (y/N) ")
                .strip()
                .toLowerCase(Locale.ROOT)
                .startsWith("y");
    }
}
