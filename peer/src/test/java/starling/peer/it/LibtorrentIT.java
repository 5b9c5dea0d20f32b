package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trading with libtorrent, which qBittorrent and Deluge are built on, found through our tracker. */
class LibtorrentIT {
    @RegisterExtension
    final Stage stage = new Stage();

    private String python;

    @BeforeEach
    void findLibtorrent() {
        python = Libtorrent.python(stage);
    }

    @ParameterizedTest
    @EnumSource
    void libtorrentDownloadsFromUs(Shape shape) {
        Path content = shape.make(stage.folder("origin"));
        Path torrent = stage.torrent(stage.tracker().announceUrl(), content);
        stage.seeder(torrent, content);

        Path target = stage.folder("libtorrent");
        Running libtorrent = Libtorrent.start(Host.loopback(stage), target, torrent);

        assertThat(libtorrent.awaitOut("info_hash (\\w{40})").group(1)).isEqualTo(stage.infoHash(torrent));
        libtorrent.awaitOut("^complete$");
        libtorrent.endInput();
        assertThat(libtorrent.awaitExit()).as(libtorrent::transcript).isZero();
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    @ParameterizedTest
    @EnumSource
    void weDownloadFromLibtorrent(Shape shape) {
        Path content = shape.make(stage.folder("origin"));
        TrackerRun tracker = stage.tracker();
        Path torrent = torrentByLibtorrent("v1", tracker, content);

        Libtorrent.start(Host.loopback(stage), content.getParent(), torrent).awaitOut("^complete$");
        tracker.awaitPeers(stage.infoHash(torrent), 1);

        stage.downloads(torrent, content);
    }

    /** A hybrid of versions 1 and 2 (BEP 52) fills its files up to whole pieces with padding files (BEP 47). */
    @Test
    void weDownloadAHybridFromLibtorrent() {
        Path content = Shape.MANY_FILES.make(stage.folder("origin"));
        TrackerRun tracker = stage.tracker();
        Path torrent = torrentByLibtorrent("hybrid", tracker, content);

        Libtorrent.start(Host.loopback(stage), content.getParent(), torrent).awaitOut("^complete$");
        tracker.awaitPeers(stage.infoHash(torrent), 1);

        stage.downloads(torrent, content);

        assertThat(stage.folder("home").resolve("downloads/many files/.pad")).doesNotExist();
    }

    @Test
    void libtorrentDownloadsAHybridFromUs() {
        Path content = Shape.MANY_FILES.make(stage.folder("origin"));
        Path torrent = torrentByLibtorrent("hybrid", stage.tracker(), content);
        stage.seeder(torrent, content);

        Path target = stage.folder("libtorrent");
        Running libtorrent = Libtorrent.start(Host.loopback(stage), target, torrent);
        libtorrent.awaitOut("^complete$");
        libtorrent.endInput();

        assertThat(libtorrent.awaitExit()).as(libtorrent::transcript).isZero();
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    /** Made by libtorrent; its idea of the info hash must be ours. */
    private Path torrentByLibtorrent(String kind, TrackerRun tracker, Path content) {
        Path torrent = stage.folder("torrents").resolve("by libtorrent.torrent");
        String said = stage.run(
                        python,
                        Foreign.script("libtorrent_create.py"),
                        kind,
                        content.toString(),
                        tracker.announceUrl(),
                        torrent.toString())
                .get(0);
        assertThat(said).isEqualTo("info_hash " + stage.infoHash(torrent));
        return torrent;
    }
}
