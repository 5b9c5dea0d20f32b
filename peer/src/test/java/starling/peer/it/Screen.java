package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A real terminal, which tmux is, with a program at it. */
final class Screen {
    private final Stage stage;
    private final String tmux = Foreign.program("tmux");
    private final Path socket;
    private final Running server;

    /**
     * Starts the program. The screen stays when it has left, and shows what it left with.
     *
     * @param name for this screen alone
     */
    Screen(Host host, String name, List<String> command) {
        this(host, name, 80, 24, command);
    }

    /** As above, of so many columns and rows. */
    Screen(Host host, String name, int columns, int rows, List<String> command) {
        stage = host.stage();
        socket = stage.folder(name).resolve("socket");
        // in the foreground: it ends with the stage, and whatever runs in it
        server = stage.start("tmux", tmux, "-D", "-S", socket.toString(), "-f", "/dev/null");
        Foreign.await("a terminal", server, () -> Files.exists(socket));
        List<String> words = new ArrayList<>(host.enter());
        words.addAll(command);
        String line = "trap : INT; '" + String.join("' '", words) + "'; echo left with $?; exec cat";
        tmux("new-session", "-d", "-x", String.valueOf(columns), "-y", String.valueOf(rows), "sh", "-c", line);
    }

    private List<String> tmux(String... words) {
        List<String> command = new ArrayList<>(List.of(tmux, "-S", socket.toString()));
        command.addAll(List.of(words));
        Running client = stage.start("tmux", command);
        assertThat(client.awaitExit()).as(client::transcript).isZero();
        return client.out();
    }

    /** What a person sees; a line that was too long for the screen is one line again. */
    String text() {
        return tmux("capture-pane", "-p", "-J").stream()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"));
    }

    /** The rows of the screen, as they are; empty ones at the end are left out. */
    List<String> rows() {
        List<String> rows = new ArrayList<>(
                tmux("capture-pane", "-p").stream().map(String::stripTrailing).toList());
        while (!rows.isEmpty() && rows.get(rows.size() - 1).isEmpty()) {
            rows.remove(rows.size() - 1);
        }
        return rows;
    }

    /** Waits until the rows are as wanted. Those. */
    List<String> awaitRows(String what, Predicate<List<String>> isSo) {
        List<List<String>> last = new ArrayList<>(List.of(List.of()));
        try {
            Foreign.await(what, server, () -> {
                last.set(0, rows());
                return isSo.test(last.get(0));
            });
        } catch (AssertionError missing) {
            throw new AssertionError(missing.getMessage() + "\nthe screen:\n" + text(), missing);
        }
        return last.get(0);
    }

    /** Gives the window another size. */
    void resize(int columns, int rows) {
        tmux("resize-window", "-x", String.valueOf(columns), "-y", String.valueOf(rows));
    }

    /** Writes all that the program sends from now on into a file. */
    void copyTo(Path file) {
        tmux("pipe-pane", "cat > '" + file + "'");
    }

    /** Waits until a text is on the screen. */
    void await(String text) {
        try {
            Foreign.await(text + " on the screen", server, () -> text().contains(text));
        } catch (AssertionError missing) {
            throw new AssertionError(missing.getMessage() + "\nthe screen:\n" + text(), missing);
        }
    }

    /** Waits until the last line is just the prompt. */
    void awaitFreshPrompt() {
        Foreign.await("a fresh prompt", server, () -> text().stripTrailing().endsWith("\nstarling>"));
    }

    /** Presses keys: texts, and names such as {@code Enter} and {@code C-c}. */
    void type(String... keys) {
        List<String> words = new ArrayList<>(List.of("send-keys"));
        words.addAll(List.of(keys));
        tmux(words.toArray(String[]::new));
    }
}
