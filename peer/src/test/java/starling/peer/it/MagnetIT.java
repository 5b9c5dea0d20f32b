package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Magnet links (BEP 9): who has nothing else gets metadata and content from the one peer that has them, of any make. */
class MagnetIT {
    private static final long LENGTH = 2_000_003;

    @RegisterExtension
    final Stage stage = new Stage();

    private String magnet(Path torrent, String parameters) {
        return "magnet:?xt=urn:btih:" + stage.infoHash(torrent) + parameters;
    }

    private static String of(TrackerRun tracker) {
        return "&tr=" + URLEncoder.encode(tracker.announceUrl(), StandardCharsets.US_ASCII);
    }

    /** From libtorrent too, by the next test. */
    @ParameterizedTest
    @EnumSource(names = {"ARIA2", "TRANSMISSION"})
    void fromAnother(Make seeder) {
        Path content = Content.file(
                stage.folder("origin").resolve("magnet from " + seeder + ".bin"), LENGTH, 700 + seeder.ordinal());
        TrackerRun tracker = stage.tracker();
        Path torrent = stage.torrent(tracker.announceUrl(), content);
        seeder.seeds(Host.loopback(stage), content.getParent(), torrent);
        tracker.awaitPeers(stage.infoHash(torrent), 1);

        stage.downloads(magnet(torrent, of(tracker)), content);

        assertThat(stage.infoHash(stage.folder("home/torrents").resolve(content.getFileName() + ".torrent")))
                .isEqualTo(stage.infoHash(torrent));
    }

    /** It names no tracker: the peer is in the link ({@code x.pe}). */
    @Test
    void fromALibtorrentThatTheLinkNames() {
        Path content = Content.file(stage.folder("origin").resolve("magnet names libtorrent.bin"), LENGTH, 710);
        Path torrent = stage.torrentWithoutTracker(content);
        int port = Foreign.freePort();
        Libtorrent.start(Host.loopback(stage), port, content.getParent(), torrent.toString())
                .awaitOut("^complete$");

        stage.downloads(magnet(torrent, "&dn=named&x.pe=127.0.0.1:" + port), content);
    }

    @Test
    void toALibtorrentToWhichTheLinkNamesUs() {
        Path content = Content.file(stage.folder("origin").resolve("magnet to libtorrent.bin"), LENGTH, 711);
        Path torrent = stage.torrentWithoutTracker(content);
        int port = Foreign.freePort();
        Running seeder = Host.loopback(stage)
                .peer(
                        stage.folder("seeder"),
                        port,
                        "seed",
                        torrent.toString(),
                        "--in",
                        content.getParent().toString());
        seeder.awaitOut("seeding");

        Path target = stage.folder("target");
        Running libtorrent = Libtorrent.start(
                Host.loopback(stage), Foreign.freePort(), target, magnet(torrent, "&x.pe=127.0.0.1:" + port));
        libtorrent.awaitOut("^complete$");
        libtorrent.endInput();

        assertThat(libtorrent.awaitExit()).as(libtorrent::transcript).isZero();
        assertHas(target, content);
    }

    @Test
    void toAria2() {
        Path content = Content.file(stage.folder("origin").resolve("magnet to aria2.bin"), LENGTH, 712);
        TrackerRun tracker = stage.tracker();
        Path torrent = stage.torrent(tracker.announceUrl(), content);
        stage.seeder(torrent, content);
        tracker.awaitPeers(stage.infoHash(torrent), 1);

        Path target = stage.folder("target");
        Running aria2 = Aria2.download(Host.loopback(stage), target, magnet(torrent, of(tracker)));

        assertThat(aria2.awaitExit()).as(aria2::transcript).isZero();
        assertHas(target, content);
    }

    /** It calls nobody on loopback: so it is there first, and we call it. */
    @Test
    void toTransmission() {
        Path content = Content.file(stage.folder("origin").resolve("magnet to transmission.bin"), LENGTH, 713);
        TrackerRun tracker = stage.tracker("--interval", "5s");
        Path torrent = stage.torrent(tracker.announceUrl(), content);
        Path target = stage.folder("target");
        Transmission transmission = Transmission.start(Host.loopback(stage), target);
        transmission.add(magnet(torrent, of(tracker)));
        tracker.awaitPeers(stage.infoHash(torrent), 1);

        stage.seeder(torrent, content);

        transmission.awaitComplete();
        assertHas(target, content);
    }

    private static void assertHas(Path folder, Path content) {
        assertThat(Content.digests(folder.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }
}
