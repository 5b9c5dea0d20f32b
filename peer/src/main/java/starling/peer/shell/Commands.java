package starling.peer.shell;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import starling.peer.fault.Faults;
import starling.peer.shell.text.Alike;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.Console;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;

/** Every command there is, with the same words in the shell and on the command line. */
final class Commands {
    private Commands() {}

    private static final Map<String, Function<PeerContext, Callable<Integer>>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("create", CreateCommand::new);
        ALL.put("seed", SeedCommand::new);
        ALL.put("share", ShareCommand::new);
        ALL.put("download", DownloadCommand::new);
        ALL.put("search", SearchCommand::new);
        ALL.put("publish", PublishCommand::new);
        ALL.put("magnet", MagnetCommand::new);
        ALL.put("list", ListCommand::new);
        ALL.put("status", StatusCommand::new);
        ALL.put("watch", WatchCommand::new);
        ALL.put("peers", PeersCommand::new);
        ALL.put("trackers", TrackersCommand::new);
        ALL.put("dht", DhtCommand::new);
        ALL.put("files", FilesCommand::new);
        ALL.put("pieces", PiecesCommand::new);
        ALL.put("priority", PriorityCommand::new);
        ALL.put("info", InfoCommand::new);
        ALL.put("limit", LimitCommand::new);
        ALL.put("pause", PauseCommand::new);
        ALL.put("resume", ResumeCommand::new);
        ALL.put("recheck", RecheckCommand::new);
        ALL.put("remove", RemoveCommand::new);
        ALL.put("wait", WaitCommand::new);
        ALL.put("config", ConfigCommand::new);
        ALL.put("help", HelpCommand::new);
        ALL.put("exit", ExitCommand::new);
    }

    /** What they are called; for picocli. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.copyOf(ALL.keySet()).iterator();
        }
    }

    /** Whether the words name a command, or ask for help, which tells of all. */
    static boolean areNamed(List<String> words) {
        return ALL.keySet().stream().anyMatch(name -> isNamed(name, words));
    }

    private static boolean isNamed(String name, List<String> words) {
        return words.contains(name)
                || words.contains("help")
                || words.contains("--help")
                || words.contains("-h")
                || name.equals("exit") && words.contains("quit");
    }

    static void addTo(CommandLine parent, PeerContext context) {
        addNamed(parent, context, List.of("help"));
    }

    /** Adds those that {@link #areNamed}. */
    static void addNamed(CommandLine parent, PeerContext context, List<String> words) {
        ALL.forEach((name, command) -> {
            if (isNamed(name, words)) {
                CommandLine line = new CommandLine(command.apply(context));
                line.getCommandSpec().usageMessage().autoWidth(true);
                parent.addSubcommand(line);
            }
        });
    }

    /** One line for what went wrong, and its exit code; nothing of what was ended in the middle. */
    static CommandLine withErrorsTo(CommandLine line, Console console, Stopping stopping) {
        line.setExecutionExceptionHandler((failure, where, parsed) -> {
            if (failure instanceof CommandFailure && stopping.isWanted()) {
                return ExitCode.UNFINISHED.number();
            }
            if (failure instanceof CommandFailure said) {
                console.error(said.getMessage());
                return said.code().number();
            }
            Faults.log("command", failure);
            console.error(Faults.say(failure));
            return ExitCode.UNKNOWN.number();
        });
        line.setParameterExceptionHandler((wrong, args) -> {
            CommandLine at = wrong.getCommandLine();
            Optional<String> word = at.getParent() == null ? wordForCommand(wrong) : Optional.empty();
            console.error(word.map(written -> unknown(written))
                    .orElseGet(() -> Format.name(firstLine(wrong.getMessage())) + suggestedOption(wrong) + ": say 'help"
                            + (at.getParent() == null ? "" : " " + at.getCommandName()) + "'"));
            return ExitCode.USAGE.number();
        });
        return line;
    }

    /** What stands where a command should: in a shell any first word, before it what was taken for a tracker. */
    private static Optional<String> wordForCommand(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            return unmatched.isUnknownOption()
                    ? Optional.empty()
                    : Optional.of(unmatched.getUnmatched().get(0));
        }
        return wrong.getArgSpec() instanceof PositionalParamSpec place
                        && place.index().min() == 1
                ? Optional.<String>ofNullable(
                                place.command().positionalParameters().get(0).getValue())
                        .filter(word -> !word.matches(".*[.:].*|localhost"))
                : Optional.empty();
    }

    private static String suggestedOption(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched) || !unmatched.isUnknownOption()) {
            return "";
        }
        return Alike.to(
                        unmatched.getUnmatched().get(0).replaceFirst("=.*", ""),
                        wrong.getCommandLine().getCommandSpec().optionsMap().keySet())
                .map(option -> ", perhaps you mean '" + option + "'")
                .orElse("");
    }

    /** That there is no such command, and which one may be meant. */
    static String unknown(String word) {
        return "there is no command '" + Format.name(word) + "'"
                + Alike.to(word, ALL.keySet())
                        .map(name -> ", perhaps you mean '" + name + "'")
                        .orElse("")
                + ": say 'help'";
    }

    private static String firstLine(String message) {
        String line =
                message == null ? "wrong usage" : message.lines().findFirst().orElse("wrong usage");
        return line.replaceFirst("[:.]?\\s*$", "");
    }
}
