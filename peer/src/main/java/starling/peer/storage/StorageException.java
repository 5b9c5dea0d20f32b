package starling.peer.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** Our own disk failed us; no peer is to blame. */
public final class StorageException extends IOException {
    private final boolean diskFull;

    private StorageException(String message, boolean diskFull, IOException cause) {
        super(message, cause);
        this.diskFull = diskFull;
    }

    /** The failure, told apart and said for people. */
    public static StorageException of(IOException cause) {
        return cause instanceof StorageException known
                ? known
                : new StorageException(say(cause), isDiskFull(cause), cause);
    }

    /** Whether room is what is missing: on the disk, or of a person's share of it. */
    public boolean isDiskFull() {
        return diskFull;
    }

    /** The same of any failure. The system's words are all that Java hands on. */
    public static boolean isDiskFull(IOException failed) {
        if (failed instanceof StorageException known) {
            return known.diskFull;
        }
        String message = String.valueOf(failed.getMessage());
        return message.contains("No space left") || message.contains("quota exceeded");
    }

    private static String say(IOException cause) {
        if (cause instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (cause instanceof FileSystemException failed && failed.getReason() != null) {
            return failed.getFile() + ": " + failed.getReason();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
