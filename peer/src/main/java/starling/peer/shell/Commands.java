package starling.peer.shell;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import starling.peer.shell.text.Alike;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.Console;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;

/** Every command there is, with the same words in the shell and on the command line. */
final class Commands {
    private Commands() {}

    static void addTo(CommandLine parent, PeerContext context) {
        List<Callable<Integer>> commands = List.of(
                new CreateCommand(context),
                new SeedCommand(context),
                new ShareCommand(context),
                new DownloadCommand(context),
                new SearchCommand(context),
                new PublishCommand(context),
                new MagnetCommand(context),
                new ListCommand(context),
                new StatusCommand(context),
                new WatchCommand(context),
                new PeersCommand(context),
                new TrackersCommand(context),
                new DhtCommand(context),
                new FilesCommand(context),
                new PiecesCommand(context),
                new PriorityCommand(context),
                new InfoCommand(context),
                new LimitCommand(context),
                new PauseCommand(context),
                new ResumeCommand(context),
                new RecheckCommand(context),
                new RemoveCommand(context),
                new WaitCommand(context),
                new ConfigCommand(context),
                new HelpCommand(context),
                new ExitCommand(context));
        for (Callable<Integer> command : commands) {
            CommandLine line = new CommandLine(command);
            line.getCommandSpec().usageMessage().autoWidth(true);
            parent.addSubcommand(line);
        }
    }

    /** One line for what went wrong, and its exit code. */
    static CommandLine withErrorsTo(CommandLine line, Console console) {
        line.setExecutionExceptionHandler((failure, where, parsed) -> {
            if (failure instanceof CommandFailure said) {
                console.error(said.getMessage());
                return said.code().number();
            }
            console.error("error of Starling's own, please report it: " + failure);
            return ExitCode.UNKNOWN.number();
        });
        line.setParameterExceptionHandler((wrong, args) -> {
            CommandLine at = wrong.getCommandLine();
            Optional<String> word = at.getParent() == null ? wordForCommand(wrong) : Optional.empty();
            console.error(word.map(written -> unknown(written, line))
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
    static String unknown(String word, CommandLine all) {
        return "there is no command '" + Format.name(word) + "'"
                + Alike.to(word, all.getSubcommands().keySet())
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
