package starling.peer.shell.screen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The terminal that the program was started at, opened when it is first needed. */
public final class SystemTerminal implements Supplier<Terminal> {
    private Terminal terminal;

    public static Terminal open() throws IOException {
        Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build();
        if (terminal.getWidth() == 0 || terminal.getHeight() == 0) {
            // serial lines and programs that drive us do not say how large they are
            terminal.setSize(new Size(80, 24));
        }
        return terminal;
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
