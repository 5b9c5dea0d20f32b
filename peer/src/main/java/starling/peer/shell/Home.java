package starling.peer.shell;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import starling.peer.session.StateFolder;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;

/** The folders of a peer. */
record Home(Path root) {
    /** What is given away lies here. */
    Path upload() {
        return root.resolve("upload");
    }

    /** What is fetched lands here. */
    Path downloads() {
        return root.resolve("downloads");
    }

    /** Where {@code create} puts torrents. */
    Path torrents() {
        return root.resolve("torrents");
    }

    /** Records, history and log. */
    Path state() {
        return root.resolve(".starling");
    }

    /** What of it a client keeps there. */
    StateFolder kept() {
        return new StateFolder(state());
    }

    /** Makes this the only peer of the home, until it is closed. */
    Closeable lock() {
        try {
            Files.createDirectories(state());
            FileChannel channel =
                    FileChannel.open(state().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new CommandFailure(
                        ExitCode.UNKNOWN,
                        "another peer is running in " + root.toAbsolutePath().normalize()
                                + ": say it there, or give this one its own --home");
            }
            return channel;
        } catch (IOException failed) {
            throw new CommandFailure(
                    ExitCode.UNKNOWN,
                    "cannot write to " + state() + " (" + Failures.say(failed)
                            + "): choose another folder with --home");
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /** A file that a person named: as it stands, else below a folder of the home, else below the home. */
    Path find(Path named, Path folder) {
        return candidates(named, folder)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new CommandFailure(ExitCode.NOT_FOUND, named + " is not there"));
    }

    /** Whether {@link #find} would find it. */
    boolean isThere(Path named, Path folder) {
        return candidates(named, folder).anyMatch(Files::exists);
    }

    private Stream<Path> candidates(Path named, Path folder) {
        return Stream.of(named, folder.resolve(named.toString()), root.resolve(named.toString()));
    }
}
