package starling.peer.shell;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "pause",
        description = "Stop torrents until they are resumed.",
        footer = {"", "Example: pause example.pdf"})
final class PauseCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Torrents: names, parts of names, or numbers.")
    private List<String> names;

    PauseCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.torrents()
                .change(names, Handle::pause)
                .forEach(name -> context.console().line(name + ": paused"));
        return 0;
    }
}
