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
        String aria2 = Foreign.program("aria2c");
        Path content = shape.make(stage.folder("origin"));
        TrackerRun tracker = stage.tracker();
        Path torrent = stage.torrent(tracker.announceUrl(), content);
        stage.seeder(torrent, content);

        Path target = stage.folder("aria2");
        Running download = aria2(aria2, target, torrent, "--seed-time=0");

        assertThat(download.awaitExit()).as(download::transcript).isZero();
        assertThat(Content.digests(target.resolve(content.getFileName()))).isEqualTo(Content.digests(content));
    }

    @ParameterizedTest
    @EnumSource
    void weDownloadFromAria2(Shape shape) {
        String aria2 = Foreign.program("aria2c");
        Path content = shape.make(stage.folder("origin"));
        TrackerRun tracker = stage.tracker();
        Path torrent = stage.torrent(tracker.announceUrl(), content);
        aria2(aria2, content.getParent(), torrent, "--check-integrity=true", "--seed-ratio=0.0");

        Path home = stage.folder("home");
        Running download = stage.peer(home, "download", torrent.toString());

        assertThat(download.awaitExit()).as(download::transcript).isZero();
        assertThat(Content.digests(home.resolve("downloads").resolve(content.getFileName())))
                .isEqualTo(Content.digests(content));
    }

    private Running aria2(String program, Path folder, Path torrent, String... options) {
        Running aria2 = stage.start(
                "aria2c",
                concat(
                        new String[] {
                            program,
                            "--no-conf",
                            "--interface=127.0.0.1",
                            "--listen-port=" + Foreign.freePort(),
                            "--enable-dht=false",
                            "--enable-dht6=false",
                            "--bt-enable-lpd=false",
                            "--enable-peer-exchange=false",
                            "--summary-interval=0",
                            "--allow-overwrite=true",
                            "--file-allocation=none",
                            "--dir=" + folder
                        },
                        options,
                        torrent.toString()));
        return aria2;
    }

    private static String[] concat(String[] first, String[] more, String last) {
        String[] all = java.util.Arrays.copyOf(first, first.length + more.length + 1);
        System.arraycopy(more, 0, all, first.length, more.length);
        all[all.length - 1] = last;
        return all;
    }
}
