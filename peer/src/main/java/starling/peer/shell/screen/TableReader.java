package starling.peer.shell.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jline.keymap.KeyMap;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.InfoCmp.Capability;
import starling.peer.shell.table.Page;
import starling.peer.shell.table.TransferTable;

/**
 * A line reader with the live table above its prompt. The table is the upper part of the prompt, so that the reader's own
 * display draws both under its own lock: only the characters that changed, wherever the cursor is. It goes when the line
 * is accepted, and the output of the command takes its place.
 */
public final class TableReader extends LineReaderImpl {
    /** With fewer rows there is no table. */
    private static final int FEWEST_ROWS = 8;

    // The reader's lock guards these.
    private Function<Integer, TransferTable> source;
    private TransferTable table;
    private int tableColumns;
    private int firstRow;
    private AttributedString question = AttributedString.EMPTY;
    private boolean completing;
    private List<AttributedString> drawn = List.of();

    public TableReader(Terminal terminal, String name) {
        super(terminal, name, null);
        widgets.put("table-next-page", () -> turn(1));
        widgets.put("table-previous-page", () -> turn(-1));
        bind("table-next-page", Capability.key_npage, "\u001b[6~");
        bind("table-previous-page", Capability.key_ppage, "\u001b[5~");
    }

    private void bind(String widget, Capability key, String usual) {
        for (String map : List.of(LineReader.EMACS, LineReader.VIINS, LineReader.VICMD)) {
            keyMaps.get(map).bind(new Reference(widget), usual);
            String sent = KeyMap.key(terminal, key);
            if (sent != null) {
                keyMaps.get(map).bind(new Reference(widget), sent);
            }
        }
    }

    /**
     * Shows these transfers from now on; from any thread. Where they look as they did, nothing is written.
     *
     * @param at what the table is at a number of columns
     */
    public void show(Function<Integer, TransferTable> at) {
        lock.lock();
        try {
            source = at;
            table = null;
            if (reading) {
                Size now = terminal.getBufferSize();
                if (isResized(now)) {
                    handleSignal(Signal.WINCH);
                } else if (!page().lines().equals(drawn)) {
                    redisplay();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the table away for good, and what was typed; from any thread, before the program ends. */
    public void leave() {
        lock.lock();
        try {
            source = null;
            if (reading) {
                display.update(List.of(), 0, false);
                terminal.puts(Capability.keypad_local);
                terminal.writer().write(BRACKETED_PASTE_OFF);
                terminal.flush();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isResized(Size now) {
        return now.getRows() != size.getRows() || now.getColumns() != size.getColumns();
    }

    private boolean turn(int pages) {
        Page page = page();
        firstRow = Math.max(0, firstRow + pages * Math.max(1, page.rows()));
        return true;
    }

    @Override
    public void setPrompt(String text) {
        super.setPrompt(text);
        question = prompt;
    }

    @Override
    protected void redisplay(boolean flush) {
        lock.lock();
        try {
            prompt = aboveAnd(question);
            super.redisplay(flush);
        } finally {
            lock.unlock();
        }
    }

    private AttributedString aboveAnd(AttributedString asked) {
        if (!reading || source == null || size.getRows() < FEWEST_ROWS) {
            return asked;
        }
        AttributedStringBuilder all = new AttributedStringBuilder();
        drawn = page().lines();
        drawn.forEach(line -> all.append(line).append('\n'));
        return all.append(asked).toAttributedString();
    }

    /** As much of the table as leaves room for what is typed, what can be chosen, and some of what was said before. */
    private Page page() {
        if (table == null || tableColumns != size.getColumns()) {
            tableColumns = size.getColumns();
            table = source.apply(tableColumns - 1);
        }
        int rows = size.getRows();
        int typed = AttributedStringBuilder.append(question, buf.toString())
                .columnSplitLength(size.getColumns())
                .size();
        int room = Math.min(rows - 1 - typed, completing || post != null ? rows / 3 : rows * 2 / 3);
        Page page = Page.of(table, room, firstRow);
        firstRow = page.firstRow();
        return page;
    }

    @Override
    protected boolean doComplete(CompletionType type, boolean useMenu, boolean prefix, boolean forSuggestion) {
        completing = true;
        try {
            prompt = aboveAnd(question);
            return super.doComplete(type, useMenu, prefix, forSuggestion);
        } finally {
            completing = false;
        }
    }

    @Override
    public void printAbove(String text) {
        lock.lock();
        try {
            if (reading) {
                display.update(new ArrayList<>(), 0, false);
            }
            terminal.writer().println(text.stripTrailing());
            if (reading) {
                redisplay(false);
            }
            terminal.flush();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Terminals wrap long lines anew when they get narrower: what was drawn is taken away from where it begins then. The
     * lock comes before the monitor that the reader takes here, always.
     */
    @Override
    protected void handleSignal(Signal signal) {
        lock.lock();
        try {
            Size now = terminal.getBufferSize();
            if (signal == Signal.WINCH && isResized(now) && now.getColumns() > 0) {
                int above = AttributedStringBuilder.append(prompt, buf.upToCursor())
                                .columnSplitLength(now.getColumns())
                                .size()
                        - 1;
                terminal.puts(Capability.carriage_return);
                if (above > 0) {
                    terminal.puts(Capability.parm_up_cursor, Math.min(above, now.getRows() - 1));
                }
                terminal.puts(Capability.clr_eos);
            }
            super.handleSignal(signal);
        } finally {
            lock.unlock();
        }
    }
}
