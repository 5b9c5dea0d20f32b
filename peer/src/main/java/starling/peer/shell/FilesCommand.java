package starling.peer.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.metainfo.FileEntry;
import starling.metainfo.PieceLayout;
import starling.peer.session.TorrentSnapshot;

@Command(
        name = "files",
        description = "List the files of a torrent and how much of each is there.",
        footer = {"", "Example: files example.pdf"})
final class FilesCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(paramLabel = "NAME", description = "The torrent: its name, a part, or its number.")
    private String name;

    @Option(names = "--json", description = "One object a line.")
    private boolean json;

    FilesCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        TorrentSnapshot torrent = Selection.find(context.snapshots(), TorrentSnapshot::metainfo, name);
        for (FileEntry file : torrent.metainfo().files()) {
            long have = haveBytes(torrent, file);
            context.console()
                    .line(
                            json
                                    ? JsonLine.of(line -> {
                                        line.writeStringField("path", file.display());
                                        line.writeNumberField("length", file.lengthBytes());
                                        line.writeNumberField("have", have);
                                    })
                                    : String.format(
                                            "%3d %%  %9s  %s",
                                            Format.percent(have, file.lengthBytes()),
                                            Format.size(file.lengthBytes()),
                                            Format.name(file.display())));
        }
        return 0;
    }

    private static long haveBytes(TorrentSnapshot torrent, FileEntry file) {
        if (file.lengthBytes() == 0 || torrent.isComplete()) {
            return file.lengthBytes();
        }
        PieceLayout layout = torrent.metainfo().layout();
        long have = 0;
        for (int piece = layout.pieceAt(file.offset()); piece <= layout.pieceAt(file.end() - 1); piece++) {
            if (torrent.have().get(piece)) {
                long start = Math.max(file.offset(), layout.pieceOffset(piece));
                have += Math.min(file.end(), layout.pieceOffset(piece) + layout.pieceLength(piece)) - start;
            }
        }
        return have;
    }
}
