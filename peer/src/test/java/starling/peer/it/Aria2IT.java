package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        String program = Foreign.program("aria2c");
        Path content = shape.make(stage.folder("origin"));
        Path torrent = stage.torrent(stage.tracker().announceUrl(), content);
        stage.seeder(torrent, content);

        Path target = stage.folder("aria2");
        Running download = aria2(program, target, torrent, "--seed-time=0");

        assertThat(download.awaitExit()).as(download::transcript).isZero();
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    @ParameterizedTest
    @EnumSource
    void weDownloadFromAria2(Shape shape) {
        String program = Foreign.program("aria2c");
        Path content = shape.make(stage.folder("origin"));
        TrackerRun tracker = stage.tracker();
        Path torrent = stage.folder("torrents").resolve("by mktorrent.torrent");
        stage.run(
                Foreign.program("mktorrent"),
                "--piece-length=16",
                "--announce=" + tracker.announceUrl(),
                "--output=" + torrent,
                content.toString());

        aria2(program, content.getParent(), torrent, "--check-integrity=true", "--seed-ratio=0.0");
        tracker.awaitPeers(stage.infoHash(torrent), 1);

        stage.downloads(torrent, content);
    }

    private Running aria2(String program, Path folder, Path torrent, String... options) {
        List<String> command = new ArrayList<>(List.of(
                program,
                "--no-conf",
                "--interface=127.0.0.1",
                "--listen-port=" + Foreign.freePort(),
                "--enable-dht=false",
                "--enable-dht6=false",
                "--bt-enable-lpd=false",
                "--enable-peer-exchange=false",
                "--show-console-readout=false",
                "--summary-interval=0",
                "--allow-overwrite=true",
                "--file-allocation=none",
                "--dir=" + folder));
        command.addAll(List.of(options));
        command.add(torrent.toString());
        return stage.start("aria2c", command);
    }
}
