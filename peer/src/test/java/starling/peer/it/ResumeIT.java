package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A download that goes on where an earlier one ended. How much was fetched is what the one seeder gave. */
class ResumeIT {
    private static final long PIECE = 64 << 10;
    private static final long TOTAL = 8 << 20;

    @RegisterExtension
    final Stage stage = new Stage();

    private Path content;
    private Path torrent;
    private Path home;
    private Shell seeder;

    @BeforeEach
    void seed() {
        content = Content.file(stage.folder("origin").resolve("content.bin"), TOTAL, 7);
        torrent = stage.torrent(stage.tracker().announceUrl(), content);
        home = stage.folder("home");
        seeder = Shell.start(stage, stage.folder("seeder"));
        seeder.say("seed '" + torrent + "' --in '" + content.getParent() + "'");
        seeder.awaitState("seeding");
    }

    @Test
    void aKilledDownloadFetchesOnlyTheRest() {
        // slow enough that it cannot be done before it is killed
        Shell first = Shell.start(stage, home, "--max-download", "100K");
        first.say("download '" + torrent + "'");
        long had = Json.number(
                first.awaitStatus("some pieces are there", status -> Json.number(status, "have") >= 5 * PIECE), "have");
        assertThat(had).as("not done when it is killed").isLessThan(TOTAL);
        first.program().kill();
        long before = uploadedAtRest();

        stage.downloads(torrent, content);

        assertThat(uploadedAtRest() - before).isBetween(1L, TOTAL - had);
    }

    @Test
    void aPieceThatWentBadOnDiskIsFetchedAnew() throws IOException {
        stage.downloads(torrent, content);
        long before = uploadedAtRest();
        assertThat(before).isEqualTo(TOTAL);
        try (RandomAccessFile file = new RandomAccessFile(
                home.resolve("downloads")
                        .resolve(content.getFileName().toString())
                        .toFile(),
                "rw")) {
            file.seek(5 * PIECE + 100);
            int byteThere = file.read();
            file.seek(5 * PIECE + 100);
            file.write(byteThere ^ 1);
        }

        stage.downloads(torrent, content);

        assertThat(uploadedAtRest() - before).isEqualTo(PIECE);
    }

    /** What the seeder gave in all, once nobody is connected who may fetch more. */
    private long uploadedAtRest() {
        return Json.number(
                seeder.awaitStatus("nobody is connected", status -> Json.number(status, "peers") == 0), "uploaded");
    }
}
