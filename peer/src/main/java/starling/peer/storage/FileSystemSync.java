package starling.peer.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Forces many files at once, by the system's {@code sync -f}: a disk that is told to flush for each of thousands of small
 * files does little else. It waits for what other programs have written to that file system, too.
 */
final class FileSystemSync {
    private static final Optional<Path> PROGRAM = List.of("/usr/bin/sync", "/bin/sync").stream()
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();

    private FileSystemSync() {}

    /** Forces what was written to files in that folder; false where that is not to be had, and nothing is said of them. */
    static boolean force(Path folder, List<Path> files) {
        if (PROGRAM.isEmpty()) {
            return false;
        }
        try {
            Object device = device(folder);
            for (Path file : files) {
                if (!device.equals(device(file))) {
                    return false;
                }
            }
            Process sync = new ProcessBuilder(PROGRAM.get().toString(), "-f", folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return sync.waitFor() == 0;
        } catch (IOException | UnsupportedOperationException notHere) {
            return false;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Object device(Path path) throws IOException {
        return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS);
    }
}
