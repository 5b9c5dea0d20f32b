package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Torrents whose files are filled up to whole pieces (BEP 47), as libtorrent makes those that are for v2, too. */
class PaddingIT {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void aKilledDownloadGoesOn() {
        Path content = Content.folder(stage.folder("origin"));
        TrackerRun tracker = stage.tracker();
        Path torrent = stage.folder("torrents").resolve("padded.torrent");
        stage.run(
                Libtorrent.python(stage),
                Foreign.script("libtorrent_create.py"),
                "hybrid",
                content.toString(),
                tracker.announceUrl(),
                torrent.toString());
        Libtorrent.start(Host.loopback(stage), content.getParent(), torrent).awaitOut("^complete$");
        tracker.awaitPeers(stage.infoHash(torrent), 1);
        Shell first = Shell.start(stage, stage.folder("home"), "--max-download", "200K");
        first.say("download '" + torrent + "'");
        first.awaitStatus("some pieces are there", status -> Json.number(status, "have") >= 300_000);
        first.program().kill();

        Running again = stage.peer(stage.folder("home"), "--max-download", "300K", "download", torrent.toString());

        assertThat(again.awaitExit()).as(again::transcript).isZero();
        assertThat(again.out()).anyMatch(line -> line.contains("going on at"));
        Path downloaded = stage.folder("home/downloads").resolve(content.getFileName());
        assertThat(Content.digests(downloaded)).isEqualTo(Content.digests(content));
        assertThat(downloaded.resolve(".pad")).doesNotExist();
    }
}
