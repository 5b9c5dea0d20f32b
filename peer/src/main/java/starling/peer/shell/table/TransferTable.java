package starling.peer.shell.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jline.utils.AttributedString;
import starling.metainfo.InfoHash;
import starling.peer.discovery.TrackerStatus;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.text.Cells;
import starling.peer.shell.text.Format;

/**
 * Every transfer at one moment, in lines: who we are, what comes in and from whom, what goes out and to whom.
 *
 * @param head what stays in sight whichever page is shown
 * @param body the transfers
 * @param torrents whose own row each row of the body is; empty for headings and connections
 */
public record TransferTable(
        List<AttributedString> head, List<AttributedString> body, List<Optional<InfoHash>> torrents) {

    public static TransferTable of(Header header, List<TorrentSnapshot> torrents, Look look) {
        return of(header, List.of(), torrents, look);
    }

    /** @param works what is hashed meanwhile */
    public static TransferTable of(Header header, List<Work> works, List<TorrentSnapshot> torrents, Look look) {
        List<AttributedString> body = new ArrayList<>();
        List<Optional<InfoHash>> owners = new ArrayList<>();
        body(works, torrents, look, body, owners);
        return new TransferTable(head(header, torrents, look), body, owners);
    }

    /** All of it. */
    public List<AttributedString> lines() {
        return Stream.concat(head.stream(), body.stream()).toList();
    }

    /** The same without colours and bold letters. */
    public TransferTable withoutColours() {
        return new TransferTable(plain(head), plain(body), torrents);
    }

    private static List<AttributedString> plain(List<AttributedString> lines) {
        return lines.stream().map(line -> new AttributedString(line.toString())).toList();
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
            int peers = same.stream()
                    .mapToInt(status -> status.seeders() + status.leechers())
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

    private static void body(
            List<Work> works,
            List<TorrentSnapshot> torrents,
            Look look,
            List<AttributedString> lines,
            List<Optional<InfoHash>> owners) {
        TransferRows rows = new TransferRows(look, torrents);
        add(new Row(look).add("*** Downloads in progress ***", Look.HEADING).line(), null, lines, owners);
        for (TorrentSnapshot torrent : torrents) {
            if (!torrent.isComplete()) {
                add(rows.download(torrent), torrent, lines, owners);
                torrent.peers().stream()
                        .filter(PeerSnapshot::interestingToUs)
                        .forEach(peer -> add(rows.from(peer), null, lines, owners));
            }
        }
        add(new Row(look).add("*** Uploads in progress ***", Look.HEADING).line(), null, lines, owners);
        works.forEach(work -> add(rows.hashing(work), null, lines, owners));
        for (TorrentSnapshot torrent : torrents) {
            if (givesAway(torrent)) {
                add(rows.upload(torrent), torrent, lines, owners);
                torrent.peers().stream()
                        .filter(PeerSnapshot::interestedInUs)
                        .forEach(peer -> add(rows.to(peer), null, lines, owners));
            }
        }
    }

    private static void add(
            AttributedString line,
            TorrentSnapshot owner,
            List<AttributedString> lines,
            List<Optional<InfoHash>> owners) {
        lines.add(line);
        owners.add(Optional.ofNullable(owner).map(torrent -> torrent.metainfo().infoHash()));
    }

    private static boolean givesAway(TorrentSnapshot torrent) {
        return torrent.isComplete()
                || torrent.peers().stream().anyMatch(peer -> !peer.chokedByUs() && peer.interestedInUs());
    }
}
