package starling.peer.shell.table;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** A line as it grows from left to right. */
final class Row {
    private final Look look;
    private final AttributedStringBuilder text = new AttributedStringBuilder(96);

    Row(Look look) {
        this.look = look;
    }

    Row add(String more) {
        text.append(more, Look.PLAIN);
        return this;
    }

    Row add(String more, AttributedStyle style) {
        text.append(more, style);
        return this;
    }

    /** {@code [████░░░░]}, of so many columns with its brackets. */
    Row bar(int percent, int columns) {
        int inner = columns - 2;
        int filled = (int) Math.round(percent * inner / 100.0);
        text.append("[", Look.PLAIN);
        text.append(look.full().repeat(filled), Look.GOOD);
        text.append(look.empty().repeat(inner - filled), Look.FAINT);
        text.append("]", Look.PLAIN);
        return this;
    }

    /** The line, in as many columns as there are. */
    AttributedString line() {
        AttributedString whole = text.toAttributedString();
        if (whole.columnLength() > look.columns()) {
            AttributedStringBuilder cut = new AttributedStringBuilder(whole.length());
            cut.append(whole.columnSubSequence(0, look.columns() - 1));
            cut.append(look.ascii() ? "~" : "…", Look.PLAIN);
            return cut.toAttributedString();
        }
        int end = whole.length();
        while (end > 0 && whole.charAt(end - 1) == ' ') {
            end--;
        }
        return whole.subSequence(0, end);
    }
}
