package starling.peer.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import starling.metainfo.FileEntry;
import starling.peer.storage.OpenFiles.OpenFile;

/**
 * The files of one torrent that are open, by their index; its part file has the one behind the last. The pool that they
 * come from may close any that nobody has entered.
 */
final class ContentChannels {
    private static final Set<OpenOption> TO_WRITE = Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.SPARSE,
            LinkOption.NOFOLLOW_LINKS);

    private final Path folder;
    private final List<Path> paths;
    private final List<FileEntry> files;
    private final PartFile parts;
    private final OpenFiles pool;
    private final AtomicReferenceArray<OpenFile> open;

    /** Files that were opened to be written, and so came into being. */
    private final AtomicIntegerArray made;

    /**
     * @param folder what the paths lie in; nothing is written elsewhere, links included
     * @param paths a path an entry
     * @param parts or null
     */
    ContentChannels(Path folder, List<Path> paths, List<FileEntry> files, PartFile parts, OpenFiles pool) {
        this.folder = folder;
        this.paths = paths;
        this.files = files;
        this.parts = parts;
        this.pool = pool;
        this.open = new AtomicReferenceArray<>(files.size() + 1);
        this.made = new AtomicIntegerArray(files.size() + 1);
    }

    /**
     * The file, opened where it is not, for as long as the caller has not left it.
     *
     * @param write whether it is to come into being where it is not there
     * @throws EOFException where it is not there and not to be written
     */
    OpenFile enter(int index, boolean write) throws IOException {
        OpenFile file = open.get(index);
        if (file == null || write && !file.writable || !file.enter()) {
            file = pool.open(() -> openChannel(index, write), write, closed -> open.compareAndSet(index, closed, null));
            if (write) {
                made.set(index, 1);
            }
            OpenFile replaced = open.getAndSet(index, file);
            if (replaced != null) {
                pool.close(List.of(replaced));
            }
        }
        pool.used(file);
        return file;
    }

    /** Whether it was opened to be written at any time. */
    boolean wasMade(int index) {
        return made.get(index) == 1;
    }

    /** The file where it is open to be written, for as long as the caller has not left it; else null. */
    OpenFile enterOpen(int index) {
        OpenFile file = open.get(index);
        return file != null && file.writable && file.enter() ? file : null;
    }

    private FileChannel openChannel(int index, boolean write) throws IOException {
        boolean isParts = index == files.size();
        Path path = isParts ? parts.path() : paths.get(index);
        if (!write) {
            try {
                return pool.disk().open(path, Set.of(StandardOpenOption.READ));
            } catch (NoSuchFileException absent) {
                throw new EOFException(path + " is not there");
            }
        }
        if (isParts) {
            Files.createDirectories(path.getParent());
            return pool.disk().open(path, TO_WRITE);
        }
        FileChannel channel = openInside(path);
        if (channel.size() > files.get(index).lengthBytes()) {
            channel.truncate(files.get(index).lengthBytes());
        }
        return channel;
    }

    /** Folders are made only where one is missing: of thousands of files few are the first of theirs. */
    private FileChannel openInside(Path path) throws IOException {
        try {
            return pool.disk().openInside(folder, path, TO_WRITE);
        } catch (NoSuchFileException absent) {
            ContentPaths.makeFolders(folder, path.getParent());
            return pool.disk().openInside(folder, path, TO_WRITE);
        }
    }

    /** Closes a file that is there no more: whoever comes next opens the one that has its name then. */
    void letGo(int index) throws IOException {
        OpenFile held = open.getAndSet(index, null);
        pool.close(held == null ? List.of() : List.of(held));
    }

    /** Closes all; whoever comes next opens them again. */
    void release() throws IOException {
        List<OpenFile> held = new ArrayList<>();
        for (int index = 0; index < open.length(); index++) {
            OpenFile file = open.getAndSet(index, null);
            if (file != null) {
                held.add(file);
            }
        }
        pool.close(held);
        pool.disk().release();
    }
}
