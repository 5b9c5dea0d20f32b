package starling.peer.shell;

import java.nio.file.Path;

/** The log file of a home. */
final class Logging {
    private Logging() {}

    /** Names the file before the first logger opens it. */
    static void start(Path file) {
        System.setProperty("starling.log", file.toString());
    }
}
