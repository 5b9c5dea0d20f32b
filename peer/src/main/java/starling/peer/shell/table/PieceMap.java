package starling.peer.shell.table;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import starling.metainfo.Metainfo;
import starling.peer.session.PiecesSnapshot;
import starling.peer.shell.text.Cells;
import starling.peer.shell.text.Format;

/**
 * The pieces of a torrent as a map: a sign a piece, or several pieces where there are many. A missing piece is the number
 * of connected peers that have it, in the colour of how rare that makes it.
 */
public final class PieceMap {
    private static final int MOST_ROWS = 16;
    private static final int FEWEST_ROWS = 4;
    /** A heading, a legend, and what a small table below takes. */
    private static final int OTHER_ROWS = 12;

    private static final int MOST_COLUMNS = 100;
    private static final int LABEL = 8;

    private final Look look;
    private final PiecesSnapshot pieces;
    private final int count;
    private final int rows;

    private PieceMap(PiecesSnapshot pieces, Look look, OptionalInt terminalRows) {
        this.rows = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, terminalRows.orElse(100) - OTHER_ROWS));
        this.look = look;
        this.pieces = pieces;
        this.count = pieces.have().size();
    }

    public static List<AttributedString> lines(Metainfo metainfo, PiecesSnapshot pieces, Look look) {
        return lines(metainfo, pieces, look, OptionalInt.empty());
    }

    /** @param terminalRows how many rows there are on the screen, where it is one */
    public static List<AttributedString> lines(
            Metainfo metainfo, PiecesSnapshot pieces, Look look, OptionalInt terminalRows) {
        return new PieceMap(pieces, look, terminalRows).draw(metainfo);
    }

    private List<AttributedString> draw(Metainfo metainfo) {
        int columns = Math.min(MOST_COLUMNS, (look.columns() - LABEL) / 10 * 10);
        int perSign = (count + columns * rows - 1) / (columns * rows);
        List<AttributedString> lines = new ArrayList<>();
        lines.add(new Row(look)
                .add(Cells.name(metainfo.name(), look.nameColumns()), Look.HEADING)
                .add(": " + pieces.have().count() + " of "
                        + Format.count(count, "piece") + " of "
                        + Format.size(metainfo.layout().pieceLengthBytes()) + ", "
                        + pieces.inFlight().cardinality() + " in flight")
                .line());
        for (int first = 0; first < count; first += columns * perSign) {
            AttributedStringBuilder line = new AttributedStringBuilder();
            line.append(Cells.right(Integer.toString(first), LABEL - 2) + "  ", Look.FAINT);
            for (int from = first; from < Math.min(count, first + columns * perSign); from += perSign) {
                sign(from, Math.min(count, from + perSign), line);
            }
            lines.add(line.toAttributedString());
        }
        lines.add(legend(perSign));
        return lines;
    }

    private void sign(int from, int to, AttributedStringBuilder line) {
        int have = 0;
        int rarest = Integer.MAX_VALUE;
        boolean inFlight = false;
        for (int piece = from; piece < to; piece++) {
            if (pieces.have().get(piece)) {
                have++;
            } else if (pieces.wanted().get(piece)) {
                inFlight |= pieces.inFlight().get(piece);
                rarest = Math.min(rarest, pieces.owners()[piece]);
            }
        }
        if (have == to - from) {
            line.append(look.full(), Look.GOOD);
        } else if (inFlight) {
            line.append(look.ascii() ? "~" : "▒", Look.RATE);
        } else if (rarest == Integer.MAX_VALUE) {
            line.append("-", Look.FAINT);
        } else if (have > 0) {
            line.append(look.ascii() ? "=" : "▄", rarity(rarest));
        } else {
            line.append(rarest > 9 ? "+" : Integer.toString(rarest), rarity(rarest));
        }
    }

    private static AttributedStyle rarity(int owners) {
        return owners == 0 ? Look.BAD : owners == 1 ? Look.HELD : owners < 4 ? Look.PLAIN : Look.FAINT;
    }

    private AttributedString legend(int perSign) {
        Row row = new Row(look)
                .add(look.full(), Look.GOOD)
                .add(" have  ")
                .add(look.ascii() ? "~" : "▒", Look.RATE)
                .add(" in flight  ")
                .add("0", rarity(0))
                .add(" to ")
                .add("9", rarity(9))
                .add(" peers  - off");
        return (perSign > 1 ? row.add("  (" + perSign + " a sign)") : row).line();
    }
}
