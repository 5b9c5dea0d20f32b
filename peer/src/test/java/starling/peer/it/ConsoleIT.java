package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The jars as people start them, without an option for java: no java warns of anything on the console. */
class ConsoleIT {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void versions() {
        Running peer = plain("starling.test.peer", "--version");
        assertThat(peer.awaitExit()).isZero();
        assertThat(peer.err()).isEmpty();
        assertThat(peer.out()).singleElement().asString().matches("Starling \\d+\\.\\d+\\.\\d+");

        Running tracker = plain("starling.test.tracker", "--version");
        assertThat(tracker.awaitExit()).isZero();
        assertThat(tracker.err()).isEmpty();
        assertThat(tracker.out()).singleElement().asString().matches("Starling tracker \\d+\\.\\d+\\.\\d+");
    }

    @Test
    void createSeedAndDownloadWarnOfNothing() {
        Path content = Content.single(stage.folder("origin"));
        Path torrent = stage.folder("torrents").resolve("t.torrent");
        Running tracker = plain(
                "starling.test.tracker",
                "0",
                "--bind",
                "127.0.0.1",
                "--data",
                stage.folder("data").toString());
        TrackerRun listening = TrackerRun.of(tracker);
        Running create = plain(
                "starling.test.peer", "create", "-o", torrent.toString(), listening.announceUrl(), content.toString());
        assertThat(create.awaitExit()).isZero();
        assertThat(create.err()).isEmpty();
        assertThat(create.out()).containsExactly(torrent.toString());

        Running seed = plainPeer(
                "seeder",
                "seed",
                torrent.toString(),
                "--in",
                content.getParent().toString());
        seed.awaitOut("seeding");
        Running download = plainPeer("home", "download", torrent.toString());
        assertThat(download.awaitExit()).isZero();
        assertThat(download.err()).isEmpty();

        seed.terminate();
        assertThat(seed.awaitExit()).as("a seeder that is told to leave").isZero();
        assertThat(seed.err()).isEmpty();
        tracker.terminate();
        assertThat(tracker.awaitExit()).as("a tracker that is told to leave").isZero();
        assertThat(tracker.err()).isEmpty();
    }

    private Running plainPeer(String home, String... words) {
        List<String> all =
                new ArrayList<>(List.of("--home", stage.folder(home).toString(), "--bind", "127.0.0.1", "--port", "0"));
        all.addAll(List.of(words));
        return plain("starling.test.peer", all.toArray(String[]::new));
    }

    private Running plain(String jar, String... words) {
        List<String> command =
                new ArrayList<>(List.of(Jars.java(), "-jar", Jars.jar(jar).toString()));
        command.addAll(Arrays.asList(words));
        return stage.start("plain java", command);
    }
}
