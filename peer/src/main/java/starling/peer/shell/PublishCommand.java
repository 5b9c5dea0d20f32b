package starling.peer.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import starling.peer.discovery.CatalogueClient;
import starling.peer.discovery.TrackerException;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;

@Command(
        name = "publish",
        description = "Put .torrents into the tracker's catalogue, where others find them with 'search'.",
        footer = {"", "Example: publish torrents/example.pdf.torrent"})
final class PublishCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = ".torrent files, here or in torrents/.")
    private List<Path> files;

    PublishCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        for (Path file : files) {
            Path found = context.home().find(file, context.home().torrents());
            TorrentFile torrent = TorrentFile.read(found);
            try {
                CatalogueClient.Publication published = context.servers()
                        .catalogue()
                        .publish(found.getFileName().toString(), torrent.bytes());
                if (published == CatalogueClient.Publication.NO_CATALOGUE) {
                    throw new TrackerException("the tracker keeps no catalogue");
                }
                boolean isNew = published == CatalogueClient.Publication.NEW;
                context.console()
                        .line(Format.name(torrent.metainfo().name()) + (isNew ? ": published" : ": is there already"));
            } catch (TrackerException failed) {
                throw new CommandFailure(
                        ExitCode.NETWORK, "cannot publish " + found + ": " + Format.name(failed.getMessage()));
            }
        }
        return 0;
    }
}
