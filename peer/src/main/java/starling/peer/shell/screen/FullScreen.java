package starling.peer.shell.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import starling.metainfo.InfoHash;
import starling.peer.shell.table.Look;
import starling.peer.shell.table.Sorting;
import starling.peer.shell.table.TransferTable;

/** The table on the whole screen, with a torrent chosen in it and keys. What was on the screen before comes back. */
public final class FullScreen {
    /** What it shows, and what keys do to it. */
    public interface Transfers {
        TransferTable table(Sorting sorting, Look look);

        /** Pauses the torrent, or lets it go on. */
        void pauseOrResume(InfoHash torrent);
    }

    private enum Key {
        LEAVE,
        UP,
        DOWN,
        PAGE_UP,
        PAGE_DOWN,
        FIRST,
        LAST,
        PAUSE,
        SORT,
        OTHER
    }

    private static final long REDRAW_NANOS = 1_000_000_000L;
    private static final long LOOK_MILLIS = 100;

    private final Terminal terminal;
    private final Transfers transfers;
    private final boolean ascii;
    private final boolean colour;
    private final Display display;
    private Sorting sorting = Sorting.NAME;
    private TransferTable table;
    private int chosen;
    private int firstRow;
    private int shownRows = 1;
    private Size size = new Size();
    private boolean open;
    private Attributes attributesBefore;

    public FullScreen(Terminal terminal, Transfers transfers, boolean ascii, boolean colour) {
        this.terminal = terminal;
        this.transfers = transfers;
        this.ascii = ascii;
        this.colour = colour;
        this.display = new Display(terminal, true);
    }

    /** Until a person leaves, or the program is to end. */
    public void run(BooleanSupplier ends) {
        open();
        boolean[] left = new boolean[1];
        SignalHandler before = terminal.handle(Signal.INT, signal -> left[0] = true);
        try {
            BindingReader keys = new BindingReader(terminal.reader());
            KeyMap<Key> map = keys();
            long drawn = System.nanoTime() - REDRAW_NANOS;
            while (!ends.getAsBoolean() && !left[0]) {
                if (System.nanoTime() - drawn >= REDRAW_NANOS
                        || !terminal.getSize().equals(size)) {
                    drawn = System.nanoTime();
                    table = null;
                    draw();
                }
                int next = keys.peekCharacter(LOOK_MILLIS);
                if (next == NonBlockingReader.EOF) {
                    return;
                }
                if (next != NonBlockingReader.READ_EXPIRED) {
                    Key key = keys.readBinding(map);
                    if (key == null || key == Key.LEAVE) {
                        return;
                    }
                    pressed(key);
                    draw();
                }
            }
        } finally {
            close();
            terminal.handle(Signal.INT, before);
        }
    }

    private KeyMap<Key> keys() {
        KeyMap<Key> map = new KeyMap<>();
        map.setNomatch(Key.OTHER);
        map.setUnicode(Key.OTHER);
        map.setAmbiguousTimeout(LOOK_MILLIS);
        map.bind(Key.LEAVE, "q", "Q", KeyMap.esc(), KeyMap.ctrl('C'), KeyMap.ctrl('D'));
        map.bind(Key.UP, "k", "\u001b[A", "\u001bOA");
        map.bind(Key.DOWN, "j", "\u001b[B", "\u001bOB");
        map.bind(Key.PAGE_UP, "b", "\u001b[5~");
        map.bind(Key.PAGE_DOWN, " ", "\u001b[6~");
        map.bind(Key.FIRST, "g", "\u001b[H", "\u001bOH", "\u001b[1~");
        map.bind(Key.LAST, "G", "\u001b[F", "\u001bOF", "\u001b[4~");
        map.bind(Key.PAUSE, "p");
        map.bind(Key.SORT, "s");
        return map;
    }

    private void open() {
        attributesBefore = terminal.enterRawMode();
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.puts(Capability.keypad_xmit);
        open = true;
    }

