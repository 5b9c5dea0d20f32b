package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Some files of many, from a libtorrent that has them all. */
class SelectionIT {
    @RegisterExtension
    final Stage stage = new Stage();

    private TrackerRun tracker;
    private Path content;
    private Path torrent;
    private String infoHash;

    @BeforeEach
    void seed() {
        content = Content.folder(stage.folder("origin"));
        tracker = stage.tracker("--interval", "5s");
        torrent = stage.torrent(tracker.announceUrl(), content);
        infoHash = stage.infoHash(torrent);
        Libtorrent.start(Host.loopback(stage), content.getParent(), torrent).awaitOut("^complete$");
        tracker.awaitPeers(infoHash, 1);
    }

    @Test
    void onlyWhatIsSelectedIsThereAtTheEnd() {
        Path home = stage.folder("home");
        Running download = stage.peer(home, "download", torrent.toString(), "--select", "1,c.bin");
        assertThat(download.awaitExit()).as(download::transcript).isZero();

        Path target = home.resolve("downloads").resolve(content.getFileName());
        assertThat(Content.digests(target)).containsOnlyKeys("a tiny.txt", "c.bin");
        assertThat(Content.digests(content)).containsAllEntriesOf(Content.digests(target));

        Running files = stage.peer(home, "files", "--json", "many files");
        assertThat(files.awaitExit()).as(files::transcript).isZero();
        assertThat(Json.line(files.out().get(0)))
                .containsEntry("index", 1L)
                .containsEntry("path", "a tiny.txt")
                .containsEntry("percent", 100L)
                .containsEntry("priority", "normal");
        assertThat(Json.line(files.out().get(1))).containsEntry("priority", "off");
    }

    @Test
    void moreIsChosenWhileItRunsAndTheTrackerIsToldTheTruth() {
        Path home = stage.folder("home");
        Shell shell = Shell.start(stage, home);
        shell.say("download '" + torrent + "' --select 'b/n*' --sequential");
        shell.say("wait many");
        shell.awaitStatus("what is wanted is there", status -> "seeding".equals(status.get("state")));
        Map<String, Object> status = shell.awaitStatus("still", now -> "seeding".equals(now.get("state")));
        assertThat(Json.number(status, "have")).isEqualTo(Json.number(status, "wanted"));
        tracker.awaitSwarm(infoHash, 1, 1);

        shell.say("priority many all high --no-sequential");
        shell.program().awaitOut("many files: all high, the rarest first");
        shell.awaitStatus(
                "all is there",
                now -> Json.number(now, "have") == Json.number(now, "total_size")
                        && "seeding".equals(now.get("state")));
        tracker.awaitSwarm(infoHash, 2, 0);
        shell.program().endInput();
        assertThat(shell.program().awaitExit()).as(shell.program()::transcript).isZero();
        assertThat(Content.digests(home.resolve("downloads").resolve(content.getFileName())))
                .isEqualTo(Content.digests(content));
    }

    @Test
    void aPriorityIsChangedInTheRecordWhereNothingRuns() {
        Path home = stage.folder("home");
        Running download = stage.peer(home, "download", torrent.toString(), "--select", "c.bin");
        assertThat(download.awaitExit()).as(download::transcript).isZero();

        Running priority = stage.peer(home, "priority", "many files", "a*", "low");
        assertThat(priority.awaitExit()).as(priority::transcript).isZero();
        Running again = stage.peer(home, "download", torrent.toString());
        assertThat(again.awaitExit()).as(again::transcript).isZero();

        assertThat(Content.digests(home.resolve("downloads").resolve(content.getFileName())))
                .containsOnlyKeys("a tiny.txt", "c.bin");
    }
}
