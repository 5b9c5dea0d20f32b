package starling.thread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads for connections: virtual where the runtime has them (21 and later), daemon platform threads elsewhere. The
 * code is built for 17, so the builder is looked up when it runs.
 */
public final class ConnectionThreads {
    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;

    /**
     * Enough for logging and for the first run of a lambda; of 128 KiB the JVM keeps two thirds for itself. Memory is
     * taken only as far as the stack grows.
     */
    private static final long STACK_BYTES = 512 * 1024;

    private ConnectionThreads() {}

    /** Makes threads called {@code name-0}, {@code name-1} and so on. */
    public static ThreadFactory named(String name) {
        return VIRTUAL ? virtual(name + "-") : platform(name + "-");
    }

    /**
     * The same, but that the first are platform threads for as long as no more than {@code busy} of them live: they are a
     * sixth cheaper for a connection that moves data all the time. Each thread that is made is to be started.
     */
    public static ThreadFactory busyFirst(String name, int busy) {
        if (!VIRTUAL) {
            return named(name);
        }
        ThreadFactory few = platform(name + "-");
        ThreadFactory many = virtual(name + "-v");
        Semaphore places = new Semaphore(busy);
        return task -> places.tryAcquire() ? few.newThread(() -> runIn(places, task)) : many.newThread(task);
    }

    private static void runIn(Semaphore places, Runnable task) {
        try {
            task.run();
        } finally {
            places.release();
        }
    }

    private static ThreadFactory platform(String prefix) {
        AtomicLong count = new AtomicLong();
        return task -> {
            Thread thread = new Thread(null, task, prefix + count.getAndIncrement(), STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        };
    }

    private static ThreadFactory virtual(String prefix) {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object named = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class))
                    .invoke(
                            lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual))
                                    .invoke(),
                            prefix,
                            0L);
            return (ThreadFactory) lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class))
                    .invoke(named);
        } catch (Throwable notAsDocumented) {
            throw new IllegalStateException(notAsDocumented);
        }
    }
}
