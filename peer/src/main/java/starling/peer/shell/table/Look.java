package starling.peer.shell.table;

import org.jline.utils.AttributedStyle;
import starling.peer.shell.text.Console;

/**
 * How a table looks.
 *
 * @param columns no line is wider
 * @param ascii whether the terminal's character set has nothing else
 */
public record Look(int columns, boolean ascii) {
    private static final String SIGNS = "█░↓↑…";

    /** As a console can show it. */
    public static Look of(Console console) {
        return new Look(console.columns(), !console.canShow(SIGNS));
    }

    // Of the eight colours each terminal has, those that can be read on black and on white.
    static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    static final AttributedStyle HEADING = AttributedStyle.BOLD;
    static final AttributedStyle FAINT = AttributedStyle.DEFAULT.faint();
    static final AttributedStyle GOOD = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    static final AttributedStyle BAD = AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
    static final AttributedStyle HELD = AttributedStyle.DEFAULT.foreground(AttributedStyle.MAGENTA);
    static final AttributedStyle RATE = AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);

    private static final int NARROW = 76;
    private static final int USUAL = 84;

    boolean isNarrow() {
        return columns < NARROW;
    }

    int nameColumns() {
        return isNarrow() ? 13 : columns < USUAL + 16 ? 19 : Math.min(50, 19 + (columns - USUAL - 16) / 2);
    }

    String down() {
        return ascii ? "down" : "↓";
    }

    String up() {
        return ascii ? "up" : "↑";
    }

    String full() {
        return ascii ? "#" : "█";
    }

    String empty() {
        return ascii ? "." : "░";
    }
}
