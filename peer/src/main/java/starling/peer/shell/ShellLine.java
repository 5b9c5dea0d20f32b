package starling.peer.shell;

import java.util.List;
import org.jline.reader.SyntaxError;
import org.jline.reader.impl.DefaultParser;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import starling.peer.fault.Faults;
import starling.peer.shell.text.ExitCode;

/** Runs lines of text as commands. */
final class ShellLine {
    /** What the commands of a shell hang on. */
    @Command(name = "", description = "Commands of the shell")
    static final class Root implements Runnable {
        @Override
        public void run() {
            // an empty line does nothing
        }
    }

    private final PeerContext context;
    private CommandLine commands;
    private final DefaultParser parser = new DefaultParser();

    ShellLine(PeerContext context) {
        this.context = context;
        parser.setEofOnUnclosedQuote(true);
    }

    /** Reads what all commands take, where that was not done yet: it takes its time, which a prompt need not wait for. */
    synchronized CommandLine prepare() {
        if (commands == null) {
            CommandLine all = new CommandLine(new Root());
            Commands.addTo(all, context);
            all.setAbbreviatedSubcommandsAllowed(true);
            commands = Commands.withErrorsTo(all, context.console(), context.stopping());
        }
        return commands;
    }

    /** The names of all commands. */
    List<String> names() {
        return List.copyOf(prepare().getSubcommands().keySet());
    }

    /** The command that all others hang on. */
    CommandSpec spec() {
        return prepare().getCommandSpec();
    }

    /** Runs a line; its exit code. Quotes hold words together, {@code #} starts a comment. */
    int run(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return 0;
        }
        try {
            List<String> words = parser.parse(text, text.length()).words();
            return prepare()
                    .execute(words.stream().filter(word -> !word.isEmpty()).toArray(String[]::new));
        } catch (SyntaxError open) {
            context.console().error("a quote is not closed");
            return ExitCode.USAGE.number();
        } catch (RuntimeException | Error fault) {
            Faults.log("command", fault);
            context.console().error(Faults.say(fault));
            return ExitCode.UNKNOWN.number();
        }
    }
}
