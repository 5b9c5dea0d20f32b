package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trading with aria2, found through our tracker. */
class Aria2IT {
    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest
    @EnumSource
    void aria2DownloadsFromUs(Shape shape) {
        Path content = shape.make(stage.folder("origin"));
        Path torrent = stage.torrent(stage.tracker().announceUrl(), content);
        stage.seeder(torrent, content);

        Path target = stage.folder("aria2");
        Running download = Aria2.download(Host.loopback(stage), target, torrent);

        assertThat(download.awaitExit()).as(download::transcript).isZero();
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    @ParameterizedTest
    @EnumSource
    void weDownloadFromAria2(Shape shape) {
        Path content = shape.make(stage.folder("origin"));
        TrackerRun tracker = stage.tracker();
        Path torrent = stage.folder("torrents").resolve("by mktorrent.torrent");
        stage.run(
                Foreign.program("mktorrent"),
                "--piece-length=16",
                "--announce=" + tracker.announceUrl(),
                "--output=" + torrent,
                content.toString());

        Aria2.seed(Host.loopback(stage), content.getParent(), torrent);
        tracker.awaitPeers(stage.infoHash(torrent), 1);

        stage.downloads(torrent, content);
    }
}
