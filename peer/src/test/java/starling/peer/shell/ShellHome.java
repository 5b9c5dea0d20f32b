package starling.peer.shell;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import starling.peer.dht.DhtSettings;
import starling.peer.net.mse.Encryption;
import starling.peer.policy.Limits;
import starling.peer.policy.SeedGoal;
import starling.peer.session.FindingOptions;
import starling.peer.session.Partnership;
import starling.peer.session.SslOptions;
import starling.peer.shell.config.Setting;
import starling.peer.shell.config.Source;
import starling.peer.shell.text.Console;

/** A shell over a folder, without a terminal, and what it said. */
final class ShellHome {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    final Path root;
    final PeerContext context;
    private final ShellLine line;

    ShellHome(Path root, Optional<String> tracker) {
        this(root, tracker, List.of());
    }

    /** @param onComplete the program to run when a download is complete */
    ShellHome(Path root, Optional<String> tracker, List<String> onComplete) {
        this.root = root;
        this.context = new PeerContext(
                () -> new PeerOptions(
                        new Home(root),
                        tracker,
                        Optional.of(InetAddress.getLoopbackAddress()),
                        OptionalInt.of(0),
                        Limits.NONE,
                        SeedGoal.NONE,
                        onComplete,
                        List.of(new Setting(
                                "max-upload", List.of("2M"), new Source.Environment("STARLING_MAX_UPLOAD"))),
                        Partnership.USUAL,
                        Encryption.PREFER,
                        SslOptions.NONE,
                        FindingOptions.USUAL,
                        DhtSettings.OFF),
                new Console(new PrintWriter(out), new PrintWriter(err)),
                true);
        this.line = new ShellLine(context);
    }

    int run(String text) {
        return line.run(text);
    }

    /** What was printed since the last time. */
    String out() {
        return take(out);
    }

    String err() {
        return take(err);
    }

    private static String take(StringWriter writer) {
        String text = writer.toString();
        writer.getBuffer().setLength(0);
        return text;
    }
}
