package starling.peer.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "exit",
        aliases = "quit",
        description = "Say goodbye to the trackers, save, and leave.",
        footer = {"", "Example: exit"})
final class ExitCommand implements Callable<Integer> {
    private final PeerContext context;

    ExitCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.stopping().endProgram();
        return 0;
    }
}
