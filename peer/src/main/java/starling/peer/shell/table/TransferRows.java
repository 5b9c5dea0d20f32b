package starling.peer.shell.table;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jline.utils.AttributedString;
import starling.peer.session.CheckProgress;
import starling.peer.session.MetadataProgress;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.shell.text.Cells;
import starling.peer.shell.text.Format;

/** The rows of the table: a torrent, or one connection of it. Columns are as wide as the widest row needs. */
final class TransferRows {
    private static final int RATE = 9;
    private static final int ROLE = 7;
    private static final int ID = 4;
    private static final int USUAL_BAR = 19;
    private static final int WIDEST_BAR = 42;
    /** Of a download's row: percent, gaps, rate, ETA. */
    private static final int FIXED = 1 + 3 + 3 + 11 + 6 + 7;

    private static final int USUAL_ADDRESS = 15;

    private final Look look;
    private final int nameColumns;
    private final int barColumns;
    private final int addressColumns;
    private final int pieceColumns;
    private final String indent;
    private final String gap;

    /** @param peers whose rows are made */
    TransferRows(Look look, List<PeerSnapshot> peers) {
        this.look = look;
        this.nameColumns = look.nameColumns();
        int counts = look.isNarrow() ? 6 : 14;
        int room = look.columns() - nameColumns - FIXED - counts;
        this.barColumns = Math.max(4, Math.min(look.columns() > 120 ? WIDEST_BAR : USUAL_BAR, room));
        this.indent = look.isNarrow() ? " " : "   ";
        this.gap = look.isNarrow() ? " " : "    ";
        int address = USUAL_ADDRESS;
        int piece = 2;
        for (PeerSnapshot peer : peers) {
            address = Math.max(address, peer.endpoint().toString().length());
            piece = Math.max(
                    piece,
                    digits(Math.max(peer.piece().orElse(0), peer.servedPiece().orElse(0))));
        }
        this.pieceColumns = piece;
        int others = indent.length()
                + RATE
                + 1
                + ROLE
                + 1
                + 2
                + ID
                + gap.length()
                + pieceWord().length()
                + piece
                + 6
                + 4;
        this.addressColumns = Math.min(address, Math.max(10, look.columns() - others));
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }

    private String pieceWord() {
        return look.isNarrow() ? "p" : "piece ";
    }

    AttributedString heading(String text) {
        return new Row(look).add(text, Look.HEADING).line();
    }

    private Row begin(String name) {
        return new Row(look).add(Cells.left(Cells.name(name, nameColumns), nameColumns + 1));
    }

    private static String percent(int percent) {
        return Cells.right(Integer.toString(percent), 3) + " %";
    }

    /** {@code example.pdf  25 % [██░░░░░░]  checking  310 MiB/s  ETA 0:12}. */
    private AttributedString checking(TorrentSnapshot torrent) {
        CheckProgress check = torrent.check();
        return work(
                torrent.metainfo().name(),
                "checking",
                check.checkedBytes(),
                torrent.totalBytes(),
                check.bytesPerSecond());
    }

    /** The same of a file that is no torrent yet. */
    AttributedString hashing(Work work) {
        return work(work.name(), "hashing", work.doneBytes(), work.totalBytes(), work.bytesPerSecond());
    }

    private AttributedString work(String name, String what, long doneBytes, long totalBytes, long rate) {
        int percent = Format.percent(doneBytes, totalBytes);
        String space = look.isNarrow() ? " " : "  ";
        Row row = begin(name)
                .add(percent(percent))
                .add(" ")
                .bar(percent, barColumns)
                .add("  " + what);
        if (rate > 0) {
            row.add(space + Cells.right(Format.rate(rate), RATE), Look.RATE)
                    .add(space + "ETA " + Format.eta(totalBytes - doneBytes, rate));
        }
        return row.line();
    }

