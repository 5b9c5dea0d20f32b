package starling.peer.shell;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.announce.Endpoint;
import starling.metainfo.MagnetLink;
import starling.peer.policy.FetchPlan;
import starling.peer.session.MagnetSession;
import starling.peer.session.TorrentSession;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;

@Command(
        name = "download",
        description = "Fetch what a torrent describes into downloads/, verified piece by piece.",
        footer = {
            "",
            "Example: download torrents/example.pdf.torrent",
            "Example: download album.torrent --select 1,3-5",
            "Example: download 'magnet:?xt=urn:btih:…'"
        })
final class DownloadCommand implements Callable<Integer> {
    private final PeerContext context;

    @Parameters(
            paramLabel = "WHAT",
            description = "A .torrent, here or in torrents/, the URL of one, a magnet link, or a row of 'search'.")
    private String what;

    @Option(
            names = "--peer",
            paramLabel = "HOST:PORT",
            description = "A peer to try at once. May be given several times.")
    private List<String> peers = new ArrayList<>();

    @Option(
            names = "--select",
            paramLabel = "FILES",
            description = "Fetch these files alone: numbers such as 1,3-5, names, or patterns such as *.flac.")
    private String select;

    @Option(names = "--sequential", description = "Fetch from the first piece to the last, not the rarest first.")
    private boolean sequential;

    DownloadCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Endpoint> endpoints = peers.stream().map(DownloadCommand::endpoint).toList();
        if (MagnetLink.isMagnet(what)) {
            return magnet(endpoints);
        }
        TorrentFile file = new TorrentSource(context).find(what);
        if (file.metainfo().isPrivate() && !endpoints.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "the torrent is private, and its tracker alone names peers: leave --peer out");
        }
        TorrentSession torrent = context.client()
                .open(file.metainfo(), file.bytes(), context.home().downloads(), TorrentSession.Intent.DOWNLOAD);
        if (select != null || sequential) {
            FetchPlan plan = select == null ? torrent.plan() : FileChoice.only(file.metainfo(), torrent.plan(), select);
            torrent.plan(sequential ? plan.withSequential(true) : plan);
        }
        torrent.addPeers(endpoints);
        torrent.start();
        if (context.isShell()) {
            return 0;
        }
        return new Follower(context).untilComplete(torrent) ? 0 : ExitCode.UNFINISHED.number();
    }

    private int magnet(List<Endpoint> endpoints) {
        MagnetDownload download = new MagnetDownload(context);
        Optional<TorrentSession> torrent = download.known(what);
        if (torrent.isPresent()) {
            torrent.get().start();
        } else {
            MagnetSession magnet = download.start(what, endpoints, select, sequential);
            if (context.isShell()) {
                return 0;
            }
            torrent = download.follow(magnet);
        }
        if (context.isShell()) {
            return 0;
        }
        return torrent.isPresent() && new Follower(context).untilComplete(torrent.get())
                ? 0
                : ExitCode.UNFINISHED.number();
    }

    static Endpoint endpoint(String written) {
        int colon = written.lastIndexOf(':');
        try {
            int port = Integer.parseInt(written.substring(colon + 1));
            return new Endpoint(InetAddress.getByName(written.substring(0, Math.max(0, colon))), port);
        } catch (IllegalArgumentException | UnknownHostException wrong) {
            throw new CommandFailure(ExitCode.USAGE, "'" + Format.name(written) + "' is no peer: write HOST:PORT");
        }
    }
}
