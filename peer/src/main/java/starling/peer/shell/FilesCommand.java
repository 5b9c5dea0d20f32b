package starling.peer.shell;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.metainfo.FileEntry;
import starling.metainfo.PieceLayout;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.text.Cells;
import starling.peer.shell.text.Console;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.JsonLine;

@Command(
        name = "files",
        description = "List the files of a torrent: number, how much of each is there, size, priority.",
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
        TorrentSnapshot torrent = Selection.find(context.torrents().snapshots(), TorrentSnapshot::metainfo, name);
        List<FileEntry> files = torrent.metainfo().files();
        for (int index = 0; index < files.size(); index++) {
            int number = index + 1;
            FileEntry file = files.get(index);
            if (file.padding()) {
                continue;
            }
            String priority = torrent.plan().priority(index).name().toLowerCase(Locale.ROOT);
            long have = haveBytes(torrent, file);
            context.console()
                    .line(
                            json
                                    ? JsonLine.of(line -> {
                                        line.writeNumberField("index", number);
                                        line.writeStringField("path", file.display());
                                        line.writeNumberField("length", file.lengthBytes());
                                        line.writeNumberField("have", have);
                                        line.writeNumberField("percent", Format.percent(have, file.lengthBytes()));
                                        line.writeStringField("priority", priority);
                                    })
                                    : row(number, file, have, priority));
        }
        return 0;
    }

    /** Of a path that is too long, the end says more than the beginning. */
    private String row(int number, FileEntry file, long have, String priority) {
        String figures = String.format(
                "%3d  %3d %%  %9s  %-6s  ",
                number, Format.percent(have, file.lengthBytes()), Format.size(file.lengthBytes()), priority);
        String path = Format.name(file.display());
        Console console = context.console();
        return figures + (console.live() ? Cells.cutMiddle(path, console.columns() - figures.length()) : path);
    }

    private static long haveBytes(TorrentSnapshot torrent, FileEntry file) {
        if (file.lengthBytes() == 0 || torrent.have().isFull()) {
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
