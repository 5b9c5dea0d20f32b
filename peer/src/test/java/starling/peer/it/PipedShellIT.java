package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The shell without a terminal: commands from a pipe, one after the other. */
class PipedShellIT {
    @RegisterExtension
    final Stage stage = new Stage();

    private TrackerRun tracker;
    private Path sharing;
    private Path single;
    private Path many;

    @BeforeEach
    void contentInUpload() {
        tracker = stage.tracker();
        sharing = stage.folder("sharing");
        single = Content.single(stage.folder("sharing/upload"));
        many = Content.folder(stage.folder("sharing/upload"));
    }

    @Test
    void twoTorrentsAtOnceAreDownloadedBeforeItLeaves() {
        Running sharer = shareBoth();
        Path home = stage.folder("home");
        Running shell = stage.peerOf(tracker, home);
        shell.say("download '" + sharing.resolve("torrents/single file.bin.torrent") + "'");
        shell.say("download \"" + sharing.resolve("torrents/many files.torrent") + "\"");
        shell.endInput();

        assertThat(shell.awaitExit()).as(shell::transcript).isZero();
        assertThat(shell.err()).isEmpty();
        assertThat(Content.digests(home.resolve("downloads/single file.bin"))).isEqualTo(Content.digests(single));
        assertThat(Content.digests(home.resolve("downloads/many files"))).isEqualTo(Content.digests(many));
        sharer.endInput();
        assertThat(sharer.awaitExit()).as(sharer::transcript).isZero();
    }

    @Test
    void aDownloadIsListedLookedAtPausedResumedAndRemoved() {
        Running sharer = shareBoth();
        Path torrent = sharing.resolve("torrents/many files.torrent");
        // slow enough that it cannot be done before it is paused
        Shell shell = Shell.start(stage, stage.folder("home"), "--max-download", "20K");
        shell.say("download '" + torrent + "'");
        shell.awaitStatus(
                "a peer is connected and gives",
                status -> Json.number(status, "peers") == 1 && Json.number(status, "downloaded") > 0);
        shell.say("peers --json 'many files'");
        Map<String, Object> peer =
                Json.line(shell.program().awaitOut("^.*\"choking_us\".*$").group());
        assertThat(peer).containsEntry("torrent", "many files").containsEntry("address", "127.0.0.1");
        assertThat(peer.get("client")).asString().startsWith("Starling");

        shell.say("pause 'many files'");
        shell.program().awaitOut("many files: paused");
        Map<String, Object> paused =
                shell.awaitStatus("nobody is connected", status -> Json.number(status, "peers") == 0);
        assertThat(paused).containsEntry("state", "paused");
        assertThat(Json.number(paused, "have")).isLessThan(Json.number(paused, "total_size"));
        shell.say("files --json many");
        Map<String, Object> file = Json.line(shell.program()
                .awaitOut("^.*\"path\":\"b/deep/er/large.bin\".*$")
                .group());
        assertThat(file).containsEntry("length", 2_000_003L);

        shell.say("resume many");
        shell.program().awaitOut("many files: resumed");
        shell.awaitState("downloading");
        shell.say("remove many");
        shell.program().awaitOut("many files: removed");
        shell.say("list");
        shell.program().awaitOut("no torrents yet");
        assertThat(shell.leave()).isZero();
        assertThat(sharer.isAlive()).isTrue();
    }

    @Test
    void createPrintsThePathAndListIsEmptyJson() {
        Running shell = stage.peerOf(tracker, sharing);
        shell.say("# a comment, and an empty line:");
        shell.say("");
        shell.say("create 'upload/single file.bin'");
        shell.say("create --private " + tracker.announceUrl() + " \"" + many + "\"");
        shell.say("list --json");
        shell.endInput();

        assertThat(shell.awaitExit()).as(shell::transcript).isZero();
        assertThat(shell.err()).isEmpty();
        assertThat(shell.out())
                .containsExactly(
                        sharing.resolve("torrents/single file.bin.torrent").toString(),
                        sharing.resolve("torrents/many files.torrent").toString());
        Map<String, Object> made = stage.info(sharing.resolve("torrents/many files.torrent"));
        assertThat(made)
                .containsEntry("private", true)
                .containsEntry("trackers", List.of(List.of(tracker.announceUrl())));
    }

    @Test
    void whatIsNotUnderstoodIsSaidAndTheShellGoesOn() {
        Running shell = stage.peerOf(tracker, sharing);
        shell.say("frobnicate everything");
        shell.say("download 'no end of the quote");
        shell.say("download nothing.torrent");
        shell.say("pause nobody");
        shell.say("create 'upload/single file.bin'");
        shell.endInput();

        assertThat(shell.awaitExit())
                .as("of the last that failed: " + shell.transcript())
                .isEqualTo(3);
        assertThat(shell.err()).hasSize(4);
        assertThat(shell.err().get(0)).contains("frobnicate");
        assertThat(shell.err().get(1)).contains("quote");
        assertThat(shell.err().get(2)).contains("nothing.torrent is not there");
        assertThat(shell.err().get(3)).contains("nobody");
        assertThat(shell.out())
                .contains(sharing.resolve("torrents/single file.bin.torrent").toString());
    }

    private Running shareBoth() {
        Running shell = stage.peerOf(tracker, sharing);
        shell.say("share 'upload/single file.bin' --piece-length 32K");
        shell.say("share \"many files\"");
        shell.awaitOut("^single file.bin: seeding");
        shell.awaitOut("^many files: seeding");
        return shell;
    }
}
