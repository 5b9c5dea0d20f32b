package starling.tracker;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.utils.Signals;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import starling.announce.AddressLiteral;
import starling.announce.TrackerQuestion;
import starling.tracker.database.StoreException;

/** {@code java -jar tracker.jar}. Exit status: 0 stopped, 1 unknown, 2 usage, 4 bad data, 6 network. */
@Command(
        name = "tracker.jar",
        mixinStandardHelpOptions = true,
        versionProvider = TrackerCommand.Version.class,
        sortOptions = false,
        description = "A BitTorrent tracker. It runs until Ctrl-C or SIGTERM.")
public final class TrackerCommand implements Callable<Integer> {
    static final int BAD_DATA = 4;
    static final int NETWORK = 6;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "PORT",
            defaultValue = "12000",
            description = "The port to listen on; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(names = "--bind", paramLabel = "ADDR", description = "Listen on this address alone. Default: on all.")
    private String bind;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tracker-data",
            description = "The folder for what the tracker keeps; made where there is none. Default: ${DEFAULT-VALUE}")
    private Path data;

    @Option(names = "--memory", description = "Keep nothing on disk: a restart forgets every swarm.")
    private boolean memory;

    @Option(names = "--no-udp", description = "Answer over HTTP alone; else over UDP too, at the same port number.")
    private boolean noUdp;

    @Option(
            names = "--no-discovery",
            description =
                    "Do not answer peers on the LAN that ask for a tracker (UDP port " + TrackerQuestion.PORT + ").")
    private boolean noDiscovery;

    @Mixin
    private TermsArguments terms;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description =
                    "Log to this file, at most " + LogFile.FILES + " of 10 MB with the older ones, and not to stderr.")
    private Path log;

    @Mixin
    private TlsArguments tls;

    @Mixin
    private AdmissionArguments admission;

    public static void main(String[] args) {
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> LoggerFactory.getLogger(TrackerCommand.class)
                .error("the thread {} ended by an error of Starling's own", thread.getName(), fault));
        System.exit(commandLine().execute(args));
    }

    /** The command line as it is read. */
    public static CommandLine commandLine() {
        return new CommandLine(new TrackerCommand()).setParameterExceptionHandler((wrong, args) -> {
            wrong.getCommandLine().getErr().println(wrong.getMessage() + ". See --help.");
            return CommandLine.ExitCode.USAGE;
        });
    }

    /** The version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = TrackerCommand.class.getPackage().getImplementationVersion();
            return new String[] {
                "Starling tracker " + Optional.ofNullable(version).orElse("(not from a jar)")
            };
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        InetSocketAddress address = listenAddress();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Tracker tracker;
        AtomicReference<Tracker> started = new AtomicReference<>();
        // from the first moment on: what hangs up while the tracker starts must not end it
        Signals.register("HUP", () -> Optional.ofNullable(started.get()).ifPresent(Tracker::readAgain));
        if (log != null) {
            try {
                LogFile.use(log);
            } catch (IOException failed) {
                err.println("Cannot write the log " + log + ": " + failed.getMessage() + ". Name another --log.");
                return CommandLine.ExitCode.SOFTWARE;
            }
        }
        try {
            tracker = Tracker.start(options(address), Clock.systemUTC());
        } catch (StoreException unreadable) {
            err.println(unreadable.getMessage());
            return unreadable.kind() == StoreException.Kind.UNREADABLE ? BAD_DATA : CommandLine.ExitCode.SOFTWARE;
        } catch (DataFolder.FolderException taken) {
            err.println(taken.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } catch (IOException cannotListen) {
            err.println("Cannot listen on port " + port + ": " + cannotListen.getMessage()
                    + ". Stop what uses it, or name another port or address.");
            return NETWORK;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(tracker), "stop"));
        started.set(tracker);
        out.println("Tracker listening on " + tracker.announceUrl());
        tracker.tlsAddress().ifPresent(https -> out.println("HTTPS on port " + https.getPort()));
        out.flush();
        if (log != null) {
            LoggerFactory.getLogger(TrackerCommand.class).info("listening on {}", tracker.announceUrl());
        }
        tracker.awaitClose();
        return 0;
    }

    private TrackerOptions options(InetSocketAddress address) {
        return new TrackerOptions(
                address,
                terms.terms(),
                memory ? Optional.empty() : Optional.of(data),
                !noUdp,
                discoveryPort(),
                tls.tls(address.getAddress()),
                admission.proxies(),
                admission.admission(),
                admission.hostNames());
    }

    private OptionalInt discoveryPort() {
        return noDiscovery ? OptionalInt.empty() : OptionalInt.of(TrackerQuestion.PORT);
    }

    /** Runs when a signal ends the program: without the halt its status would be the signal's and not 0. */
    private static void stop(Tracker tracker) {
        tracker.close();
        Runtime.getRuntime().halt(0);
    }

    private InetSocketAddress listenAddress() {
        if (port < 0 || port > 65535) {
            throw new ParameterException(spec.commandLine(), "PORT must be 0 to 65535, not " + port);
        }
        if (bind == null) {
            return new InetSocketAddress(port);
        }
        InetAddress address = AddressLiteral.parse(bind.equals("localhost") ? "127.0.0.1" : bind)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--bind takes an IPv4 or IPv6 address of this machine, not " + bind));
        return new InetSocketAddress(address, port);
    }
}
