package starling.peer.shell;

import java.util.concurrent.atomic.LongAdder;
import starling.peer.shell.table.Work;

/** Hashing that nobody waits for at the prompt: the table shows how far it is. */
final class Hashing {
    private final String name;
    private final long totalBytes;
    private final long begunNanos = System.nanoTime();
    private final LongAdder doneBytes = new LongAdder();

    Hashing(String name, long totalBytes) {
        this.name = name;
        this.totalBytes = totalBytes;
    }

    /** More is done; from any thread. */
    void add(long bytes) {
        doneBytes.add(bytes);
    }

    Work now() {
        long done = doneBytes.sum();
        long nanos = Math.max(1, System.nanoTime() - begunNanos);
        return new Work(name, done, totalBytes, (long) (done * 1e9 / nanos));
    }
}
