package starling.peer.shell.table;

import java.util.List;
import java.util.Locale;
import starling.peer.session.PeerSnapshot;
import starling.peer.shell.text.Cells;
import starling.peer.shell.text.ClientName;
import starling.peer.shell.text.Format;

/** All that is known of connected peers, a row each, none wider than there is room. */
public final class PeerRows {
    private static final int WIDE = 90;
    /** Of a narrow row: blanks, percent, two rates with their signs, flags. */
    private static final int NARROW_FIGURES = 2 + 1 + 4 + 1 + 11 + 1 + 11 + 1 + 4 + 1;

    private static final int SHORTEST_PROGRAM = 6;

    private final Look look;
    private final int addressColumns;

    /** @param peers whose addresses decide how wide their column is */
    public PeerRows(Look look, List<PeerSnapshot> peers) {
        this.look = look;
        int longest = peers.stream()
                .mapToInt(peer -> peer.endpoint().toString().length())
                .max()
                .orElse(0);
        this.addressColumns = isWide()
                ? Math.max(21, Math.min(longest, look.columns() - WIDE + 21))
                : Math.min(longest, Math.max(15, look.columns() - NARROW_FIGURES - SHORTEST_PROGRAM));
    }

    private boolean isWide() {
        return look.columns() >= WIDE;
    }

    /** {@code 127.0.0.1:12300  seed  100 %  ↓ 900 KiB/s  ↑ 0  D->e  Transmission 4.0.4}. */
    public String row(PeerSnapshot peer) {
        String address = Cells.left(Cells.cutMiddle(peer.endpoint().toString(), addressColumns), addressColumns);
        String role = peer.role().name().toLowerCase(Locale.ROOT);
        String figures = isWide()
                ? String.format(
                        "  %s %-7s %3d %%  %s %-11s %s %-11s %s  ",
                        address,
                        role,
                        peer.havePercent(),
                        look.down(),
                        Format.rate(peer.downloadBytesPerSecond()),
                        look.up(),
                        Format.rate(peer.uploadBytesPerSecond()),
                        flags(peer))
                : String.format(
                        " %s %c %3d%% %s%-10s %s%-10s %s ",
                        address,
                        role.charAt(0),
                        peer.havePercent(),
                        look.ascii() ? "d" : look.down(),
                        Format.rate(peer.downloadBytesPerSecond()),
                        look.ascii() ? "u" : look.up(),
                        Format.rate(peer.uploadBytesPerSecond()),
                        flags(peer));
        String program = peer.program().orElseGet(() -> ClientName.of(peer.id()));
        return (figures + Cells.name(program, look.columns() - Cells.width(figures))).stripTrailing();
    }

    private static String flags(PeerSnapshot peer) {
        return (peer.interestingToUs() ? peer.chokingUs() ? "d" : "D" : "-")
                + (peer.interestedInUs() ? peer.chokedByUs() ? "u" : "U" : "-")
                + (peer.dialled() ? ">" : " ")
                + switch (peer.protection()) {
                    case NONE -> " ";
                    case HEADER -> "h";
                    case RC4 -> "e";
                    case TLS -> "t";
                };
    }
}
