package starling.peer.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Option;
import starling.peer.discovery.TrustedAuthorities;
import starling.peer.session.FindingOptions;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;

/** How peers and trackers are found and trusted. */
final class FindingSwitches {
    @Option(
            names = "--tracker-ca",
            paramLabel = "FILE",
            description =
                    "Certificates (PEM) of authorities to trust for HTTPS trackers and web seeds, beside the usual ones.")
    private Path trackerCa;

    @Option(names = "--no-lsd", description = "Neither look for peers on the local network nor tell it what is here.")
    private boolean noLocal;

    @Option(names = "--no-port-mapping", description = "Do not ask the router to let calls from outside through.")
    private boolean noPortMapping;

    FindingOptions options() {
        return new FindingOptions(trust(), !noLocal, !noPortMapping);
    }

    private Optional<SSLContext> trust() {
        if (trackerCa == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(TrustedAuthorities.with(trackerCa));
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.USAGE, "--tracker-ca " + trackerCa + ": " + Failures.say(failed));
        }
    }
}