    /** Gives the terminal back as it was; from any thread. */
    public synchronized void close() {
        if (!open) {
            return;
        }
        open = false;
        terminal.puts(Capability.keypad_local);
        terminal.puts(Capability.cursor_normal);
        terminal.puts(Capability.exit_ca_mode);
        terminal.setAttributes(attributesBefore);
        terminal.flush();
    }

    private void pressed(Key key) {
        switch (key) {
            case UP -> choose(-1);
            case DOWN -> choose(1);
            case PAGE_UP -> turn(-shownRows);
            case PAGE_DOWN -> turn(shownRows);
            case FIRST -> choose(-chosen);
            case LAST -> choose(Integer.MAX_VALUE / 2);
            case SORT -> {
                sorting = sorting.next();
                table = null;
            }
            case PAUSE -> {
                choice().ifPresent(transfers::pauseOrResume);
                table = null;
            }
            default -> {
                // no key of ours
            }
        }
    }

    /** The rows of torrents, of which one is chosen. */
    private List<Integer> choices() {
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            if (table.torrent(row).isPresent()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private Optional<InfoHash> choice() {
        List<Integer> rows = choices();
        return chosen < rows.size() ? table.torrent(rows.get(chosen)) : Optional.empty();
    }

    private void choose(int by) {
        List<Integer> rows = choices();
        chosen = Math.max(0, Math.min(rows.size() - 1, chosen + by));
        if (!rows.isEmpty()) {
            int row = rows.get(chosen);
            // the first torrent's heading comes into sight with it
            firstRow = Math.max(row - shownRows + 1, Math.min(firstRow, chosen == 0 ? 0 : row));
        }
    }

    private void turn(int rows) {
        firstRow += rows;
        List<Integer> choices = choices();
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i) >= firstRow) {
                chosen = i;
                return;
            }
        }
    }

    private synchronized void draw() {
        if (!open) {
            return;
        }
        Size now = terminal.getSize();
        if (!now.equals(size)) {
            size = now;
            display.resize(now.getRows(), now.getColumns());
            display.clear();
            table = null;
        }
        if (table == null) {
            table = transfers.table(sorting, new Look(now.getColumns() - 1, ascii));
        }
        List<Integer> choices = choices();
        chosen = Math.max(0, Math.min(choices.size() - 1, chosen));
        shownRows = Math.max(1, now.getRows() - table.head().size() - 1);
        firstRow = Math.max(0, Math.min(firstRow, table.rows() - shownRows));
        int last = Math.min(table.rows(), firstRow + shownRows);
        List<AttributedString> lines = new ArrayList<>(table.head());
        lines.addAll(table.rows(firstRow, last));
        int marked = choices.isEmpty() ? -1 : choices.get(chosen);
        if (marked >= firstRow && marked < last) {
            int line = table.head().size() + marked - firstRow;
            lines.set(line, marked(lines.get(line)));
        }
        while (lines.size() < now.getRows() - 1) {
            lines.add(AttributedString.EMPTY);
        }
        lines.subList(Math.max(1, now.getRows()) - 1, lines.size()).clear();
        lines.add(footer(last, now.getColumns() - 1));
        display.update(
                colour ? lines : lines.stream().map(FullScreen::withoutColour).toList(), 0);
    }

    private static AttributedString marked(AttributedString line) {
        return new AttributedString(line.toString(), AttributedStyle.DEFAULT.inverse());
    }

    /** What is inverse is marked; that is no colour. */
    private static AttributedString withoutColour(AttributedString line) {
        boolean marked = line.length() > 0 && AttributedStyle.DEFAULT.inverse().equals(line.styleAt(0));
        return marked ? line : new AttributedString(line.toString());
    }

    private AttributedString footer(int last, int columns) {
        String keys = "q leave  p pause  s sort (" + sorting.words() + ")";
        String more =
                last - firstRow < table.rows() ? "  rows " + (firstRow + 1) + "-" + last + " of " + table.rows() : "";
        AttributedStringBuilder text = new AttributedStringBuilder();
        text.append(keys + more + "  arrows choose");
        return text.columnSubSequence(0, columns);
    }
}
