package starling.peer.shell;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;
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
                new PeersCommand(context),
                new FilesCommand(context),
                new PriorityCommand(context),
                new InfoCommand(context),
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
            if (wrong instanceof UnmatchedArgumentException unmatched
                    && wrong.getCommandLine().getParent() == null
                    && !unmatched.isUnknownOption()) {
                console.error(unknownCommand(unmatched));
                return ExitCode.USAGE.number();
            }
            String command = wrong.getCommandLine().getCommandName();
            boolean known = wrong.getCommandLine().getParent() != null;
            console.error(firstLine(wrong.getMessage()) + ": say 'help" + (known ? " " + command : "") + "'");
            return ExitCode.USAGE.number();
        });
        return line;
    }

    private static String unknownCommand(UnmatchedArgumentException unmatched) {
        List<String> alike = unmatched.getSuggestions();
        return "there is no command '" + Format.name(unmatched.getUnmatched().get(0)) + "'"
                + (alike.isEmpty() ? "" : ", perhaps you mean '" + alike.get(0) + "'") + ": say 'help'";
    }

    private static String firstLine(String message) {
        String line =
                message == null ? "wrong usage" : message.lines().findFirst().orElse("wrong usage");
        return line.replaceFirst("[:.]?\\s*$", "");
    }
}
