package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The shell at a real terminal, which tmux is: what a person sees, and what becomes of the keys. */
class TerminalIT {
    @RegisterExtension
    final Stage stage = new Stage();

    private TrackerRun tracker;
    private Path home;
    private String tmux;
    private String socket;

    @BeforeEach
    void terminal() {
        tmux = Foreign.program("tmux");
        tracker = stage.tracker();
        home = stage.folder("home");
        socket = stage.folder("tmux").resolve("socket").toString();
    }

    @AfterEach
    void noTerminalIsLeft() {
        if (socket != null) {
            stage.start("tmux", List.of(tmux, "-S", socket, "kill-server")).awaitExit();
        }
    }

    /** The pane stays when the peer has left, and shows what it left with. */
    private void startPeer(String... options) {
        List<String> peer = new ArrayList<>(Jars.peer());
        peer.addAll(List.of("127.0.0.1", String.valueOf(tracker.port())));
        peer.addAll(List.of("--home", home.toString(), "--bind", "127.0.0.1"));
        peer.addAll(List.of(options));
        String line = "trap : INT; '" + String.join("' '", peer) + "'; echo left with $?; exec cat";
        List<String> command = List.of(
                tmux, "-S", socket, "-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "sh", "-c", line);
        assertThat(stage.start("tmux", command).awaitExit()).isZero();
    }

    private String screen() {
        Running capture = stage.start("tmux", List.of(tmux, "-S", socket, "capture-pane", "-p"));
        assertThat(capture.awaitExit()).as(capture::transcript).isZero();
        return String.join("\n", capture.out());
    }

    private void awaitScreen(String text) {
        Foreign.await(text + " on the screen", tracker.program(), () -> screen().contains(text));
    }

    private void type(String... keys) {
        List<String> command = new ArrayList<>(List.of(tmux, "-S", socket, "send-keys"));
        command.addAll(List.of(keys));
        assertThat(stage.start("tmux", command).awaitExit()).isZero();
    }

    @Test
    void aPersonIsAskedForTheRatesAndShares() {
        Path content = Content.single(stage.folder("content"));
        startPeer();
        awaitScreen("Maximum download rate");
        type("2x", "Enter");
        awaitScreen("'2x' is no size");
        type("2M", "Enter");
        awaitScreen("Maximum upload rate");
        type("Enter");
        awaitScreen("You are peer");
        awaitScreen("starling>");

        type("share '" + content + "'", "Enter");
        awaitScreen("single file.bin: seeding");
        type("status", "Enter");
        awaitScreen("Max download 2.0 MiB/s   Max upload no limit");
        type("not sent");
        awaitScreen("starling> not sent");
        type("C-c");
        Foreign.await(
                "a fresh prompt",
                tracker.program(),
                () -> screen().stripTrailing().endsWith("\nstarling>"));
        type("lisst", "Enter");
        awaitScreen("there is no command 'lisst', perhaps you mean 'list'");
        type("exit", "Enter");
        awaitScreen("Goodbye.");
        awaitScreen("left with 0");
    }

    @Test
    void whatRanRunsAgainAfterARestart() {
        Path content = Content.single(stage.folder("home/upload"));
        startPeer("--max-download", "0", "--max-upload", "0");
        awaitScreen("starling>");
        type("share '" + content.getFileName() + "'", "Enter");
        awaitScreen("single file.bin: seeding");
        type("C-d");
        awaitScreen("left with 0");
        noTerminalIsLeft();

        startPeer("--max-download", "0", "--max-upload", "0");
        awaitScreen("single file.bin: seeding");
        assertThat(screen()).doesNotContain("Maximum");
        type("exit", "Enter");
        awaitScreen("left with 0");
    }
}
