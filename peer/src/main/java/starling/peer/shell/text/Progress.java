package starling.peer.shell.text;

/**
 * Progress of work that takes long: nothing for two seconds, then a line that is drawn over on a terminal, or a line every
 * ten seconds elsewhere.
 */
public final class Progress {
    private static final long QUIET_NANOS = 2_000_000_000L;
    private static final long LIVE_NANOS = 200_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;

    private static final int BAR = 19;

    private final Console console;
    private final String what;
    private final long totalBytes;
    private final long startNanos = System.nanoTime();
    private long doneBytes;
    private long lastNanos;
    private boolean drawn;

    public Progress(Console console, String what, long totalBytes) {
        this.console = console;
        this.what = what;
        this.totalBytes = totalBytes;
    }

    /** More is done; from any thread. */
    public synchronized void add(long bytes) {
        to(doneBytes + bytes);
    }

    /** So much is done in all. */
    public synchronized void to(long bytes) {
        doneBytes = bytes;
        long now = System.nanoTime();
        long since = now - Math.max(startNanos, lastNanos == 0 ? startNanos : lastNanos);
        if (now - startNanos < QUIET_NANOS || since < (console.live() ? LIVE_NANOS : PLAIN_NANOS)) {
            return;
        }
        lastNanos = now;
        long rate = (long) (doneBytes * 1e9 / (now - startNanos));
        int percent = Format.percent(doneBytes, totalBytes);
        String figures = Format.rate(rate) + "  ETA " + Format.eta(totalBytes - doneBytes, rate);
        String text = what + " " + percent + " %  " + figures;
        if (console.live()) {
            int room = console.columns() - BAR - 8 - figures.length() - 2;
            console.redraw(Cells.cut(what, Math.max(10, room)) + Cells.right(percent + " % ", 7)
                    + Cells.bar(percent, BAR, !console.canShow("█░…")) + "  " + figures);
            drawn = true;
        } else {
            console.error(text);
        }
    }

    public synchronized void done() {
        if (drawn) {
            console.clear();
            drawn = false;
        }
    }
}
