package starling.peer.shell.text;

import java.text.Normalizer;
import org.jline.utils.WCWidth;

/** Text in the columns of a terminal, of which Chinese characters and emoji take two and accents none. */
public final class Cells {
    private static final int FIRST_FLAG_LETTER = 0x1F1E6;
    private static final int LAST_FLAG_LETTER = 0x1F1FF;

    private Cells() {}

    public static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            width += Math.max(0, WCWidth.wcwidth(c));
            i += Character.charCount(c);
        }
        return width;
    }

    /** A name from outside in at most so many columns; of what terminals join in ways of their own only the parts stay. */
    public static String name(String untrusted, int columns) {
        String text = Format.name(Normalizer.normalize(untrusted, Normalizer.Form.NFC));
        if (text.chars().allMatch(c -> c < 0x300)) {
            return cut(text, columns);
        }
        StringBuilder plain = new StringBuilder();
        text.codePoints().filter(Cells::standsAlone).forEach(c -> plain.appendCodePoint(plain(c)));
        return cut(plain.toString(), columns);
    }

    private static boolean standsAlone(int c) {
        boolean variation = c >= 0xFE00 && c <= 0xFE0F || c >= 0xE0000;
        boolean skin = c >= 0x1F3FB && c <= 0x1F3FF;
        return !variation && !skin && Character.getType(c) != Character.FORMAT;
    }

    private static int plain(int c) {
        if (c >= FIRST_FLAG_LETTER && c <= LAST_FLAG_LETTER) {
            return 'A' + c - FIRST_FLAG_LETTER;
        }
        return Character.getType(c) == Character.SURROGATE ? '?' : c;
    }

    /** The text, or its beginning and {@code …}, in at most so many columns. */
    public static String cut(String text, int columns) {
        return width(text) <= columns ? text : columns <= 0 ? "" : beginning(text, columns - 1) + "…";
    }

    /** The text, or its beginning, {@code …} and its end, in at most so many columns. */
    public static String cutMiddle(String text, int columns) {
        int width = width(text);
        if (width <= columns || columns < 3) {
            return cut(text, columns);
        }
        int tail = columns / 2;
        int from = beginning(text, width - tail).length();
        return beginning(text, columns - 1 - tail) + "…" + text.substring(from);
    }

    private static String beginning(String text, int columns) {
        int width = 0;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            width += Math.max(0, WCWidth.wcwidth(c));
            if (width > columns) {
                break;
            }
            i += Character.charCount(c);
        }
        return text.substring(0, i);
    }

    /** The text and blanks after it. */
    public static String left(String text, int columns) {
        return text + blanks(columns - width(text));
    }

    /** Blanks and the text after them. */
    public static String right(String text, int columns) {
        return blanks(columns - width(text)) + text;
    }

    /** {@code [████░░░░]}, of so many columns with its brackets; {@code [####....]} where signs are not to be had. */
    public static String bar(int percent, int columns, boolean ascii) {
        int inner = columns - 2;
        int filled = (int) Math.round(percent * inner / 100.0);
        return "[" + (ascii ? "#" : "█").repeat(filled) + (ascii ? "." : "░").repeat(inner - filled) + "]";
    }

    private static String blanks(int count) {
        return count <= 0 ? "" : " ".repeat(count);
    }
}
