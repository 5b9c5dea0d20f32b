package starling.peer.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

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
        private final AtomicInteger users = new AtomicInteger(1);
        private volatile long lastUse;

        OpenFile(FileChannel channel, boolean writable) {
            this.channel = channel;
            this.writable = writable;
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

        private boolean closeIfUnused() throws IOException {
            if (users.compareAndSet(0, CLOSED)) {
                channel.close();
                return true;
            }
            return false;
        }
    }

    /** Opens a file; told apart from the pool so that the pool bounds and the caller checks. */
    interface Opening {
        FileChannel open() throws IOException;
    }

    private final int most;
    private final List<OpenFile> open = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();

    /** @param most how many files may be open at once; files in use at the same moment may pass it for that moment */
    public OpenFiles(int most) {
        this.most = most;
    }

    /** Opens a file and enters it, after closing what is needed to stay within the bound. */
    synchronized OpenFile open(Opening opening, boolean writable) throws IOException {
        while (open.size() >= most && closeOldest()) {
            // one more may have to go after a moment in which more were in use
        }
        OpenFile file = new OpenFile(opening.open(), writable);
        open.add(file);
        used(file);
        return file;
    }

    void used(OpenFile file) {
        file.lastUse = clock.getAndIncrement();
    }

    private boolean closeOldest() throws IOException {
        open.removeIf(file -> !file.channel.isOpen());
        OpenFile oldest = null;
        for (OpenFile file : open) {
            if (file.users.get() == 0 && (oldest == null || file.lastUse - oldest.lastUse < 0)) {
                oldest = file;
            }
        }
        return oldest != null && oldest.closeIfUnused() && open.remove(oldest);
    }

    /** Closes these files; one in use stays open until {@link #close}, or until its turn in the pool has come. */
    synchronized void close(List<OpenFile> files) throws IOException {
        for (OpenFile file : files) {
            if (file.closeIfUnused()) {
                open.remove(file);
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (OpenFile file : open) {
            file.channel.close();
        }
        open.clear();
    }
}
