package starling.tracker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder that a tracker keeps its things in, held for one tracker alone; the lock goes with the process. */
final class DataFolder implements AutoCloseable {
    private static final String LOCK = "tracker.lock";
    private static final String DATABASE = "tracker.db";

    private final Path folder;
    private final FileChannel lock;

    private DataFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes the folder where there is none, and takes it.
     *
     * @throws FolderException where another tracker has it, or it cannot be written to
     */
    static DataFolder take(Path folder) throws FolderException {
        FileChannel channel = null;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DataFolder(folder, channel);
            }
        } catch (OverlappingFileLockException inThisProcess) {
            // said below
        } catch (IOException failed) {
            close(channel);
            throw new FolderException("Cannot use the folder " + folder + ": " + failed
                    + ". Allow writing there, or name another folder with --data.");
        }
        close(channel);
        throw new FolderException(
                "Another tracker uses the folder " + folder + ". Stop that one, or name another folder with --data.");
    }

    Path database() {
        return folder.resolve(DATABASE);
    }

    @Override
    public void close() {
        close(lock);
    }

    private static void close(FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException ofNoInterest) {
                // the lock goes with the process at the latest
            }
        }
    }

    /** The folder cannot be had; the message is a line that says what to do. */
    static final class FolderException extends IOException {
        FolderException(String message) {
            super(message);
        }
    }
}
