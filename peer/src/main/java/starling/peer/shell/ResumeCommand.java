package starling.peer.shell;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        description = "Let paused, failed or finished torrents run again.",
        footer = {"", "Example: resume example.pdf"})
final class ResumeCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Torrents: names, parts of names, or numbers.")
    private List<String> names;

    ResumeCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String how = context.isShell() ? ": resumed" : ": will run when the shell is started";
        context.torrents()
                .change(names, Handle::resume)
                .forEach(name -> context.console().line(name + how));
        return 0;
    }
}
