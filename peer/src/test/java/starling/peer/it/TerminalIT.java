package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell at a real terminal, which tmux is: what a person sees, and what becomes of the keys. */
class TerminalIT {
    @RegisterExtension
    final Stage stage = new Stage();

    private TrackerRun tracker;
    private Path home;

    @BeforeEach
    void tracker() {
        Foreign.program("tmux");
        tracker = stage.tracker();
        home = stage.folder("home");
    }

    private Screen peer(String name, String... options) {
        return peer(name, 80, 24, options);
    }

    private Screen peer(String name, int columns, int rows, String... options) {
        List<String> peer = new ArrayList<>(Jars.peer());
        peer.addAll(List.of("127.0.0.1", String.valueOf(tracker.port())));
        peer.addAll(List.of("--home", home.toString(), "--bind", "127.0.0.1"));
        peer.addAll(List.of(options));
        return new Screen(Host.loopback(stage), name, columns, rows, peer);
    }

    @Test
    void aPersonIsAskedForTheRatesAndShares() {
        Path content = Content.single(stage.folder("content"));
        Screen screen = peer("screen");
        screen.await("Maximum download rate");
        screen.type("2x", "Enter");
        screen.await("'2x' is no size");
        screen.type("2M", "Enter");
        screen.await("Maximum upload rate");
        screen.type("Enter");
        screen.await("You are peer");
        screen.await("starling>");

        screen.type("share '" + content + "'", "Enter");
        screen.await("single file.bin: seeding");
        screen.type("status", "Enter");
        screen.await("Max download 2.0 MiB/s   Max upload no limit");
        screen.type("not sent");
        screen.await("starling> not sent");
        screen.type("C-c");
        screen.awaitFreshPrompt();
        screen.type("lisst", "Enter");
        screen.await("there is no command 'lisst', perhaps you mean 'list'");
        screen.type("exit", "Enter");
        screen.await("Goodbye.");
        screen.await("left with 0");
    }

    @Test
    void whatRanRunsAgainAfterARestart() {
        Path content = Content.single(stage.folder("home/upload"));
        Screen screen = peer("screen", "--max-download", "0", "--max-upload", "0");
        screen.await("starling>");
        screen.type("share '" + content.getFileName() + "'", "Enter");
        screen.await("single file.bin: seeding");
        screen.type("C-d");
        screen.await("left with 0");

        Screen again = peer("again", "--max-download", "0", "--max-upload", "0");
        again.await("single file.bin: seeding");
        assertThat(again.text()).doesNotContain("Maximum");
        again.awaitFreshPrompt();
        again.type("Up");
        again.await("starling> share 'single file.bin'");
        again.type("C-u");
        again.type("exit", "Enter");
        again.await("left with 0");
    }

    @Test
    void moreThanFitsHasPagesAndRowsToChoose() {
        List<String> names = "abcdefghijkl"
                .chars()
                .mapToObj(letter -> "paged-" + (char) letter + ".bin")
                .toList();
        names.forEach(name -> Content.file(home.resolve("upload").resolve(name), 40_000, name.hashCode()));
        Screen screen = peer("screen", 60, 20, "--max-download", "0", "--max-upload", "0");
        screen.await("starling>");
        screen.type("-l", "share " + String.join(" ", names));
        screen.type("Enter");
        screen.await("rows 1 to 9 of 14, PgUp and PgDn turn the page");
        screen.awaitFreshPrompt();
        screen.type("-l", "stays");
        screen.type("NPage");
        screen.await("rows 6 to 14 of 14");
        screen.type("PPage");
        screen.await("rows 1 to 9 of 14");
        assertThat(screen.text()).endsWith("starling> stays");
        screen.type("C-u");

        screen.type("watch", "Enter");
        screen.await("q leave  p pause");
        screen.type("Down", "p");
        awaitPaused(screen, "paged-b");
        screen.type("G", "p");
        awaitPaused(screen, "paged-l");
        screen.type("g", "p");
        awaitPaused(screen, "paged-a");
        screen.type("q");
        screen.awaitFreshPrompt();
        screen.type("exit", "Enter");
        screen.await("left with 0");
    }

    private static void awaitPaused(Screen screen, String name) {
        screen.awaitRows(
                name + " paused",
                rows -> rows.stream().anyMatch(row -> row.startsWith(name) && row.endsWith("% uploaded  paused")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C-c", "C-d"})
    void aPersonMayLeaveAtAQuestion(String key) {
        Screen screen = peer("screen");
        screen.await("Maximum download rate");
        screen.type(key);
        screen.await("left with 130");
        assertThat(screen.text()).doesNotContain("error");
    }
}
