package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Trading with Transmission, found through our tracker. It dials nobody on loopback, so here it is the one that is
 * dialled; {@link NamespaceIT} has it dial us.
 */
class TransmissionIT {
    @RegisterExtension
    final Stage stage = new Stage();

    @BeforeEach
    void findTransmission() {
        Foreign.program("transmission-daemon");
        Foreign.program("transmission-create");
    }

    @ParameterizedTest
    @EnumSource
    void transmissionDownloadsFromUs(Shape shape) {
        Path content = shape.make(stage.folder("origin"));
        TrackerRun tracker = stage.tracker();
        Path torrent = stage.torrent(tracker.announceUrl(), content);
        Path target = stage.folder("target");
        Transmission transmission = Transmission.start(Host.loopback(stage), target);
        transmission.add(torrent);
        tracker.awaitPeers(stage.infoHash(torrent), 1);

        stage.seeder(torrent, content);

        transmission.awaitComplete();
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    @ParameterizedTest
    @EnumSource
    void weDownloadFromTransmission(Shape shape) {
        Path content = shape.make(stage.folder("origin"));
        TrackerRun tracker = stage.tracker();
        Path torrent = stage.folder("torrents").resolve("by transmission.torrent");
        stage.run(
                Foreign.program("transmission-create"),
                "--outfile",
                torrent.toString(),
                "--tracker",
                tracker.announceUrl(),
                content.toString());
        Transmission transmission = Transmission.start(Host.loopback(stage), content.getParent());
        transmission.add(torrent);
        transmission.awaitComplete();
        tracker.awaitPeers(stage.infoHash(torrent), 1);

        stage.downloads(torrent, content);
    }
}
