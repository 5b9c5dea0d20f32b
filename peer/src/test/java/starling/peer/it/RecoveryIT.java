package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Others go away and come back, and our disk has no room: the download goes on. */
class RecoveryIT {
    private static final long TOTAL = 6 << 20;

    @RegisterExtension
    final Stage stage = new Stage();

    private Path content;
    private Path torrent;

    private TrackerRun publish() {
        TrackerRun tracker = stage.tracker();
        content = Content.file(stage.folder("origin").resolve("content.bin"), TOTAL, 11);
        torrent = stage.torrent(tracker.announceUrl(), content);
        return tracker;
    }

    private void isWhole(Path home) {
        assertThat(Content.digests(home.resolve("downloads").resolve(content.getFileName())))
                .isEqualTo(Content.digests(content));
    }

    @Test
    void aSeederThatDiesAndReturnsIsFoundAgain() {
        publish();
        Running seeder = stage.seeder(torrent, content);
        Path home = stage.folder("home");
        Shell shell = Shell.start(stage, home, "--max-download", "1M");
        shell.say("download '" + torrent + "'");
        shell.awaitStatus("some is there", status -> Json.number(status, "have") > 0);
        seeder.kill();
        shell.awaitStatus("nobody is left", status -> Json.number(status, "peers") == 0);
        assertThat(shell.status().get("state")).isEqualTo("downloading");

        stage.seeder(torrent, content);

        shell.awaitState("seeding");
        isWhole(home);
    }

    @Test
    void aTrackerThatIsAwayIsAskedAgain() {
        TrackerRun tracker = publish();
        stage.seeder(torrent, content);
        tracker.awaitPeers(stage.infoHash(torrent), 1);
        // What it was told is on disk within a second.
        tracker.program().terminate();
        tracker.program().awaitExit();
        Path home = stage.folder("home");
        Shell shell = Shell.start(stage, home);
        shell.say("download '" + torrent + "'");
        shell.program().awaitOut("trying again");
        assertThat(shell.status().get("state")).isEqualTo("downloading");

        List<String> command = Jars.tracker();
        command.addAll(List.of(
                Integer.toString(tracker.port()),
                "--bind",
                "127.0.0.1",
                "--data",
                stage.folder("tracker").toString()));
        stage.start("tracker again", command);

        shell.awaitState("seeding");
        isWhole(home);
    }

    @Test
    void aFullDiskPausesSaysSoAndGoesOnWithRoom() {
        publish();
        stage.seeder(torrent, content);
        Path home = stage.folder("home");
        Path downloads = stage.folder("home/downloads");
        Running mount = stage.start("mount", "mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", downloads.toString());
        assumeTrue(mount.awaitExit() == 0, "mounting is not permitted here (root may): " + mount.err());
        try {
            Running once = stage.peer(home, "download", torrent.toString());
            assertThat(once.awaitExit()).as(once::transcript).isEqualTo(9);
            assertThat(once.err()).anyMatch(line -> line.contains("the disk is full"));

            Shell shell = Shell.start(stage, home);
            shell.awaitStatus(
                    "paused",
                    status -> status.get("state").equals("paused")
                            && String.valueOf(status.get("error")).contains("the disk is full"));
            shell.say("list");
            shell.program().awaitOut("paused .*content.bin \\(the disk is full");
            stage.run("mount", "-o", "remount,size=32m", downloads.toString());

            shell.awaitState("seeding");
            isWhole(home);
            shell.program().kill();
        } finally {
            stage.run("umount", "--lazy", downloads.toString());
        }
    }

    @Test
    void aSeederThatGaveEnoughLeaves() {
        publish();
        Running seeder = stage.peer(
                stage.folder("seeder"),
                "seed",
                torrent.toString(),
                "--in",
                content.getParent().toString(),
                "--seed-ratio",
                "1");
        seeder.awaitOut("seeding");

        stage.downloads(torrent, content);

        assertThat(seeder.awaitExit()).as(seeder::transcript).isZero();
        assertThat(seeder.out()).anyMatch(line -> line.contains("seeded enough"));
    }

    @Test
    void aRecheckFindsWhatIsBad() throws java.io.IOException {
        publish();
        stage.seeder(torrent, content);
        stage.downloads(torrent, content);
        Path home = stage.folder("home");
        Running good = stage.peer(home, "recheck");
        assertThat(good.awaitExit()).as(good::transcript).isZero();
        assertThat(good.out()).contains("content.bin: complete, all 96 pieces match");
        try (java.io.RandomAccessFile file = new java.io.RandomAccessFile(
                home.resolve("downloads/content.bin").toFile(), "rw")) {
            file.seek(100);
            int there = file.read();
            file.seek(100);
            file.write(there ^ 1);
        }

        Running bad = stage.peer(home, "recheck", "content.bin");

        assertThat(bad.awaitExit()).as(bad::transcript).isZero();
        assertThat(bad.out()).anyMatch(line -> line.contains("64.0 KiB is bad or missing"));
        stage.downloads(torrent, content);
    }
}
