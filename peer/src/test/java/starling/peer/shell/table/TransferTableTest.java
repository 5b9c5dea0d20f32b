package starling.peer.shell.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.peer.discovery.TrackerStatus;
import starling.peer.session.MetadataProgress;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.PeerSnapshot.Role;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.shell.text.Cells;

/** Pictures of the table. */
class TransferTableTest {
    private static final long MIB = 1 << 20;
    private static final long KIB = 1 << 10;
    private static final Header HEADER = new Header("9f3c12", "127.0.0.1:6881", Optional.empty(), 2 * MIB, 500 * KIB);

    private static List<String> picture(Header header, List<TorrentSnapshot> torrents, int columns) {
        return TransferTable.of(header, torrents, new Look(columns, false)).lines().stream()
                .map(AttributedString::toString)
                .toList();
    }

    private static List<TorrentSnapshot> example() {
        List<PeerSnapshot> peers = List.of(
                TableSamples.from("127.0.0.1", 12300, "4354", Role.SEED, 900 * KIB, 7, 22, false),
                TableSamples.from("127.0.0.1", 12000, "1234", Role.PEER, 1_258_291, 2, 2, false),
                TableSamples.from("127.0.0.1", 11035, "5546", Role.SEED, 0, -1, 0, true),
                TableSamples.to("127.0.0.1", 12387, "5676", Role.LEECHER, 210 * KIB, 3, 30, false));
        return List.of(TableSamples.torrent(
                "example.pdf",
                TorrentState.DOWNLOADING,
                45,
                peers,
                List.of(TableSamples.tracker("http://127.0.0.1:12000/announce", TrackerStatus.State.OK, null))));
    }

    @Test
    void everyFactHasItsPlace() {
        assertThat(picture(HEADER, example(), 84))
                .containsExactly(
                        "***** Starling peer *****",
                        "Peer: id 9f3c12  127.0.0.1:6881      Trackers: 127.0.0.1:12000 ok, 4 peers",
                        "Max download 2.0 MiB/s   Max upload 500 KiB/s   now ↓ 2.1 MiB/s ↑ 210 KiB/s",
                        "*** Downloads in progress ***",
                        "example.pdf          45 % [████████░░░░░░░░░]  2.1 MiB/s  ETA 0:27   2 seeds 2 peers",
                        "   900 KiB/s seed    127.0.0.1:12300  4354    piece 7   22 %",
                        "   1.2 MiB/s peer    127.0.0.1:12000  1234    piece 2    2 %",
                        "   0         seed    127.0.0.1:11035  5546    piece -    0 %  ch",
                        "*** Uploads in progress ***",
                        "example.pdf          33 % uploaded",
                        "   210 KiB/s leecher 127.0.0.1:12387  5676    piece 3   30 %");
    }

    @Test
    void sixtyColumnsHoldItAll() {
        assertThat(picture(HEADER, example(), 59))
                .containsExactly(
                        "***** Starling peer *****",
                        "Peer: 9f3c12 127.0.0.1:6881  127.0.0.1:12000 ok, 4 peers",
                        "Max ↓ 2.0 MiB/s ↑ 500 KiB/s   now ↓ 2.1 MiB/s ↑ 210 KiB/s",
                        "*** Downloads in progress ***",
                        "example.pdf    45 % [███░░░░]  2.1 MiB/s  ETA 0:27   2s 2p",
                        " 900 KiB/s seed    127.0.0.1:12300  4354 p7   22 %",
                        " 1.2 MiB/s peer    127.0.0.1:12000  1234 p2    2 %",
                        " 0         seed    127.0.0.1:11035  5546 p-    0 %  ch",
                        "*** Uploads in progress ***",
                        "example.pdf    33 % uploaded",
                        " 210 KiB/s leecher 127.0.0.1:12387  5676 p3   30 %");
    }

    @Test
    void whatDoesNotTradeSaysWhy() {
        List<TorrentSnapshot> torrents = List.of(
                TableSamples.torrent("checked.bin", TorrentState.CHECKING, 0, List.of()),
                TableSamples.torrent("failed\u001b[2J.bin", TorrentState.FAILED, 10, List.of()),
                TableSamples.torrent("paused.bin", TorrentState.PAUSED, 50, List.of()),
                TableSamples.torrent("seeding.bin", TorrentState.SEEDING, 100, List.of()),
                TableSamples.torrent("enough.bin", TorrentState.FINISHED, 100, List.of()));

        assertThat(picture(HEADER, torrents, 84).subList(3, 10))
                .containsExactly(
                        "*** Downloads in progress ***",
                        "checked.bin          25 % [████░░░░░░░░░░░░░]  checking  5.0 MiB/s  ETA 0:15",
                        "failed_[2J.bin       10 % [██░░░░░░░░░░░░░░░]  failed: the disk is full",
                        "paused.bin           50 % [█████████░░░░░░░░]  paused",
                        "*** Uploads in progress ***",
                        "seeding.bin          33 % uploaded",
                        "enough.bin           33 % uploaded  finished");
    }

