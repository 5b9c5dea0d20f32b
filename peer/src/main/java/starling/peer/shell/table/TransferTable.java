package starling.peer.shell.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jline.utils.AttributedString;
import starling.metainfo.InfoHash;
import starling.peer.discovery.TrackerStatus;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.text.Cells;
import starling.peer.shell.text.Format;

/**
 * Every transfer at one moment, in lines: who we are, what comes in and from whom, what goes out and to whom. Lines are
 * made of the rows that are looked at, and of no others: there may be thousands.
 */
public final class TransferTable {
    /** Of the body. */
    private record Entry(
            Optional<InfoHash> torrent, Optional<PeerSnapshot> peer, Function<TransferRows, AttributedString> line) {}

    private final Look look;
    private final boolean coloured;
    private final List<AttributedString> head;
    private final List<Entry> entries;

    private TransferTable(Look look, boolean coloured, List<AttributedString> head, List<Entry> entries) {
        this.look = look;
        this.coloured = coloured;
        this.head = head;
        this.entries = entries;
    }

    public static TransferTable of(Header header, List<TorrentSnapshot> torrents, Look look) {
        return of(header, List.of(), torrents, look);
    }

    /** @param works what is hashed meanwhile */
    public static TransferTable of(Header header, List<Work> works, List<TorrentSnapshot> torrents, Look look) {
        return new TransferTable(look, true, head(header, torrents, look), entries(works, torrents));
    }

    /** The same without colours and bold letters. */
    public TransferTable withoutColours() {
        return new TransferTable(look, false, plain(head), entries);
    }

    private static List<AttributedString> plain(List<AttributedString> lines) {
        return lines.stream().map(line -> new AttributedString(line.toString())).toList();
    }

    /** What stays in sight whichever page is shown. */
    public List<AttributedString> head() {
        return head;
    }

    /** How many rows follow the head. */
    public int rows() {
        return entries.size();
    }

    /** Those rows from one up to and without another; their columns are as wide as the widest of them needs. */
    public List<AttributedString> rows(int from, int to) {
        List<Entry> shown = entries.subList(from, to);
        TransferRows rows = new TransferRows(
                look, shown.stream().flatMap(entry -> entry.peer().stream()).toList());
        List<AttributedString> lines =
                shown.stream().map(entry -> entry.line().apply(rows)).toList();
        return coloured ? lines : plain(lines);
    }

    /** Whose own row it is; empty for headings and connections. */
    public Optional<InfoHash> torrent(int row) {
        return entries.get(row).torrent();
    }

    /** All of it. */
    public List<AttributedString> lines() {
        return Stream.concat(head.stream(), rows(0, rows()).stream()).toList();
    }

    private static List<AttributedString> head(Header header, List<TorrentSnapshot> torrents, Look look) {
        return List.of(
                new Row(look).add("***** Starling peer *****", Look.HEADING).line(),
                who(header, torrents, look),
                rates(header, torrents, look));
    }

    private static AttributedString who(Header header, List<TorrentSnapshot> torrents, Look look) {
        Row row = new Row(look);
        String id = look.isNarrow() ? "Peer: " + header.id() + " " : "Peer: id " + header.id() + "  ";
        row.add(header.id().isEmpty() ? "Peer: not running" : id + header.address());
        row.add(look.isNarrow() ? "  " : "      Trackers: ");
        List<TrackerStatus> statuses = torrents.stream()
                .flatMap(torrent -> torrent.trackers().stream())
                .toList();
        List<String> urls = Stream.concat(
                        header.tracker().stream(), statuses.stream().map(TrackerStatus::url))
                .distinct()
                .toList();
        if (urls.isEmpty()) {
            row.add(look.isNarrow() ? "no tracker" : "none");
        }
        for (int i = 0; i < urls.size(); i++) {
            row.add(i == 0 ? "" : ", ");
            tracker(urls.get(i), statuses, row);
        }
        return row.line();
    }

