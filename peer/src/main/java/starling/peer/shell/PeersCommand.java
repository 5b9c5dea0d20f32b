package starling.peer.shell;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import starling.peer.policy.Ledger;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.table.Look;
import starling.peer.shell.table.PeerRows;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.JsonLine;

@Command(
        name = "peers",
        description = "List the connected peers, of one torrent or of all.",
        footer = {
            "",
            "Flags: d we want its pieces (D it gives them), u it wants ours (U we give them), > we called it,",
            "e all is encrypted, h the handshake was, t over TLS. Roles: seed, peer, leecher, and web for a web seed; where",
            "there is little room, their first letters.",
            "Example: peers example.pdf",
            "Example: peers --ledger"
        })
final class PeersCommand implements Callable<Integer> {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final PeerContext context;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The torrent: its name, a part, or its number.")
    private String name;

    @Option(names = "--ledger", description = "List what each peer gave and took, in all runs and torrents.")
    private boolean ledger;

    @Option(names = "--json", description = "One object a line.")
    private boolean json;

    PeersCommand(PeerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (ledger) {
            listAccounts();
            return 0;
        }
        List<TorrentSnapshot> torrents = context.torrents().snapshots();
        if (name != null) {
            torrents = List.of(Selection.find(torrents, TorrentSnapshot::metainfo, name));
        }
        for (TorrentSnapshot torrent : torrents) {
            if (!json) {
                String count = ": " + Format.count(torrent.peers().size(), "peer");
                context.console().line(context.console().fit(torrent.metainfo().name(), count.length()) + count);
            }
            PeerRows rows = new PeerRows(Look.of(context.console()), torrent.peers());
            for (PeerSnapshot peer : torrent.peers()) {
                context.console().line(json ? TorrentJson.line(torrent, peer) : rows.row(peer));
            }
        }
        return 0;
    }

    private void listAccounts() {
        if (name != null) {
            throw new CommandFailure(
                    ExitCode.USAGE, "the ledger is one for all torrents: say 'peers --ledger' without a name");
        }
        List<Ledger.Account> accounts = context.torrents().accounts();
        if (!json) {
            context.console()
                    .line(
                            accounts.isEmpty()
                                    ? "No peer gave or took anything yet."
                                    : String.format("  %-20s  %10s  %10s  %s", "peer", "gave", "took", "last"));
        }
        for (Ledger.Account account : accounts) {
            context.console().line(json ? accountJson(account) : accountRow(account));
        }
    }

    private static String accountRow(Ledger.Account account) {
        return String.format(
                "  %-20s  %10s  %10s  %s",
                account.peer(),
                Format.size(account.gaveBytes()),
                Format.size(account.tookBytes()),
                DAY.format(Instant.ofEpochSecond(account.lastSeconds()).atZone(ZoneId.systemDefault())));
    }

    private static String accountJson(Ledger.Account account) {
        return JsonLine.of(json -> {
            json.writeStringField("id", account.peer().toString());
            json.writeStringField("id_hex", account.peer().hex());
            json.writeNumberField("gave", account.gaveBytes());
            json.writeNumberField("took", account.tookBytes());
            json.writeNumberField("last", account.lastSeconds());
        });
    }
}
