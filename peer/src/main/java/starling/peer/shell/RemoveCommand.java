package starling.peer.shell;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        description = "Forget torrents. What was downloaded stays where it is.",
        footer = {"", "Example: remove example.pdf"})
final class RemoveCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Torrents: names, parts of names, or numbers.")
    private List<String> names;

    RemoveCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.remove(names).forEach(name -> context.console().line(name + ": removed; its files are kept"));
        return 0;
    }
}