    private static void tracker(String url, List<TrackerStatus> statuses, Row row) {
        String host = url.replaceFirst("^\\w+://", "").replaceFirst("/.*", "");
        List<TrackerStatus> same =
                statuses.stream().filter(status -> status.url().equals(url)).toList();
        row.add(Cells.name(host, 60) + " ");
        TrackerStatus failing = same.stream()
                .filter(status -> status.state() == TrackerStatus.State.FAILING)
                .findFirst()
                .orElse(null);
        if (failing != null) {
            row.add(Format.name(failing.lastError().orElse("failing")), Look.BAD);
        } else if (same.stream().anyMatch(status -> status.state() == TrackerStatus.State.OK)) {
            // each answer counts this peer, too
            int peers = same.stream()
                    .mapToInt(status -> Math.max(0, status.seeders() + status.leechers() - 1))
                    .sum();
            row.add("ok", Look.GOOD).add(", " + Format.count(peers, "peer"));
        } else {
            row.add("not asked yet");
        }
    }

    private static AttributedString rates(Header header, List<TorrentSnapshot> torrents, Look look) {
        long down = 0;
        long up = 0;
        for (TorrentSnapshot torrent : torrents) {
            down += torrent.downloadBytesPerSecond();
            up += torrent.uploadBytesPerSecond();
        }
        Row row = new Row(look);
        if (look.isNarrow()) {
            row.add("Max " + look.down() + " " + Format.limit(header.maxDownload()) + " " + look.up() + " "
                    + Format.limit(header.maxUpload()));
        } else {
            row.add("Max download " + Format.limit(header.maxDownload()) + "   Max upload "
                    + Format.limit(header.maxUpload()));
        }
        return row.add("   now " + look.down() + " ")
                .add(Format.rate(down), Look.RATE)
                .add(" " + look.up() + " ")
                .add(Format.rate(up), Look.RATE)
                .line();
    }

    private static List<Entry> entries(List<Work> works, List<TorrentSnapshot> torrents) {
        List<Entry> entries = new ArrayList<>();
        entries.add(heading("*** Downloads in progress ***"));
        for (TorrentSnapshot torrent : torrents) {
            if (!torrent.isComplete()) {
                entries.add(entry(torrent, rows -> rows.download(torrent)));
                for (PeerSnapshot peer : torrent.peers()) {
                    if (peer.interestingToUs()) {
                        entries.add(entry(peer, rows -> rows.from(peer)));
                    }
                }
            }
        }
        entries.add(heading("*** Uploads in progress ***"));
        works.forEach(work -> entries.add(new Entry(Optional.empty(), Optional.empty(), rows -> rows.hashing(work))));
        for (TorrentSnapshot torrent : torrents) {
            if (givesAway(torrent)) {
                entries.add(entry(torrent, rows -> rows.upload(torrent)));
                for (PeerSnapshot peer : torrent.peers()) {
                    if (peer.interestedInUs()) {
                        entries.add(entry(peer, rows -> rows.to(peer)));
                    }
                }
            }
        }
        return entries;
    }

    private static Entry heading(String text) {
        return new Entry(Optional.empty(), Optional.empty(), rows -> rows.heading(text));
    }

    private static Entry entry(TorrentSnapshot torrent, Function<TransferRows, AttributedString> line) {
        return new Entry(Optional.of(torrent.metainfo().infoHash()), Optional.empty(), line);
    }

    private static Entry entry(PeerSnapshot peer, Function<TransferRows, AttributedString> line) {
        return new Entry(Optional.empty(), Optional.of(peer), line);
    }

    private static boolean givesAway(TorrentSnapshot torrent) {
        boolean gives = torrent.isComplete();
        for (PeerSnapshot peer : torrent.peers()) {
            gives |= !peer.chokedByUs() && peer.interestedInUs();
        }
        return gives;
    }
}
