package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many of ours at once: what they fetch comes from each other more than from the one who had it first. */
class SwarmIT {
    private static final int DOWNLOADERS = 8;
    private static final long FILE_BYTES = 16 << 20;
    private static final int FILES = 4;

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void downloadersServeEachOther() {
        Path content = stage.folder("origin").resolve("swarm");
        for (int file = 0; file < FILES; file++) {
            Content.file(content.resolve("part " + file + ".bin"), FILE_BYTES, 100 + file);
        }
        TrackerRun tracker = stage.tracker();
        Path torrent = stage.torrent(tracker.announceUrl(), content, "256K");
        Shell seeder = Shell.start(stage, stage.folder("seeder"), "--max-upload", "20M");
        seeder.say("seed '" + torrent + "' --in '" + content.getParent() + "'");
        seeder.awaitState("seeding");

        List<Shell> downloaders = new ArrayList<>();
        for (int i = 0; i < DOWNLOADERS; i++) {
            Shell downloader = Shell.start(stage, stage.folder("downloader " + i));
            downloader.say("download '" + torrent + "'");
            downloaders.add(downloader);
        }
        long downloaded = 0;
        for (Shell downloader : downloaders) {
            downloaded += Json.number(downloader.awaitState("seeding"), "downloaded");
        }
        Map<String, Object> afterwards = seeder.status();

        assertThat(downloaded).isGreaterThanOrEqualTo(DOWNLOADERS * FILES * FILE_BYTES);
        assertThat(Json.number(afterwards, "uploaded"))
                .as("of the %d bytes that the swarm fetched", downloaded)
                .isBetween(FILES * FILE_BYTES, downloaded / 2);
        for (Shell downloader : downloaders) {
            assertThat(downloader.leave()).isZero();
        }
        for (int i = 0; i < DOWNLOADERS; i++) {
            assertThat(Content.digests(stage.folder("downloader " + i + "/downloads/swarm")))
                    .as("downloader %d", i)
                    .isEqualTo(Content.digests(content));
        }
    }
}
