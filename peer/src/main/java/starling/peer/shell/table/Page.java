package starling.peer.shell.table;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;

/**
 * As much of a table as fits.
 *
 * @param firstRow of the body that is shown
 * @param rows of the body that are shown
 */
public record Page(List<AttributedString> lines, int firstRow, int rows) {
    /**
     * The head and a part of the body.
     *
     * @param room how many lines there may be
     * @param wanted the first row of the body; where there are fewer, the last page is shown
     */
    public static Page of(TransferTable table, int room, int wanted) {
        List<AttributedString> lines = new ArrayList<>(table.head()
                .subList(0, Math.max(0, Math.min(table.head().size(), room))));
        int left = room - lines.size();
        if (left >= table.rows()) {
            lines.addAll(table.rows(0, table.rows()));
            return new Page(lines, 0, table.rows());
        }
        int rows = left - 1;
        if (rows <= 0) {
            return new Page(lines, 0, 0);
        }
        int first = Math.max(0, Math.min(wanted, table.rows() - rows));
        lines.addAll(table.rows(first, first + rows));
        lines.add(new AttributedString(
                "rows " + (first + 1) + " to " + (first + rows) + " of " + table.rows()
                        + ", PgUp and PgDn turn the page",
                Look.FAINT));
        return new Page(lines, first, rows);
    }
}
