package starling.peer.shell.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import starling.peer.session.Problem;

/** What went wrong, as people need to hear it, and the exit code that belongs to it. */
public final class Failures {
    private Failures() {}

    public static String say(IOException failed) {
        if (failed instanceof NoSuchFileException) {
            return "no such file";
        }
        if (failed instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failed instanceof FileSystemException filed && filed.getReason() != null) {
            return filed.getReason();
        }
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }

    /** A file could not be written. */
    public static CommandFailure writing(Path path, IOException failed) {
        boolean full = say(failed).contains("No space left");
        return full
                ? new CommandFailure(ExitCode.DISK_FULL, "the disk is full: make room for " + path)
                : new CommandFailure(ExitCode.UNKNOWN, "cannot write " + path + ": " + say(failed));
    }

    public static CommandFailure of(Problem problem) {
        ExitCode code = switch (problem.kind()) {
            case CONTENT_DIFFERS, BAD_METADATA -> ExitCode.BAD_DATA;
            case WOULD_OVERWRITE -> ExitCode.WOULD_OVERWRITE;
            case UNTRUSTED -> ExitCode.USAGE;
            case DISK_FULL -> ExitCode.DISK_FULL;
            case DISK_FAILED, FAULT -> ExitCode.UNKNOWN;
        };
        return new CommandFailure(code, problem.message());
    }
}
