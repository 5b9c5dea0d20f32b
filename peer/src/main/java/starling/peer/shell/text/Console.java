package starling.peer.shell.text;

import java.io.PrintWriter;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;

/**
 * Where output goes.
 *
 * @param live whether a line may be drawn over: a terminal, and not a dumb one
 * @param colour whether colours are wanted
 * @param terminal the terminal, opened when it is first asked for; only where {@link #live}
 */
public record Console(PrintWriter out, PrintWriter err, boolean live, boolean colour, Supplier<Terminal> terminal) {
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int WIDE = 160;
    private static final int LEAST_NAME = 8;

    /** A file or a pipe. */
    public Console(PrintWriter out, PrintWriter err) {
        this(out, err, false, false, () -> {
            throw new IllegalStateException("no terminal");
        });
    }

    public void line(String text) {
        out.println(text);
        out.flush();
    }

    /** A line with its colours, where they are wanted. */
    public void line(AttributedString text) {
        line(colour ? text.toAnsi(terminal.get()) : text.toString());
    }

    public void error(String text) {
        err.println(text);
        err.flush();
    }

    /** How wide a line may be: as wide as the terminal; where there is none, as wide as it is of use. */
    public int columns() {
        return live && terminal.get().getWidth() > 1 ? terminal.get().getWidth() - 1 : WIDE;
    }

    /** How many rows the terminal has, where there is one. */
    public OptionalInt rows() {
        return live && terminal.get().getHeight() > 1
                ? OptionalInt.of(terminal.get().getHeight())
                : OptionalInt.empty();
    }

    /** Whether the terminal can show a text; a file can. */
    public boolean canShow(String text) {
        return !live || terminal.get().encoding().newEncoder().canEncode(text);
    }

    /** A name from outside in the columns that a line has left at a terminal, and all of it elsewhere. */
    public String fit(String untrusted, int takenColumns) {
        return live ? Cells.name(untrusted, Math.max(LEAST_NAME, columns() - takenColumns)) : Format.name(untrusted);
    }

    /** Draws a line that the next one replaces; only where {@link #live}. */
    public void redraw(String text) {
        out.print(CLEAR_LINE + Cells.cut(text, columns()));
        out.flush();
    }

    /** Takes away what {@link #redraw} drew. */
    public void clear() {
        redraw("");
    }
}
