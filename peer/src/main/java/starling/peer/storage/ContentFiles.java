package starling.peer.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import starling.metainfo.ContentReader;
import starling.metainfo.FileEntry;
import starling.metainfo.Metainfo;
import starling.metainfo.SafePath;
import starling.peer.storage.OpenFiles.OpenFile;

/**
 * A torrent's content in its files: read and written by position, across the files' ends, by any number of threads.
 * Files come into being with their first byte and stay sparse. Threads in here must not be interrupted: that would close
 * a channel for everyone.
 */
public final class ContentFiles implements ContentReader {
    private final Path folder;
    private final List<Path> paths;
    private final List<FileEntry> files;
    private final OpenFiles pool;
    private final Runnable writing;
    private final AtomicReferenceArray<OpenFile> open;
    private final AtomicIntegerArray unforced;
    private final AtomicIntegerArray unstamped;

    /** The same, where nobody needs to hear of writes. */
    public ContentFiles(Path folder, List<Path> paths, List<FileEntry> files, OpenFiles pool) {
        this(folder, paths, files, pool, () -> {});
    }

    /**
     * @param folder what the paths lie in; nothing is written elsewhere, links included
     * @param paths a path an entry
     * @param files in the order of the content, offsets without a gap
     * @param writing told before and after each write
     */
    public ContentFiles(Path folder, List<Path> paths, List<FileEntry> files, OpenFiles pool, Runnable writing) {
        this.folder = folder;
        this.paths = List.copyOf(paths);
        this.files = List.copyOf(files);
        this.pool = pool;
        this.writing = writing;
        this.open = new AtomicReferenceArray<>(files.size());
        this.unforced = new AtomicIntegerArray(files.size());
        this.unstamped = new AtomicIntegerArray(files.size());
    }

    /** The content of a torrent: the file or folder of its name in {@code folder}. */
    public static ContentFiles of(Path folder, Metainfo metainfo, OpenFiles pool, Runnable writing) {
        return new ContentFiles(folder, paths(folder, metainfo), metainfo.files(), pool, writing);
    }

    /** Where a torrent's files lie, an entry a file. */
    public static List<Path> paths(Path folder, Metainfo metainfo) {
        List<Path> paths = new ArrayList<>(metainfo.files().size());
        for (FileEntry file : metainfo.files()) {
            List<String> parts = new ArrayList<>();
            if (!metainfo.singleFile()) {
                parts.add(metainfo.name());
            }
            parts.addAll(file.path());
            paths.add(SafePath.resolve(folder, parts));
        }
        return paths;
    }

