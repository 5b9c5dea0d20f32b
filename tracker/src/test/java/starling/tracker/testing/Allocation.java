package starling.tracker.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Holds a parser to memory in proportion to what it was given. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The fixed size of small tables, and what a fuzzer's hooks add. */
    private static final long BASE_BYTES = 4 << 20;

    private static final long BYTES_PER_INPUT_BYTE = 1_000;

    /** A parser at work. */
    @FunctionalInterface
    public interface Parse {
        void run() throws Exception;
    }

    private Allocation() {}

    /**
     * Runs it, and fails where it allocated out of proportion to its input. What it allocates only the first time is
     * the classes that it loads.
     */
    public static void bounded(int inputBytes, Parse parse) throws Exception {
        long most = BASE_BYTES + BYTES_PER_INPUT_BYTE * inputBytes;
        long allocated = allocated(parse);
        for (int again = 0; again < 2 && allocated > most; again++) {
            allocated = allocated(parse);
        }
        if (allocated > most) {
            throw new AssertionError(allocated + " bytes allocated for an input of " + inputBytes);
        }
    }

    private static long allocated(Parse parse) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        parse.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
