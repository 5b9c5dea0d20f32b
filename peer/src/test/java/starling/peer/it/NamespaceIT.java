package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transmission dials us, which it does on no loopback address: so both live in a network namespace. */
class NamespaceIT {
    @RegisterExtension
    final Stage stage = new Stage();

    private Namespace namespace;
    private TrackerRun tracker;

    @BeforeEach
    void enterNamespace() {
        Foreign.program("transmission-daemon");
        namespace = Namespace.make(stage);
        tracker = namespace.host(Namespace.OURS).tracker("--interval", "5s");
    }

    @Test
    void transmissionDialsUsAndDownloads() {
        Path content = Shape.MANY_FILES.make(stage.folder("origin"));
        Path torrent = stage.torrent(tracker.announceUrl(), content);
        Running seeder =
                ours("seed", torrent.toString(), "--in", content.getParent().toString());
        seeder.awaitOut("seeding");

        Path target = stage.folder("target");
        Transmission transmission = Transmission.start(namespace.host(Namespace.THEIRS), target);
        transmission.add(torrent);

        transmission.awaitComplete();
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    @Test
    void transmissionDialsUsForAMagnetLink() {
        Path content = Content.file(stage.folder("origin").resolve("magnet dials.bin"), 2_000_003, 720);
        Path torrent = stage.torrent(tracker.announceUrl(), content);
        ours("seed", torrent.toString(), "--in", content.getParent().toString()).awaitOut("seeding");

        Path target = stage.folder("target");
        Transmission transmission = Transmission.start(namespace.host(Namespace.THEIRS), target);
        transmission.add("magnet:?xt=urn:btih:" + stage.infoHash(torrent) + "&tr=" + tracker.announceUrl());

        transmission.awaitComplete();
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    @Test
    void weDownloadFromTransmission() {
        Path content = Shape.SINGLE_FILE.make(stage.folder("origin"));
        Path torrent = stage.torrent(tracker.announceUrl(), content);
        Transmission transmission = Transmission.start(namespace.host(Namespace.THEIRS), content.getParent());
        transmission.add(torrent);
        transmission.awaitComplete();

        Running download = ours("download", torrent.toString());

        assertThat(download.awaitExit()).as(download::transcript).isZero();
        assertThat(Content.digests(stage.folder("home/downloads").resolve(content.getFileName())))
                .isEqualTo(Content.digests(content));
    }

    private Running ours(String... words) {
        return namespace.host(Namespace.OURS).peer(stage.folder("home"), words);
    }
}
