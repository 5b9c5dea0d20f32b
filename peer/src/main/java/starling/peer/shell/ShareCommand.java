package starling.peer.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import starling.metainfo.AnnounceUrl;
import starling.peer.discovery.CatalogueClient;
import starling.peer.discovery.TrackerException;

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

    ShareCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<String> files = new ArrayList<>(words);
        List<String> trackers = TrackerWord.take(
                files,
                context.options().tracker(),
                word -> context.isThere(Path.of(word), context.home().upload()));
        List<Seeding.Content> contents = new ArrayList<>();
        for (String file : files) {
            Path source = context.find(Path.of(file), context.home().upload());
            Path written = maker.make(context, trackers, source, Optional.empty());
            context.console().line(written.toString());
            Path folder = source.toAbsolutePath().normalize().getParent();
            publish(trackers.get(0), written);
            contents.add(new Seeding.Content(TorrentFile.read(written), folder));
        }
        return Seeding.run(context, contents);
    }

    /** The torrent is seeded all the same where its tracker keeps no catalogue. */
    private void publish(String tracker, Path torrent) {
        String announceUrl = AnnounceUrl.of(tracker);
        if (!announceUrl.startsWith("http")) {
            return;
        }
        try {
            new CatalogueClient(context.http(), announceUrl)
                    .publish(
                            torrent.getFileName().toString(),
                            TorrentFile.read(torrent).bytes());
        } catch (TrackerException failed) {
            context.console().error("not published: " + Format.name(failed.getMessage()));
        }
    }
}
