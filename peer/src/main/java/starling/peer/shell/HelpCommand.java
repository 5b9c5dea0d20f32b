package starling.peer.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;

@Command(
        name = "help",
        description = "List the commands, or explain one.",
        footer = {"", "Example: help download"})
final class HelpCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..1",
            completionCandidates = Commands.Names.class,
            description = "The command to explain.")
    private String command;

    @Spec
    private CommandSpec spec;

    HelpCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        CommandLine all = spec.parent().commandLine();
        if (command != null) {
            CommandLine one = all.getSubcommands().get(command);
            if (one == null) {
                throw new CommandFailure(ExitCode.USAGE, Commands.unknown(command));
            }
            // The shell's root has no name, which leaves a gap where it would stand.
            context.console()
                    .line(one.getUsageMessage(CommandLine.Help.Ansi.OFF)
                            .stripTrailing()
                            .replaceFirst("^Usage: +", "Usage: "));
        } else {
            list(all);
        }
        return 0;
    }

    private void list(CommandLine all) {
        all.getSubcommands().forEach((name, command) -> {
            if (name.equals(command.getCommandName())) {
                context.console()
                        .line(String.format(
                                "  %-9s %s",
                                name,
                                String.join(
                                        " ",
                                        command.getCommandSpec().usageMessage().description())));
            }
        });
        context.console().line("");
        context.console().line("'help COMMAND' explains one and gives an example. Exit codes:");
        for (ExitCode code : ExitCode.values()) {
            context.console().line(String.format("  %3d  %s", code.number(), code.meaning()));
        }
    }
}
