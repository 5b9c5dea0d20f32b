package starling.peer.shell.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import starling.peer.session.PiecesSnapshot;
import starling.peer.shell.text.Cells;
import starling.wire.Bitfield;

class PieceMapTest {
    /** A letter a piece: h had, f in flight, o off, digits missing with so many owners. */
    private static PiecesSnapshot pieces(String drawn) {
        int count = drawn.length();
        Bitfield have = new Bitfield(count);
        BitSet wanted = new BitSet();
        BitSet inFlight = new BitSet();
        int[] owners = new int[count];
        for (int piece = 0; piece < count; piece++) {
            char c = drawn.charAt(piece);
            wanted.set(piece, c != 'o');
            inFlight.set(piece, c == 'f');
            if (c == 'h') {
                have.set(piece);
            }
            owners[piece] = Character.isDigit(c) ? c - '0' : 0;
        }
        return new PiecesSnapshot(have, wanted, inFlight, owners);
    }

    private static List<String> picture(PiecesSnapshot pieces, int columns) {
        return PieceMap.lines(TableSamples.metainfo("a.bin"), pieces, new Look(columns, false)).stream()
                .map(AttributedString::toString)
                .toList();
    }

    @Test
    void aSignAPiece() {
        assertThat(picture(pieces("hhhhhhhhhhhhhhhhhhhhff0123oo".repeat(2)), 59))
                .containsExactly(
                        "a.bin: 40 of 56 pieces of 1.0 MiB, 4 in flight",
                        "     0  ████████████████████▒▒0123--████████████████████▒▒",
                        "    50  0123--",
                        "█ have  ▒ in flight  0 to 9 peers  - off");
    }

    @Test
    void manyPiecesShareASign() {
        PiecesSnapshot many = pieces("hhhh2233hh0ffo".repeat(1_000));

        List<String> lines = picture(many, 79);

        assertThat(lines).hasSizeLessThanOrEqualTo(18);
        assertThat(lines.get(lines.size() - 1)).contains("a sign");
        assertThat(lines).allSatisfy(line -> assertThat(Cells.width(line)).isLessThan(80));
    }

    @Test
    void aLowScreenGetsAShortMap() {
        PiecesSnapshot many = pieces("hhhh2233hh0ffo".repeat(1_000));

        List<AttributedString> lines =
                PieceMap.lines(TableSamples.metainfo("a.bin"), many, new Look(59, false), OptionalInt.of(20));

        assertThat(lines).hasSizeLessThanOrEqualTo(10);
        assertThat(lines.get(lines.size() - 1)).hasToString("█ have  ▒ in flight  0 to 9 peers  - off  (35 a sign)");
    }

    @Test
    void rarePiecesStandOut() {
        AttributedString row = PieceMap.lines(TableSamples.metainfo("a.bin"), pieces("0123"), new Look(80, false))
                .get(1);

        assertThat(row.styleAt(8)).isEqualTo(Look.BAD);
        assertThat(row.styleAt(9)).isEqualTo(Look.HELD);
        assertThat(row.styleAt(10)).isEqualTo(Look.PLAIN);
    }
}
