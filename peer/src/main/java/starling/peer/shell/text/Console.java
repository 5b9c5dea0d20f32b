package starling.peer.shell.text;

import java.io.PrintWriter;

/**
 * Where output goes.
 *
 * @param live whether a line may be drawn over: a terminal, and not a dumb one
 */
public record Console(PrintWriter out, PrintWriter err, boolean live) {
    private static final String CLEAR_LINE = "\r\u001b[K";

    public void line(String text) {
        out.println(text);
        out.flush();
    }

    public void error(String text) {
        err.println(text);
        err.flush();
    }

    /** Draws a line that the next one replaces; only where {@link #live}. */
    public void redraw(String text) {
        out.print(CLEAR_LINE + text);
        out.flush();
    }

    /** Takes away what {@link #redraw} drew. */
    public void clear() {
        redraw("");
    }
}
