package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A real terminal of 80 by 24, which tmux is, with a program at it. */
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
        stage = host.stage();
        socket = stage.folder(name).resolve("socket");
        // in the foreground: it ends with the stage, and whatever runs in it
        server = stage.start("tmux", tmux, "-D", "-S", socket.toString(), "-f", "/dev/null");
        Foreign.await("a terminal", server, () -> Files.exists(socket));
        List<String> words = new ArrayList<>(host.enter());
        words.addAll(command);
        String line = "trap : INT; '" + String.join("' '", words) + "'; echo left with $?; exec cat";
        tmux("new-session", "-d", "-x", "80", "-y", "24", "sh", "-c", line);
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