    /** @throws StorageException where the disk fails; {@link EOFException} where a file is absent or too short */
    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        try {
            transfer(offset, target, false);
        } catch (EOFException notThere) {
            throw notThere;
        } catch (IOException failed) {
            throw StorageException.of(failed);
        }
    }

    /**
     * Writes what the buffer holds to the content at {@code offset}.
     *
     * @throws StorageException where the disk fails; {@link EOFException} where the content ends before
     */
    public void write(long offset, ByteBuffer source) throws IOException {
        writing.run();
        try {
            transfer(offset, source, true);
        } catch (EOFException beyond) {
            throw beyond;
        } catch (IOException failed) {
            throw StorageException.of(failed);
        } finally {
            writing.run();
        }
    }

    private void transfer(long offset, ByteBuffer buffer, boolean write) throws IOException {
        int end = buffer.limit();
        int index = fileAt(offset);
        while (buffer.position() < end) {
            if (index == files.size()) {
                throw new EOFException("the content ends at " + offset);
            }
            FileEntry file = files.get(index);
            int length = (int) Math.min(end - buffer.position(), file.end() - offset);
            if (length > 0) {
                buffer.limit(buffer.position() + length);
                OpenFile opened = enter(index, write);
                try {
                    transfer(opened.channel, offset - file.offset(), buffer, write);
                } finally {
                    if (write) {
                        // also where it failed: the bytes before are there
                        unforced.set(index, 1);
                        unstamped.set(index, 1);
                    }
                    opened.leave();
                    buffer.limit(end);
                }
                offset += length;
            }
            index++;
        }
    }

    private static void transfer(FileChannel channel, long position, ByteBuffer buffer, boolean write)
            throws IOException {
        while (buffer.hasRemaining()) {
            int count = write ? channel.write(buffer, position) : channel.read(buffer, position);
            if (count < 0) {
                throw new EOFException("the file ends at " + position);
            }
            position += count;
        }
    }

    /** The file that holds the byte at {@code offset}; of empty ones that start there, the first. */
    private int fileAt(long offset) {
        int low = 0;
        int high = files.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (files.get(middle).end() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private OpenFile enter(int index, boolean write) throws IOException {
        OpenFile file = open.get(index);
        if (file == null || write && !file.writable || !file.enter()) {
            file = pool.open(() -> openChannel(index, write), write);
            OpenFile replaced = open.getAndSet(index, file);
            if (replaced != null) {
                pool.close(List.of(replaced));
            }
        }
        pool.used(file);
        return file;
    }

    private FileChannel openChannel(int index, boolean write) throws IOException {
        Path path = paths.get(index);
        if (!write) {
            try {
                return pool.disk().open(path, Set.of(StandardOpenOption.READ));
            } catch (NoSuchFileException absent) {
                throw new EOFException(path + " is not there");
            }
        }
        makeFolders(path.getParent());
        FileChannel channel = pool.disk()
                .open(
                        path,
                        Set.of(
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.SPARSE,
                                LinkOption.NOFOLLOW_LINKS));
        if (channel.size() > files.get(index).lengthBytes()) {
            channel.truncate(files.get(index).lengthBytes());
        }
        return channel;
    }

    private void makeFolders(Path parent) throws IOException {
        Files.createDirectories(folder);
        Path inside = folder.toRealPath();
        Path existing = parent;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        if (!existing.toRealPath().startsWith(inside)) {
            throw new FileSystemException(parent.toString(), null, "a link leads out of " + folder);
        }
        Files.createDirectories(parent);
    }

    /** Makes the files of no bytes, which no piece would ever make. */
    public void createEmptyFiles() throws IOException {
        for (int index = 0; index < files.size(); index++) {
            if (files.get(index).lengthBytes() == 0) {
                enter(index, true).leave();
            }
        }
    }

    /** Whether any of the files is there and holds a byte. */
    public boolean anyContent() throws IOException {
        for (Path path : paths) {
            if (Files.isRegularFile(path) && Files.size(path) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The stamp of each file as it is now. */
    public List<FileStamp> stamps() throws IOException {
        List<FileStamp> stamps = new ArrayList<>(paths.size());
        for (Path path : paths) {
            stamps.add(FileStamp.of(path));
        }
        return stamps;
    }

    /**
     * The stamps with those made new whose files were written since the last time. The others are left alone, so that what
     * somebody else changes is still seen to be changed.
     */
    public List<FileStamp> restampWritten(List<FileStamp> before) throws IOException {
        List<FileStamp> stamps = new ArrayList<>(before);
        for (int index = 0; index < stamps.size(); index++) {
            if (unstamped.compareAndSet(index, 1, 0)) {
                stamps.set(index, FileStamp.of(paths.get(index)));
            }
        }
        return stamps;
    }

    /**
     * Makes what was written since the last time survive a power cut, as far as the disk keeps its word. A file that was
     * closed meanwhile is opened again for it.
     */
    public void force() throws StorageException {
        for (int index = 0; index < unforced.length(); index++) {
            if (unforced.compareAndSet(index, 1, 0)) {
                try {
                    force(index);
                } catch (IOException failed) {
                    unforced.set(index, 1);
                    throw StorageException.of(failed);
                }
            }
        }
    }

    private void force(int index) throws IOException {
        OpenFile file = enter(index, true);
        try {
            file.channel.force(false);
        } finally {
            file.leave();
        }
    }

    /** Closes the files; whoever reads on opens them again. */
    public void release() throws IOException {
        List<OpenFile> held = new ArrayList<>();
        for (int index = 0; index < open.length(); index++) {
            OpenFile file = open.getAndSet(index, null);
            if (file != null) {
                held.add(file);
            }
        }
        pool.close(held);
    }
}
