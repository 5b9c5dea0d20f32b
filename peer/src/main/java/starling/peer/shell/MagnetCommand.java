package starling.peer.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import starling.metainfo.MagnetLink;
import starling.metainfo.Metainfo;
import starling.peer.session.TorrentSnapshot;

@Command(
        name = "magnet",
        description = "Print the magnet link of a torrent.",
        footer = {"", "Example: magnet torrents/example.pdf.torrent"})
final class MagnetCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(paramLabel = "WHAT", arity = "1..*", description = "A .torrent, or a torrent of 'list'.")
    private List<String> what;

    MagnetCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        for (String word : what) {
            context.console().line(MagnetLink.of(metainfo(word)).toString());
        }
        return 0;
    }

    private Metainfo metainfo(String word) {
        Path named = Path.of(word);
        if (context.home().isThere(named, context.home().torrents())
                && !Files.isDirectory(context.home().find(named, context.home().torrents()))) {
            return TorrentFile.read(context.home().find(named, context.home().torrents()))
                    .metainfo();
        }
        return Selection.find(context.torrents().snapshots(), TorrentSnapshot::metainfo, word)
                .metainfo();
    }
}