    @Test
    void theFetchOfMetadataIsSeen() {
        PeerSnapshot peer = TableSamples.from("192.0.2.1", 1, "1234", Role.LEECHER, 0, -1, 0, true);
        List<TorrentSnapshot> links = List.of(
                TableSamples.magnet("alone", new MetadataProgress(0, 0, 0, 0), List.of()),
                TableSamples.magnet("asking", new MetadataProgress(0, 0, 0, 0), List.of(peer)),
                TableSamples.magnet("coming", new MetadataProgress(7 << 20, 14 << 20, 3, 900 * KIB), List.of(peer)));

        assertThat(picture(HEADER, links, 84))
                .contains(
                        "Max download 2.0 MiB/s   Max upload 500 KiB/s   now ↓ 900 KiB/s ↑ 0",
                        "alone                 0 % [░░░░░░░░░░░░░░░░░]  metadata: looking for peers",
                        "asking                0 % [░░░░░░░░░░░░░░░░░]  metadata: asking 1 peer",
                        "coming               50 % [█████████░░░░░░░░]  900 KiB/s  metadata 14.0 MiB from 3");
        assertThat(picture(HEADER, links, 59)).contains("coming         50 % [████░░░]  900 KiB/s  meta 14.0 MiB 3p");
    }

    @Test
    void nothingIsSaidPlainly() {
        assertThat(picture(new Header("", "", Optional.empty(), 0, 0), List.of(), 84))
                .containsExactly(
                        "***** Starling peer *****",
                        "Peer: not running      Trackers: none",
                        "Max download no limit   Max upload no limit   now ↓ 0 ↑ 0",
                        "*** Downloads in progress ***",
                        "*** Uploads in progress ***");
    }

    /** Before a torrent is open, and where one's own tracker is among the torrent's, in which case it is there once. */
    @Test
    void thePeersOwnTrackerComesFirst() {
        Header header = new Header("a", "port 1", Optional.of("http://own.example:1/announce"), 0, 0);
        TorrentSnapshot torrent = TableSamples.torrent(
                "a.bin",
                TorrentState.SEEDING,
                100,
                List.of(),
                List.of(
                        TableSamples.tracker(
                                "http://bad.example/announce", TrackerStatus.State.FAILING, "no such host"),
                        TableSamples.tracker("http://own.example:1/announce", TrackerStatus.State.OK, null)));

        assertThat(picture(header, List.of(), 84).get(1))
                .isEqualTo("Peer: id a  port 1      Trackers: own.example:1 not asked yet");
        assertThat(picture(header, List.of(torrent), 84).get(1))
                .isEqualTo("Peer: id a  port 1      Trackers: own.example:1 ok, 4 peers, bad.example no such ho…");
    }

    @Test
    void aTerminalWithoutSignsGetsLetters() {
        List<String> lines = TransferTable.of(HEADER, example(), new Look(84, true)).lines().stream()
                .map(AttributedString::toString)
                .toList();

        assertThat(String.join("", lines)).matches("\\p{ASCII}*");
        assertThat(lines.get(4)).startsWith("example.pdf          45 % [########.........]");
    }

    @ParameterizedTest
    @ValueSource(ints = {59, 60, 70, 75, 76, 79, 84, 99, 100, 121, 199})
    void nothingOverflows(int columns) {
        String wide = "日本語のファイル名はとても長い🎉とても長いファイル名、それはとても長い.mkv";
        List<PeerSnapshot> peers = List.of(
                TableSamples.from(
                        "2001:db8:1234:5678:9abc:def0:1234:5678",
                        65535,
                        "4354",
                        Role.LEECHER,
                        1023 * KIB,
                        99,
                        100,
                        true),
                TableSamples.from("255.255.255.255", 65535, "1234", Role.PEER, 1023 * MIB, -1, 2, true),
                TableSamples.to("2001:db8::1", 12387, "5676", Role.LEECHER, 999 * KIB, 99, 100, true));
        List<TorrentSnapshot> torrents = new ArrayList<>(example());
        for (TorrentState state : TorrentState.values()) {
            torrents.add(TableSamples.torrent(wide, state, 3, peers));
            torrents.add(TableSamples.torrent("👨‍👩‍👧‍👦🇩🇪👍🏽e\u0301\u200b.txt", state, 100, peers));
        }

        List<String> lines = picture(HEADER, torrents, columns);

        assertThat(lines).allSatisfy(line -> {
            assertThat(Cells.width(line)).as(line).isLessThanOrEqualTo(columns);
            assertThat(line).doesNotEndWith(" ").doesNotContain("\u200d", "\u200b", "\t");
        });
        assertThat(lines).anyMatch(line -> line.contains("ch"));
        // the numbers behind a wide name stand where they stand behind a narrow one
        assertThat(lines.stream()
                        .filter(line -> line.contains(" % ["))
                        .map(line -> Cells.width(line.substring(0, line.indexOf('['))))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void whatDoesNotFitComesOnFurtherPages() {
        List<TorrentSnapshot> torrents = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            torrents.add(TableSamples.torrent("t" + i, TorrentState.PAUSED, 1, List.of()));
        }
        TransferTable table = TransferTable.of(HEADER, torrents, new Look(84, false));

        Page first = Page.of(table, 10, 0);
        Page last = Page.of(table, 10, 1_000);

        assertThat(first.lines()).hasSize(10);
        assertThat(first.lines().get(9)).hasToString("rows 1 to 6 of 22, PgUp and PgDn turn the page");
        assertThat(last.firstRow()).isEqualTo(16);
        assertThat(last.lines().get(8)).hasToString("*** Uploads in progress ***");
        assertThat(Page.of(table, 25, 7).lines()).hasSize(25).isEqualTo(table.lines());
        assertThat(Page.of(table, 2, 0).lines()).isEqualTo(table.head().subList(0, 2));
        assertThat(Page.of(table, 4, 0).lines()).isEqualTo(table.head());
    }
}