    /** {@code example.pdf  45 % [████░░░░]  1.2 MiB/s  ETA 0:43   2 seeds 1 peer}. */
    AttributedString download(TorrentSnapshot torrent) {
        if (torrent.state() == TorrentState.CHECKING) {
            return checking(torrent);
        }
        int percent = Format.percent(torrent.haveBytes(), torrent.wantedBytes());
        Row row =
                begin(torrent.metainfo().name()).add(percent(percent)).add(" ").bar(percent, barColumns);
        if (torrent.state() == TorrentState.METADATA && torrent.metadata().isPresent()) {
            return metadata(torrent, torrent.metadata().get(), row).line();
        }
        if (torrent.state() != TorrentState.DOWNLOADING) {
            return state(torrent, row).line();
        }
        long rate = torrent.downloadBytesPerSecond();
        int seeds = (int) torrent.peers().stream().filter(PeerSnapshot::isSeed).count();
        int peers = torrent.peers().size() - seeds;
        String eta = Format.eta(torrent.leftBytes(), rate);
        return row.add(Cells.right(Format.rate(rate), RATE + 2), Look.RATE)
                .add("  ETA " + Cells.left(eta, Math.max(7, eta.length() + 1)))
                .add(
                        look.isNarrow()
                                ? seeds + "s " + peers + "p"
                                : Format.count(seeds, "seed") + " " + Format.count(peers, "peer"))
                .line();
    }

    /** {@code link  45 % [████░░░░]   1.2 MiB/s  metadata 14.0 MiB from 3}: so many peers. */
    private Row metadata(TorrentSnapshot torrent, MetadataProgress progress, Row row) {
        if (progress.totalBytes() == 0) {
            int peers = torrent.peers().size();
            return row.add(
                    "  metadata: " + (peers == 0 ? "looking for peers" : "asking " + Format.count(peers, "peer")));
        }
        String size = Format.size(progress.totalBytes());
        row.add(Cells.right(Format.rate(progress.bytesPerSecond()), RATE + 2), Look.RATE);
        return row.add(
                look.isNarrow()
                        ? "  meta " + size + " " + progress.givers() + "p"
                        : "  metadata " + size + " from " + progress.givers());
    }

    private Row state(TorrentSnapshot torrent, Row row) {
        row.add("  " + torrent.state().name().toLowerCase(Locale.ROOT));
        Optional<String> problem = torrent.problem().map(why -> Format.name(why.message()));
        return problem.isEmpty() ? row : row.add(": ").add(problem.get(), Look.BAD);
    }

    /** {@code example.pdf  33 % uploaded}. */
    AttributedString upload(TorrentSnapshot torrent) {
        if (torrent.state() == TorrentState.CHECKING) {
            return checking(torrent);
        }
        long percent = (long) Math.floor(torrent.uploadedBytes() * 100.0 / torrent.totalBytes());
        Row row = begin(torrent.metainfo().name()).add(Cells.right(Long.toString(percent), 3) + " % uploaded");
        boolean trades = torrent.state() == TorrentState.SEEDING || torrent.state() == TorrentState.DOWNLOADING;
        return (trades ? row : state(torrent, row)).line();
    }

    /** A connection that brings something. */
    AttributedString from(PeerSnapshot peer) {
        return connection(peer, peer.downloadBytesPerSecond(), peer.piece(), peer.piecePercent(), peer.chokingUs());
    }

    /** A connection that takes something. */
    AttributedString to(PeerSnapshot peer) {
        return connection(
                peer, peer.uploadBytesPerSecond(), peer.servedPiece(), peer.servedPercent(), peer.chokedByUs());
    }

    private AttributedString connection(
            PeerSnapshot peer, long rate, OptionalInt piece, int piecePercent, boolean choked) {
        String id = Cells.name(peer.id().toString(), 20);
        Row row = new Row(look)
                .add(indent)
                .add(Cells.left(Format.rate(rate), RATE) + " ", rate > 0 ? Look.RATE : Look.PLAIN)
                .add(Cells.left(peer.role().name().toLowerCase(Locale.ROOT), ROLE) + " ")
                .add(Cells.left(Cells.cutMiddle(peer.endpoint().toString(), addressColumns), addressColumns) + "  ")
                .add(Cells.left(id.substring(Math.max(0, id.length() - ID)), ID) + gap);
        String number = piece.isPresent() ? Integer.toString(piece.getAsInt()) : "-";
        row.add(pieceWord() + Cells.left(number, pieceColumns) + " " + percent(piecePercent));
        return choked ? row.add("  ch", Look.HELD).line() : row.line();
    }
}
