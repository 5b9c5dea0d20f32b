package starling.peer.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import starling.metainfo.ContentReader;
import starling.metainfo.FileEntry;
import starling.metainfo.Metainfo;
import starling.peer.storage.OpenFiles.OpenFile;
import starling.peer.storage.WrittenFiles.Change;

/**
 * A torrent's content in its files: read and written by position, across the files' ends, by any number of threads.
 * Files come into being with their first byte and stay sparse. Threads in here must not be interrupted: that would close
 * a channel for everyone.
 */
public final class ContentFiles implements ContentReader {
    private static final int MOVED_AT_ONCE = 1 << 16;

    private final List<Path> paths;
    private final List<FileEntry> files;
    private final Runnable writing;
    private final ContentChannels channels;
    private final WrittenFiles written;
    private final UnforcedFiles unforced;

    /** None where every file is wanted for ever. It counts as one file more in what is kept a file. */
    private final PartFile parts;

    private final AtomicIntegerArray inParts;

    /** Files that came into being before a byte of theirs did. */
    private final AtomicIntegerArray madeAhead;

    /** Held by all who read and write, so that a file's bytes never are in two places; it guards no torrent's state. */
    private final ReadWriteLock moving = new ReentrantReadWriteLock();

    /** The same, where nobody needs to hear of writes. */
    public ContentFiles(Path folder, List<Path> paths, List<FileEntry> files, OpenFiles pool) {
        this(folder, paths, files, pool, () -> {}, null);
    }

    /**
     * @param folder what the paths lie in; nothing is written elsewhere, links included
     * @param paths a path an entry
     * @param files in the order of the content, offsets without a gap
     * @param writing told before and after each write
     * @param parts where bytes of files go that are not wanted, or null
     */
    private ContentFiles(
            Path folder, List<Path> paths, List<FileEntry> files, OpenFiles pool, Runnable writing, PartFile parts) {
        this.paths = List.copyOf(paths);
        this.files = List.copyOf(files);
        this.writing = writing;
        this.parts = parts;
        this.channels = new ContentChannels(folder, this.paths, this.files, parts, pool);
        this.written = new WrittenFiles(files.size() + 1);
        this.unforced = new UnforcedFiles(folder, this.paths, parts, channels, written, moving.readLock());
        this.inParts = new AtomicIntegerArray(files.size());
        this.madeAhead = new AtomicIntegerArray(files.size());
    }

    /**
     * The content of a torrent: the file or folder of its name in {@code folder}.
     *
     * @param partPath where bytes of files go that are not wanted
     */
    public static ContentFiles of(Path folder, Metainfo metainfo, OpenFiles pool, Runnable writing, Path partPath) {
        PartFile parts = new PartFile(partPath, metainfo.layout(), metainfo.files());
        return new ContentFiles(folder, ContentPaths.of(folder, metainfo), metainfo.files(), pool, writing, parts);
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
        moving.readLock().lock();
        try {
            transferAll(offset, buffer, write);
        } finally {
            moving.readLock().unlock();
        }
    }

