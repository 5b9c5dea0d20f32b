package starling.peer.shell;

import java.util.List;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.shell.text.Cells;
import starling.peer.shell.text.Format;

/** All that runs, in one short line. */
final class ProgressLine {
    private static final int NAME_WIDTH = 20;

    private ProgressLine() {}

    static String of(List<TorrentSnapshot> torrents) {
        long checking = 0;
        long have = 0;
        long total = 0;
        long down = 0;
        long up = 0;
        long checkRate = 0;
        int peers = 0;
        TorrentSnapshot shown = null;
        for (TorrentSnapshot torrent : torrents) {
            boolean check = torrent.state() == TorrentState.CHECKING;
            checking += check ? 1 : 0;
            have += check ? torrent.check().checkedBytes() : torrent.haveBytes();
            total += check ? torrent.totalBytes() : torrent.wantedBytes();
            checkRate += check ? torrent.check().bytesPerSecond() : 0;
            down += torrent.downloadBytesPerSecond();
            up += torrent.uploadBytesPerSecond();
            peers += torrent.peers().size();
            shown = torrent;
        }
        if (shown == null) {
            return "";
        }
        String name =
                torrents.size() == 1 ? Cells.name(shown.metainfo().name(), NAME_WIDTH) : torrents.size() + " torrents";
        if (torrents.stream().allMatch(torrent -> torrent.state() == TorrentState.METADATA)) {
            boolean known = torrents.stream()
                    .anyMatch(torrent -> torrent.metadata().orElseThrow().totalBytes() > 0);
            return name + " metadata "
                    + (known ? Format.percent(have, total) + " % of " + Format.size(total) : "looked for") + "  ↓ "
                    + Format.rate(down) + "  " + Format.count(peers, "peer");
        }
        if (checking > 0) {
            return name + " checking " + Format.percent(have, total) + " %  " + Format.rate(checkRate) + "  ETA "
                    + Format.eta(total - have, checkRate);
        }
        if (have == total) {
            return name + " seeding  ↑ " + Format.rate(up) + "  " + Format.count(peers, "peer");
        }
        return name + " " + Format.percent(have, total) + " %  ↓ " + Format.rate(down) + "  ↑ " + Format.rate(up)
                + "  ETA " + Format.eta(total - have, down) + "  " + Format.count(peers, "peer");
    }
}
