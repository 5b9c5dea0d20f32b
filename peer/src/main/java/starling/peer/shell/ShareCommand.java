package starling.peer.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "share",
        description = "Make a torrent of each file or folder, publish it at its tracker and seed it.",
        footer = {"", "Example: share upload/example.pdf"})
final class ShareCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(
            paramLabel = "[TRACKER] FILE",
            arity = "1..*",
            description = "TRACKER is a URL, a host or host:port; the peer's own unless given.")
    private List<String> words;

    @Mixin
    private TorrentMaker maker = new TorrentMaker();

    @Option(
            names = "--super-seed",
            description = "Show each peer one piece at a time, until another has all: the first seed gives less twice.")
    private boolean superSeed;

    @Mixin
    private SeedGoalOptions goal = new SeedGoalOptions();

    ShareCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<String> files = new ArrayList<>(words);
        List<String> trackers = TrackerWord.take(
                files,
                context.options().tracker(),
                word -> context.home().isThere(Path.of(word), context.home().upload()));
        Sharing sharing = new Sharing(context, trackers, maker);
        List<Seeding.Content> contents = new ArrayList<>();
        for (String file : files) {
            Seeding.Content content = sharing.share(
                    context.home().find(Path.of(file), context.home().upload()), false);
            context.console().line(content.path().toString());
            contents.add(content);
        }
        return Seeding.run(context, contents, goal, superSeed);
    }
}
