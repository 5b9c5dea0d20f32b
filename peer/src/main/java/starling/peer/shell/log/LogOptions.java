package starling.peer.shell.log;

import ch.qos.logback.classic.Level;
import picocli.CommandLine.Option;

/** How much is logged, and in which form. */
public final class LogOptions {
    @Option(
            names = {"-v", "--verbose"},
            description = "Log more to .starling/peer.log, such as every connection.")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Log warnings and errors only.")
    private boolean quiet;

    @Option(names = "--log-json", description = "Log JSON, one object a line.")
    private boolean json;

    Level level() {
        return verbose ? Level.DEBUG : quiet ? Level.WARN : Level.INFO;
    }

    boolean json() {
        return json;
    }
}
