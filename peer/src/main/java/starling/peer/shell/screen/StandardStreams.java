package starling.peer.shell.screen;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import starling.peer.shell.text.Console;

/** What the program was started with: terminals, or files and pipes. */
public final class StandardStreams {
    private StandardStreams() {}

    /** Whether a person types what is read. */
    public static boolean isTyped() {
        return isTerminal(SystemStream.Input);
    }

    /** Where output goes, as the terminal or its absence and {@code NO_COLOR} ask for. */
    public static Console console() {
        PrintWriter out = new PrintWriter(System.out);
        PrintWriter err = new PrintWriter(System.err);
        if (!isTerminal(SystemStream.Output) || "dumb".equals(System.getenv("TERM"))) {
            return new Console(out, err);
        }
        String noColour = System.getenv("NO_COLOR");
        return new Console(out, err, true, noColour == null || noColour.isEmpty(), new SystemTerminal());
    }

    /** One line from a person, without all that a shell does for typing; empty where nobody is there any more. */
    public static String answer(Console console, String question) {
        console.out().print(question);
        console.out().flush();
        try {
            String line = new BufferedReader(new InputStreamReader(System.in)).readLine();
            return line == null ? "" : line;
        } catch (IOException gone) {
            return "";
        }
    }

    private static boolean isTerminal(SystemStream stream) {
        if (isKnownToBeNone(stream)) {
            return false;
        }
        try {
            return TerminalProvider.load("jni").isSystemStream(stream);
        } catch (IOException | RuntimeException | LinkageError noTerminalSupport) {
            return false;
        }
    }

    /** What terminals need takes long to load: where the system tells files and pipes, scripts go without. */
    private static boolean isKnownToBeNone(SystemStream stream) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream.ordinal()))
                    .toString();
            return !target.startsWith("/dev/") || target.equals("/dev/null");
        } catch (IOException | UnsupportedOperationException notToBeTold) {
            return false;
        }
    }
}
