package starling.peer.shell;

import java.util.concurrent.TimeUnit;

/** Whether what runs is to end: the whole program, or the command alone that a person wants no more. */
final class Stopping {
    private boolean programEnds;
    private boolean commandEnds;

    synchronized void endProgram() {
        programEnds = true;
        notifyAll();
    }

    /** Whoever waits in the command that runs need not wait any more. */
    synchronized void endCommand() {
        commandEnds = true;
        notifyAll();
    }

    /** What was said of the command before does not count for the next. */
    synchronized void beginCommand() {
        commandEnds = false;
    }

    synchronized boolean programEnds() {
        return programEnds;
    }

    /** Whether the command that runs is to end, for either reason. */
    synchronized boolean isWanted() {
        return programEnds || commandEnds;
    }

    /** Waits until it is wanted, or the time is over; whether it is. */
    synchronized boolean await(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (!isWanted()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
