package starling.peer.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;

@Command(
        name = "create",
        description = "Make a .torrent of each file or folder and print where it is.",
        footer = {"", "Example: create 127.0.0.1:12000 upload/example.pdf"})
final class CreateCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(
            paramLabel = "[TRACKER] FILE",
            arity = "1..*",
            description = "TRACKER is a URL, a host or host:port; the peer's own unless given. "
                    + "FILE is a file or a folder, here or in upload/.")
    private List<String> words;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            description = "Where to write the .torrent; torrents/NAME.torrent unless given.")
    private Path output;

    @Option(
            names = "--no-tracker",
            description = "Name no tracker: peers find each other through the DHT and each other.")
    private boolean noTracker;

    @Mixin
    private TorrentMaker maker = new TorrentMaker();

    CreateCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<String> files = new ArrayList<>(words);
        List<String> trackers = noTracker
                ? List.of()
                : TrackerWord.take(
                        files,
                        context.options().tracker(),
                        word -> context.home()
                                .isThere(Path.of(word), context.home().upload()));
        if (output != null && files.size() > 1) {
            throw new CommandFailure(ExitCode.USAGE, "--output takes one file: make the others one by one");
        }
        for (String file : files) {
            Path source = context.home().find(Path.of(file), context.home().upload());
            Path written = maker.make(context, trackers, source, Optional.ofNullable(output), false);
            context.console().line(written.toString());
        }
        return 0;
    }
}
