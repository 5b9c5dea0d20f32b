package starling.peer.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.peer.discovery.TrackerStatus;
import starling.peer.policy.FetchPlan;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.Problem;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.wire.Bitfield;

class StatusReportTest {
    private static final long TOTAL = 4 << 20;

    private static PeerSnapshot peer(int port, PeerSnapshot.Role role, long down, long up, boolean choking) {
        return new PeerSnapshot(
                new Endpoint(InetAddress.getLoopbackAddress(), port),
                PeerId.of(("-XX0000-00000000" + port).getBytes(StandardCharsets.US_ASCII)),
                Optional.of("Other 1"),
                true,
                role,
                37,
                down,
                up,
                5,
                6,
                down > 0 ? OptionalInt.of(12) : OptionalInt.empty(),
                25,
                choking,
                down > 0,
                choking,
                up > 0);
    }

    private static TorrentSnapshot torrent(
            String name, TorrentState state, long left, List<PeerSnapshot> peers, TrackerStatus... trackers)
            throws IOException {
        Metainfo metainfo = MetainfoReader.read(ShellSamples.torrent(name, TOTAL));
        return new TorrentSnapshot(
                metainfo,
                Path.of("downloads"),
                state,
                state == TorrentState.FAILED
                        ? Optional.of(new Problem(Problem.Kind.DISK_FULL, "the disk is full"))
                        : Optional.empty(),
                TOTAL / 4,
                0,
                new Bitfield(metainfo.layout().pieceCount()),
                FetchPlan.ALL,
                TOTAL,
                left,
                100,
                3 << 20,
                peers,
                List.of(trackers));
    }

    private static TrackerStatus tracker(String url, TrackerStatus.State state, String error) {
        return new TrackerStatus(url, state, Optional.ofNullable(error), Optional.empty(), 2, 3, 5);
    }

    @Test
    void everyTransferIsInIt() throws IOException {
        List<TorrentSnapshot> torrents = List.of(
                torrent(
                        "a.bin",
                        TorrentState.DOWNLOADING,
                        1 << 20,
                        List.of(
                                peer(6881, PeerSnapshot.Role.SEED, 20_480, 0, false),
                                peer(6882, PeerSnapshot.Role.LEECHER, 0, 1_024, false),
                                peer(6883, PeerSnapshot.Role.PEER, 1, 1, true)),
                        tracker("http://t.example:12000/announce", TrackerStatus.State.OK, null),
                        tracker("http://bad.example/announce", TrackerStatus.State.FAILING, "no such host")),
                torrent("b.bin", TorrentState.CHECKING, TOTAL, List.of()),
                torrent("c\u001b.bin", TorrentState.FAILED, TOTAL, List.of()),
                torrent("d.bin", TorrentState.SEEDING, 0, List.of()),
                torrent("e.bin", TorrentState.PAUSED, 0, List.of()));

        assertThat(StatusReport.lines(
                        new StatusReport.Header("abc123", "127.0.0.1:6881", Optional.empty(), 0, 102_400), torrents))
                .containsExactly(
                        "***** Starling peer *****",
                        "Peer: id abc123  127.0.0.1:6881      Trackers: t.example:12000 ok, 5 peers, bad.example no such"
                                + " host",
                        "Max download no limit   Max upload 100 KiB/s   now ↓ 20.0 KiB/s ↑ 1.0 KiB/s",
                        "*** Downloads in progress ***",
                        "a.bin                 75 %  20.0 KiB/s  ETA 0:52   1 seed 2 peers",
                        "    20.0 KiB/s seed    127.0.0.1:6881         6881    piece 12  25 %",
                        "         1 B/s peer    127.0.0.1:6883         6883    piece 12  25 %  ch",
                        "b.bin                  0 %  checking 25 %",
                        "c_.bin                 0 %  failed: the disk is full",
                        "*** Uploads in progress ***",
                        "a.bin                3.0 MiB uploaded",
                        "     1.0 KiB/s leecher 127.0.0.1:6882         6882    has 37 %",
                        "         1 B/s peer    127.0.0.1:6883         6883    has 37 %  ch",
                        "d.bin                3.0 MiB uploaded",
                        "e.bin                3.0 MiB uploaded  paused");
    }

    @Test
    void nothingIsSaidPlainly() {
        assertThat(StatusReport.lines(new StatusReport.Header("", "", Optional.empty(), 0, 0), List.of()))
                .containsExactly(
                        "***** Starling peer *****",
                        "Peer: not running      Trackers: none",
                        "Max download no limit   Max upload no limit   now ↓ 0 ↑ 0",
                        "*** Downloads in progress ***",
                        "*** Uploads in progress ***");
    }

    /** Before a torrent is open, and where one's own tracker is among the torrent's, in which case it is there once. */
    @Test
    void thePeersOwnTrackerComesFirst() throws IOException {
        StatusReport.Header header =
                new StatusReport.Header("a", "port 1", Optional.of("http://own.example:1/announce"), 0, 0);
        TorrentSnapshot torrent = torrent(
                "a.bin",
                TorrentState.SEEDING,
                0,
                List.of(),
                tracker("http://other.example/announce", TrackerStatus.State.NOT_YET_ASKED, null),
                tracker("http://own.example:1/announce", TrackerStatus.State.OK, null));

        assertThat(StatusReport.lines(header, List.of()))
                .contains("Peer: id a  port 1      Trackers: own.example:1 not asked yet");
        assertThat(StatusReport.lines(header, List.of(torrent)))
                .contains("Peer: id a  port 1      Trackers: own.example:1 ok, 5 peers, other.example not asked yet");
    }

    @Test
    void jsonHasNamesThatStay() throws IOException {
        String line = TorrentJson.line(torrent("a\"\n.bin", TorrentState.FAILED, 1 << 20, List.of()));

        assertThat(line).doesNotContain("\n").startsWith("{").endsWith("}");
        assertThat(line)
                .contains(
                        "\"name\":\"a\\\"_.bin\"",
                        "\"state\":\"failed\"",
                        "\"error\":\"the disk is full\"",
                        "\"total_size\":4194304",
                        "\"have\":3145728",
                        "\"peers\":0");
    }
}
