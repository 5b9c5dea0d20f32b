package starling.peer.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.peer.session.PiecesSnapshot;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.table.Look;
import starling.peer.shell.table.PieceMap;
import starling.peer.shell.text.Console;
import starling.peer.shell.text.JsonLine;

@Command(
        name = "pieces",
        description = "Draw the map of a torrent's pieces: had, in flight, missing and how many peers have them.",
        footer = {"", "Example: pieces example.pdf"})
final class PiecesCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(paramLabel = "NAME", description = "The torrent: its name, a part, or its number.")
    private String name;

    @Option(
            names = "--json",
            description = "One object: 'map' has a letter a piece (h had, f in flight, m missing, o off), "
                    + "'availability' how many connected peers have each.")
    private boolean json;

    PiecesCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        TorrentSnapshot torrent = Selection.find(context.torrents().snapshots(), TorrentSnapshot::metainfo, name);
        PiecesSnapshot pieces = context.torrents().pieces(torrent);
        Console console = context.console();
        if (json) {
            console.line(json(torrent, pieces));
        } else {
            PieceMap.lines(torrent.metainfo(), pieces, Look.of(console), console.rows())
                    .forEach(console::line);
        }
        return 0;
    }

    private static String json(TorrentSnapshot torrent, PiecesSnapshot pieces) {
        int count = pieces.have().size();
        StringBuilder map = new StringBuilder(count);
        for (int piece = 0; piece < count; piece++) {
            map.append(
                    pieces.have().get(piece)
                            ? 'h'
                            : !pieces.wanted().get(piece)
                                    ? 'o'
                                    : pieces.inFlight().get(piece) ? 'f' : 'm');
        }
        return JsonLine.of(line -> {
            line.writeStringField("name", torrent.metainfo().name());
            line.writeStringField("info_hash", torrent.metainfo().infoHash().hex());
            line.writeNumberField("piece_length", torrent.metainfo().layout().pieceLengthBytes());
            line.writeNumberField("pieces", count);
            line.writeNumberField("have", pieces.have().count());
            line.writeStringField("map", map.toString());
            line.writeArrayFieldStart("availability");
            for (int owners : pieces.owners()) {
                line.writeNumber(owners);
            }
            line.writeEndArray();
        });
    }
}
