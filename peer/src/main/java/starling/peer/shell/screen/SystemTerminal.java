package starling.peer.shell.screen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The terminal that the program was started at, opened when it is first needed. */
public final class SystemTerminal implements Supplier<Terminal> {
    private Terminal terminal;

    public static Terminal open() throws IOException {
        return TerminalBuilder.builder().system(true).dumb(true).build();
    }

    @Override
    public synchronized Terminal get() {
        try {
            terminal = terminal == null ? open() : terminal;
            return terminal;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
