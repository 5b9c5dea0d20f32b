package starling.peer.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which files of a torrent, by their index, were written since they were last forced to disk, and which changed since they
 * were last stamped.
 */
final class WrittenFiles {
    /** Why a file is to be stamped anew. */
    enum Change {
        NONE,
        /** It was written, and so must be there. */
        WRITTEN,
        /** It is kept elsewhere, if at all. */
        MOVED
    }

    private static final Change[] CHANGES = Change.values();

    private final AtomicIntegerArray unforced;
    private final AtomicLong unforcedBytes = new AtomicLong();
    private final AtomicIntegerArray unstamped;

    WrittenFiles(int count) {
        this.unforced = new AtomicIntegerArray(count);
        this.unstamped = new AtomicIntegerArray(count);
    }

    void written(int index, int bytes) {
        unforcedBytes.addAndGet(bytes);
        unforced.set(index, 1);
        unstamped.set(index, Change.WRITTEN.ordinal());
    }

    void moved(int index) {
        unstamped.set(index, Change.MOVED.ordinal());
    }

    /** What was written to it is nowhere any more. */
    void gone(int index) {
        unforced.set(index, 0);
    }

    /** How it changed since this was last asked. */
    Change takeChange(int index) {
        return CHANGES[unstamped.getAndSet(index, Change.NONE.ordinal())];
    }

    /** How many bytes were written since files were last taken to be forced. */
    long unforcedBytes() {
        return unforcedBytes.get();
    }

    /** Those that are to be forced; the caller's to do, or to give back. */
    List<Integer> takeUnforced() {
        unforcedBytes.set(0);
        List<Integer> written = new ArrayList<>();
        for (int index = 0; index < unforced.length(); index++) {
            if (unforced.compareAndSet(index, 1, 0)) {
                written.add(index);
            }
        }
        return written;
    }

    void giveBack(List<Integer> notForced) {
        notForced.forEach(index -> unforced.set(index, 1));
    }
}
