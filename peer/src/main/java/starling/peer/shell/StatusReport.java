package starling.peer.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import starling.peer.discovery.TrackerStatus;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.shell.text.Format;

/** Every transfer in plain lines: who we are, what comes in and from whom, what goes out and to whom. */
final class StatusReport {
    /**
     * @param id and address of this peer; empty where it does not run
     * @param tracker the announce URL of the peer's own, whether a torrent has it or none does
     */
    record Header(String id, String address, Optional<String> tracker, long maxDownload, long maxUpload) {}

    private StatusReport() {}

    static List<String> lines(Header header, List<TorrentSnapshot> torrents) {
        List<String> lines = new ArrayList<>();
        lines.add("***** Starling peer *****");
        lines.add((header.id().isEmpty() ? "Peer: not running" : "Peer: id " + header.id() + "  " + header.address())
                + "      Trackers: " + trackers(header.tracker(), torrents));
        long down = torrents.stream()
                .mapToLong(TorrentSnapshot::downloadBytesPerSecond)
                .sum();
        long up = torrents.stream()
                .mapToLong(TorrentSnapshot::uploadBytesPerSecond)
                .sum();
        lines.add("Max download " + Format.limit(header.maxDownload()) + "   Max upload "
                + Format.limit(header.maxUpload()) + "   now ↓ " + Format.rate(down) + " ↑ " + Format.rate(up));
        lines.add("*** Downloads in progress ***");
        torrents.stream().filter(torrent -> !torrent.isComplete()).forEach(torrent -> download(torrent, lines));
        lines.add("*** Uploads in progress ***");
        torrents.stream().filter(StatusReport::givesAway).forEach(torrent -> upload(torrent, lines));
        return lines;
    }

    private static String trackers(Optional<String> own, List<TorrentSnapshot> torrents) {
        List<TrackerStatus> statuses = torrents.stream()
                .flatMap(torrent -> torrent.trackers().stream())
                .toList();
        List<String> texts = Stream.concat(own.stream(), statuses.stream().map(TrackerStatus::url))
                .distinct()
                .map(url -> tracker(url, statuses))
                .toList();
        return texts.isEmpty() ? "none" : String.join(", ", texts);
    }

    private static String tracker(String url, List<TrackerStatus> statuses) {
        String host = url.replaceFirst("^\\w+://", "").replaceFirst("/.*", "");
        List<TrackerStatus> same =
                statuses.stream().filter(status -> status.url().equals(url)).toList();
        int peers = same.stream()
                .mapToInt(status -> status.seeders() + status.leechers())
                .sum();
        return same.stream()
                .filter(status -> status.state() == TrackerStatus.State.FAILING)
                .findFirst()
                .map(status -> Format.name(host + " " + status.lastError().orElse("failing")))
                .orElseGet(() -> Format.name(host)
                        + (same.stream().anyMatch(status -> status.state() == TrackerStatus.State.OK)
                                ? " ok, " + Format.count(peers, "peer")
                                : " not asked yet"));
    }

    private static void download(TorrentSnapshot torrent, List<String> lines) {
        long seeds = torrent.peers().stream()
                .filter(peer -> peer.role() == PeerSnapshot.Role.SEED)
                .count();
        long rate = torrent.downloadBytesPerSecond();
        boolean running = torrent.state() == TorrentState.DOWNLOADING;
        lines.add(String.format(
                Locale.ROOT,
                "%-20s %3d %%  %s",
                Format.name(torrent.metainfo().name()),
                Format.percent(torrent.haveBytes(), torrent.wantedBytes()),
                running
                        ? Format.rate(rate) + "  ETA " + Format.eta(torrent.leftBytes(), rate) + "   "
                                + Format.count(seeds, "seed") + " "
                                + Format.count(torrent.peers().size() - seeds, "peer")
                        : state(torrent)));
        torrent.peers().stream()
                .filter(PeerSnapshot::interestingToUs)
                .forEach(peer -> lines.add(connection(peer, peer.downloadBytesPerSecond())
                        + (peer.piece().isPresent()
                                ? "    piece " + peer.piece().getAsInt() + "  " + peer.piecePercent() + " %"
                                : "")
                        + (peer.chokingUs() ? "  ch" : "")));
    }

    private static String state(TorrentSnapshot torrent) {
        return switch (torrent.state()) {
            case CHECKING -> "checking " + Format.percent(torrent.checkedBytes(), torrent.totalBytes()) + " %";
            default ->
                TorrentJson.state(torrent)
                        + torrent.problem()
                                .map(problem -> ": " + Format.name(problem.message()))
                                .orElse("");
        };
    }

    private static boolean givesAway(TorrentSnapshot torrent) {
        return torrent.isComplete()
                || torrent.peers().stream().anyMatch(peer -> !peer.chokedByUs() && peer.interestedInUs());
    }

    private static void upload(TorrentSnapshot torrent, List<String> lines) {
        lines.add(String.format(
                Locale.ROOT,
                "%-20s %s uploaded%s",
                Format.name(torrent.metainfo().name()),
                Format.size(torrent.uploadedBytes()),
                torrent.state() == TorrentState.SEEDING || torrent.state() == TorrentState.DOWNLOADING
                        ? ""
                        : "  " + state(torrent)));
        torrent.peers().stream()
                .filter(PeerSnapshot::interestedInUs)
                .forEach(peer -> lines.add(connection(peer, peer.uploadBytesPerSecond()) + "    has "
                        + peer.havePercent() + " %" + (peer.chokedByUs() ? "  ch" : "")));
    }

    private static String connection(PeerSnapshot peer, long rate) {
        String id = peer.id().toString();
        return String.format(
                "   %11s %-7s %-21s  %s",
                Format.rate(rate),
                peer.role().name().toLowerCase(Locale.ROOT),
                peer.endpoint(),
                id.substring(id.length() - 4));
    }
}
