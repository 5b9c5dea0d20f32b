package starling.peer.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import starling.peer.shell.text.CommandFailure;

class HomeTest {
    @TempDir
    Path root;

    @Test
    void itIsOnePeersAtATime() throws IOException {
        Home home = new Home(root);
        try (Closeable first = home.lock()) {
            assertThatThrownBy(home::lock)
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("another peer is running in " + root)
                    .hasMessageContaining("--home");
        }
        home.lock().close();
    }

    /** A lock is the system's, and goes with the program that held it; the file that is left says nothing. */
    @Test
    void aLockFileThatWasLeftBehindLocksNothing() throws IOException {
        Files.createDirectories(root.resolve(".starling"));
        Files.writeString(root.resolve(".starling/lock"), "12345");

        new Home(root).lock().close();

        assertThat(root.resolve(".starling/lock")).exists();
    }

    @Test
    void aHomeThatCannotBeMadeIsSaid() throws IOException {
        Files.writeString(root.resolve("file"), "");

        assertThatThrownBy(() -> new Home(root.resolve("file")).lock())
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("choose another folder with --home");
    }
}
