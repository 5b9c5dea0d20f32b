package starling.peer.shell;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.text.ClientName;
import starling.peer.shell.text.Format;

@Command(
        name = "peers",
        description = "List the connected peers, of one torrent or of all.",
        footer = {
            "",
            "Flags: d we want its pieces (D it gives them), u it wants ours (U we give them), > we called it.",
            "Example: peers example.pdf"
        })
final class PeersCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The torrent: its name, a part, or its number.")
    private String name;

    @Option(names = "--json", description = "One object a line.")
    private boolean json;

    PeersCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<TorrentSnapshot> torrents = context.snapshots();
        if (name != null) {
            torrents = List.of(Selection.find(torrents, TorrentSnapshot::metainfo, name));
        }
        for (TorrentSnapshot torrent : torrents) {
            if (!json) {
                context.console()
                        .line(Format.name(torrent.metainfo().name()) + ": "
                                + Format.count(torrent.peers().size(), "peer"));
            }
            for (PeerSnapshot peer : torrent.peers()) {
                context.console().line(json ? TorrentJson.line(torrent, peer) : row(peer));
            }
        }
        return 0;
    }

    private static String row(PeerSnapshot peer) {
        return String.format(
                "  %-21s %-7s %3d %%  ↓ %-11s ↑ %-11s %s  %s",
                peer.endpoint(),
                peer.role().name().toLowerCase(Locale.ROOT),
                peer.havePercent(),
                Format.rate(peer.downloadBytesPerSecond()),
                Format.rate(peer.uploadBytesPerSecond()),
                flags(peer),
                Format.name(peer.program().orElseGet(() -> ClientName.of(peer.id()))));
    }

    private static String flags(PeerSnapshot peer) {
        return (peer.interestingToUs() ? peer.chokingUs() ? "d" : "D" : "-")
                + (peer.interestedInUs() ? peer.chokedByUs() ? "u" : "U" : "-")
                + (peer.dialled() ? ">" : " ");
    }
}
