package starling.peer.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import starling.peer.shell.text.Console;

class ShellLineTest {
    @Test
    void aCommandThatRunsOutOfMemoryIsOverAndTheShellGoesOn() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        PeerContext context = new PeerContext(
                () -> {
                    throw new OutOfMemoryError("Java heap space");
                },
                new Console(new PrintWriter(out), new PrintWriter(err)),
                true);
        ShellLine shell = new ShellLine(context);

        assertThat(shell.run("status")).isEqualTo(1);
        assertThat(err.toString()).contains("out of memory", "-Xmx").hasLineCount(1);
        assertThat(shell.run("help")).isZero();
        assertThat(out.toString()).contains("download");
    }

    /** A shell takes the home with the first command that needs a client; what changes records takes it for itself. */
    @Test
    void whoDoesNotHaveTheHomeLooksAndChangesNothing(@TempDir Path root) {
        ShellHome has = new ShellHome(root, Optional.empty());
        ShellHome other = new ShellHome(root, Optional.empty());
        assertThat(other.run("status")).isZero();
        has.context.client();
        try {
            assertThat(other.run("status")).isZero();
            for (String change : List.of("pause a", "resume a", "remove a", "priority a 1 high")) {
                assertThat(other.run(change)).as(change).isEqualTo(1);
                assertThat(other.err()).as(change).contains("another peer is running in");
            }
        } finally {
            has.context.close();
        }
        assertThat(other.run("pause a")).isEqualTo(3);
    }
}
