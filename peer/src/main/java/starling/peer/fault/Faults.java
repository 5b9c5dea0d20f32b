package starling.peer.fault;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.peer.policy.LogQuota;

/**
 * Errors that nobody expected, a lack of memory among them. Who meets one ends what it is about, and that alone: a torrent
 * pauses, a connection closes, a command fails, and what runs for as long as the program does goes on with its next round.
 */
public final class Faults {
    /** Lest what fails at once, each time, burns a core. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Logger log = LoggerFactory.getLogger(Faults.class);

    private static final LogQuota<String> QUOTA = new LogQuota<>();

    private Faults() {}

    /** What is wrong and what to do, in one line for a person. */
    public static String say(Throwable fault) {
        if (!(fault instanceof OutOfMemoryError)) {
            return "error of Starling's own, please report it: " + fault;
        }
        return String.valueOf(fault.getMessage()).contains("native thread")
                ? "the system lets Starling have no more threads: allow it more (ulimit -u), or end other programs"
                : "out of memory: give Starling more, as with java -Xmx1g -jar peer.jar";
    }

    /** Writes it to the log, once a minute for each {@code where}; throws nothing itself, whatever there is no memory for. */
    public static void log(String where, Throwable fault) {
        try {
            if (QUOTA.take(where, System.nanoTime()).isPresent()) {
                log.error("{}: {}", where, say(fault), fault);
            }
        } catch (OutOfMemoryError notEvenForALine) {
            // the next line may find room
        }
    }

    /** Has it in the log, and waits a moment before the next round. */
    public static void outlive(String where, Throwable fault) {
        log(where, fault);
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** The round, but that it throws nothing: what repeats it goes on. */
    public static Runnable outlived(String where, Runnable round) {
        return () -> {
            try {
                round.run();
            } catch (RuntimeException | Error fault) {
                outlive(where, fault);
            }
        };
    }

    /** Has what no thread catches in the log, and not on somebody's screen. */
    public static void logUncaught() {
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> log(thread.getName(), fault));
    }
}
