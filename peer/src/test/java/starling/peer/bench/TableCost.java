package starling.peer.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.PeerSnapshot.Role;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.shell.table.Header;
import starling.peer.shell.table.Look;
import starling.peer.shell.table.Page;
import starling.peer.shell.table.TableSamples;
import starling.peer.shell.table.TransferTable;

/** What a redraw of the table costs: 100 torrents with five connections each, in processor time of the thread. */
public final class TableCost {
    private static final int TORRENTS = 100;
    private static final int REDRAWS = 500;

    private TableCost() {}

    /** Prints milliseconds a redraw. */
    public static void main(String[] args) {
        List<TorrentSnapshot> torrents = torrents();
        Header header = new Header("9f3c12", "127.0.0.1:6881", Optional.empty(), 0, 0);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int columns : new int[] {59, 79, 199}) {
            long first = threads.getCurrentThreadCpuTime();
            draw(header, torrents, columns);
            long begun = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < REDRAWS; i++) {
                draw(header, torrents, columns);
            }
            System.out.printf(
                    "%d columns: %.2f ms a redraw, %.1f ms the first%n",
                    columns, (threads.getCurrentThreadCpuTime() - begun) / 1e6 / REDRAWS, (begun - first) / 1e6);
        }
    }

    private static void draw(Header header, List<TorrentSnapshot> torrents, int columns) {
        Page page = Page.of(TransferTable.of(header, torrents, new Look(columns, false)), 24, 0);
        if (page.lines().size() != 24) {
            throw new AssertionError(page);
        }
    }

    private static List<TorrentSnapshot> torrents() {
        List<TorrentSnapshot> torrents = new ArrayList<>();
        for (int torrent = 0; torrent < TORRENTS; torrent++) {
            List<PeerSnapshot> peers = new ArrayList<>();
            for (int peer = 0; peer < 3; peer++) {
                peers.add(TableSamples.from(
                        "10.0." + torrent + "." + peer, 6881, "ab" + peer + "c", Role.SEED, 123_456, peer, 50, false));
            }
            for (int peer = 0; peer < 2; peer++) {
                peers.add(TableSamples.to(
                        "10.1." + torrent + "." + peer,
                        6881,
                        "ab" + peer + "c",
                        Role.LEECHER,
                        123_456,
                        peer,
                        50,
                        true));
            }
            torrents.add(TableSamples.torrent(
                    "torrent number " + torrent + " 日本.iso", TorrentState.DOWNLOADING, torrent % 99, peers));
        }
        return torrents;
    }
}
