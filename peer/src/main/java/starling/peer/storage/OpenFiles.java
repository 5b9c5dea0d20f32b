package starling.peer.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The files that are open, of all torrents: at most a set number, so that torrents of any number of files live within
 * the process's descriptors. The one unused for longest is closed for a new one.
 */
public final class OpenFiles implements Closeable {
    /** A file that is open for as long as someone has entered it. */
    static final class OpenFile {
        private static final int CLOSED = -1;

        final FileChannel channel;
        final boolean writable;
        private final Consumer<OpenFile> closed;
        private final AtomicInteger users = new AtomicInteger(1);
        private volatile long lastUse;

        OpenFile(FileChannel channel, boolean writable, Consumer<OpenFile> closed) {
            this.channel = channel;
            this.writable = writable;
            this.closed = closed;
        }

        /** Whether the file is still open; it is until the matching {@link #leave}. */
        boolean enter() {
            int count = users.get();
            while (count != CLOSED) {
                if (users.compareAndSet(count, count + 1)) {
                    return true;
                }
                count = users.get();
            }
            return false;
        }

        void leave() {
            users.decrementAndGet();
        }

        private boolean retire() {
            return users.compareAndSet(0, CLOSED);
        }
    }

    /** Opens a file; told apart from the pool so that the pool bounds and the caller checks. */
    interface Opening {
        FileChannel open() throws IOException;
    }

    /** What makes a channel of a path: {@link LocalDisk}, or a disk that fails when a test wants it to. */
    @FunctionalInterface
    public interface Disk {
        FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException;

        /** The same below a folder, and nowhere else, whatever links there are. */
        default FileChannel openInside(Path folder, Path path, Set<OpenOption> options) throws IOException {
            return open(path, options);
        }

        /** Lets go of what it keeps open beside the files. */
        default void release() throws IOException {}
    }

    private final int most;
    private final Disk disk;
    private final List<OpenFile> open = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private int opening;

    /** @param most how many files may be open at once; files in use at the same moment may pass it for that moment */
    public OpenFiles(int most) {
        this(most, new LocalDisk());
    }

    public OpenFiles(int most, Disk disk) {
        this.most = most;
        this.disk = disk;
    }

    Disk disk() {
        return disk;
    }

    /**
     * Opens a file and enters it, after closing what is needed to stay within the bound. Holds no lock over I/O.
     *
     * @param closed told when it is closed; a hundred thousand closed channels take tens of megabytes where they are kept
     */
    OpenFile open(Opening opened, boolean writable, Consumer<OpenFile> closed) throws IOException {
        List<OpenFile> leaving = new ArrayList<>();
        synchronized (this) {
            opening++;
            OpenFile oldest = null;
            while (open.size() + opening > most && (oldest = takeOldest()) != null) {
                // one more may have to go after a moment in which more were in use
                leaving.add(oldest);
            }
        }
        OpenFile file = null;
        try {
            closeAll(leaving);
            file = new OpenFile(opened.open(), writable, closed);
            used(file);
            return file;
        } finally {
            synchronized (this) {
                opening--;
                if (file != null) {
                    open.add(file);
                }
            }
        }
    }

    private static void closeAll(List<OpenFile> files) throws IOException {
        for (OpenFile file : files) {
            file.closed.accept(file);
            file.channel.close();
        }
    }

    void used(OpenFile file) {
        file.lastUse = clock.getAndIncrement();
    }

    /** Takes the file unused for longest out of the pool; null where all are in use. It can be entered no more. */
    private OpenFile takeOldest() {
        OpenFile oldest = null;
        for (OpenFile file : open) {
            if (file.users.get() == 0 && (oldest == null || file.lastUse - oldest.lastUse < 0)) {
                oldest = file;
            }
        }
        return oldest != null && oldest.retire() && open.remove(oldest) ? oldest : null;
    }

    /** Closes these files; one in use stays open until {@link #close}, or until its turn in the pool has come. */
    void close(List<OpenFile> files) throws IOException {
        List<OpenFile> leaving = new ArrayList<>();
        synchronized (this) {
            for (OpenFile file : files) {
                if (file.retire()) {
                    open.remove(file);
                    leaving.add(file);
                }
            }
        }
        closeAll(leaving);
    }

    @Override
    public void close() throws IOException {
        List<OpenFile> leaving;
        synchronized (this) {
            leaving = List.copyOf(open);
            open.clear();
        }
        closeAll(leaving);
        disk.release();
    }
}