    private void transferAll(long offset, ByteBuffer buffer, boolean write) throws IOException {
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
                try {
                    if (file.padding()) {
                        transferPadding(buffer, write);
                    } else if (inParts.get(index) == 1) {
                        transferParts(offset, buffer, write);
                    } else {
                        transferIn(index, offset - file.offset(), buffer, write);
                    }
                } finally {
                    buffer.limit(end);
                }
                offset += length;
            }
            index++;
        }
    }

    /** Zeros that lie nowhere; what comes in for them is let go. */
    private static void transferPadding(ByteBuffer buffer, boolean write) {
        if (!write) {
            buffer.put(new byte[buffer.remaining()]);
        }
        buffer.position(buffer.limit());
    }

    private void transferIn(int index, long position, ByteBuffer buffer, boolean write) throws IOException {
        OpenFile opened = channels.enter(index, write);
        int bytes = buffer.remaining();
        try {
            transfer(opened.channel, position, buffer, write);
        } finally {
            if (write) {
                // also where it failed: the bytes before are there
                written.written(index, bytes);
            }
            opened.leave();
        }
    }

    /** What no wanted piece has a part in, and still comes, was on its way when the file was given up: it is let go. */
    private void transferParts(long offset, ByteBuffer buffer, boolean write) throws IOException {
        int end = buffer.limit();
        while (buffer.position() < end) {
            int length = (int) Math.min(end - buffer.position(), parts.pieceEnd(offset) - offset);
            long position = parts.position(offset);
            if (position < 0 && !write) {
                throw new EOFException("nothing of it is wanted");
            }
            buffer.limit(buffer.position() + length);
            if (position >= 0) {
                transferIn(files.size(), position, buffer, write);
            }
            buffer.position(buffer.limit()).limit(end);
            offset += length;
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

    /**
     * Says which files are wanted. One that is not and is not there does not come into being: what wanted pieces hold of
     * it goes to the part file, and from there into the file once it is wanted. One that is there stays where it is.
     */
    public void choose(IntPredicate wanted) throws IOException {
        moving.writeLock().lock();
        try {
            boolean anyAside = false;
            for (int index = 0; index < files.size(); index++) {
                if (files.get(index).padding()) {
                    continue;
                }
                boolean aside = inParts.get(index) == 1;
                if (!aside && !wanted.test(index)) {
                    unmake(index);
                }
                if (wanted.test(index) == aside && (aside || !Files.exists(paths.get(index)))) {
                    if (aside) {
                        moveIn(index);
                    }
                    inParts.set(index, aside ? 0 : 1);
                    written.moved(index);
                }
                anyAside |= inParts.get(index) == 1;
            }
            if (!anyAside && parts != null && Files.exists(parts.path())) {
                channels.letGo(files.size());
                written.gone(files.size());
                Files.delete(parts.path());
            }
        } finally {
            moving.writeLock().unlock();
        }
    }

    private void moveIn(int index) throws IOException {
        FileEntry file = files.get(index);
        long partBytes = Files.exists(parts.path()) ? Files.size(parts.path()) : 0;
        ByteBuffer buffer = ByteBuffer.allocate(MOVED_AT_ONCE);
        writing.run();
        long offset = parts.nextShared(file.offset());
        while (offset < file.end()) {
            long length = Math.min(Math.min(parts.pieceEnd(offset), file.end()) - offset, buffer.capacity());
            long there = Math.min(length, partBytes - parts.position(offset));
            if (there > 0) {
                transferIn(files.size(), parts.position(offset), buffer.clear().limit((int) there), false);
                transferIn(index, offset - file.offset(), buffer.flip(), true);
            }
            offset = offset + length < file.end() ? parts.nextShared(offset + length) : file.end();
        }
        writing.run();
    }

    /**
     * Makes the wanted files that have bytes in that range, where they were not opened to be written before. They are
     * stamped and forced like any that was written; one that is there already stays as it is recorded.
     *
     * @param goOn asked before each
     */
    public void makeFiles(long offset, long end, BooleanSupplier goOn) throws IOException {
        for (int index = fileAt(offset);
                index < files.size() && files.get(index).offset() < end && goOn.getAsBoolean();
                index++) {
            if (files.get(index).lengthBytes() > 0 && !files.get(index).padding() && !channels.wasMade(index)) {
                make(index);
            }
        }
    }

    private void make(int index) throws IOException {
        moving.readLock().lock();
        try {
            if (inParts.get(index) == 0) {
                writing.run();
                boolean isNew = !Files.exists(paths.get(index));
                OpenFile file = channels.enter(index, true);
                madeAhead.set(index, isNew ? 1 : 0);
                try {
                    if (file.channel.size() == 0) {
                        written.written(index, 0);
                    }
                } finally {
                    file.leave();
                }
                writing.run();
            }
        } finally {
            moving.readLock().unlock();
        }
    }

    /** Nothing came for it yet: as if it had never been made. */
    private void unmake(int index) throws IOException {
        Path path = paths.get(index);
        if (madeAhead.get(index) == 1 && Files.exists(path) && Files.size(path) == 0) {
            madeAhead.set(index, 0);
            channels.letGo(index);
            written.gone(index);
            written.moved(index);
            Files.delete(path);
        }
    }

    /** Makes the wanted files of no bytes, which no piece would ever make. */
    public void createEmptyFiles() throws IOException {
        for (int index = 0; index < files.size(); index++) {
            if (files.get(index).lengthBytes() == 0 && !files.get(index).padding() && inParts.get(index) == 0) {
                channels.enter(index, true).leave();
            }
        }
    }

    /** Whether any of the files is there and holds a byte. */
    public boolean anyContent() throws IOException {
        for (int index = 0; index < paths.size(); index++) {
            Path path = paths.get(index);
            if (!files.get(index).padding() && Files.isRegularFile(path) && Files.size(path) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The stamp of each file as it is now. */
    public List<FileStamp> stamps() throws IOException {
        List<FileStamp> stamps = new ArrayList<>(paths.size());
        for (int index = 0; index < paths.size(); index++) {
            stamps.add(stamp(index));
        }
        return stamps;
    }

    private FileStamp stamp(int index) throws IOException {
        if (files.get(index).padding()) {
            return FileStamp.ABSENT;
        }
        return inParts.get(index) == 1
                ? FileStamp.inPartFile(FileStamp.of(parts.path()))
                : FileStamp.of(paths.get(index));
    }

    /**
     * The stamps with those made new whose files were written since the last time. The others are left alone, so that what
     * somebody else changes is still seen to be changed.
     *
     * @throws StorageException where a file that was written is not there any more
     */
    public List<FileStamp> restampWritten(List<FileStamp> before) throws IOException {
        List<FileStamp> stamps = new ArrayList<>(before);
        boolean partsWritten = written.takeChange(files.size()) != Change.NONE;
        Path removed = null;
        for (int index = 0; index < stamps.size(); index++) {
            Change change = written.takeChange(index);
            if (change != Change.NONE || partsWritten && inParts.get(index) == 1) {
                stamps.set(index, stamp(index));
                if (change == Change.WRITTEN && stamps.get(index).equals(FileStamp.ABSENT) && inParts.get(index) == 0) {
                    // What is written through the descriptor of a file that was removed is nowhere.
                    channels.letGo(index);
                    written.gone(index);
                    removed = paths.get(index);
                }
            }
        }
        if (removed != null) {
            throw StorageException.of(new FileSystemException(removed.toString(), null, "somebody removed it"));
        }
        return stamps;
    }

    /** What was written and may not survive a power cut yet. */
    public UnforcedFiles unforced() {
        return unforced;
    }

    /** Closes the files; whoever reads on opens them again. */
    public void release() throws IOException {
        channels.release();
    }
}
