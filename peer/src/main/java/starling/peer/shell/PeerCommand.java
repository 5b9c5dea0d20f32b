package starling.peer.shell;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import starling.announce.TrackerQuestion;
import starling.metainfo.AnnounceUrl;
import starling.peer.discovery.TrackerFinder;
import starling.peer.fault.Faults;
import starling.peer.policy.Limits;
import starling.peer.policy.SeedGoal;
import starling.peer.shell.config.Configuration;
import starling.peer.shell.config.Setting;
import starling.peer.shell.config.Source;
import starling.peer.shell.hook.HookOptions;
import starling.peer.shell.log.LogOptions;
import starling.peer.shell.log.PeerLog;
import starling.peer.shell.log.QuietBeginning;
import starling.peer.shell.screen.StandardStreams;
import starling.peer.shell.screen.SystemTerminal;
import starling.peer.shell.screen.TableReader;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.Console;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Quantity;

/** {@code java -jar peer.jar}: reads the command line, then runs one command or the shell. */
@Command(
        name = "peer",
        description = "Starling's peer: creates, shares, finds and downloads torrents.",
        synopsisHeading = "Usage: ",
        addMethodSubcommands = false,
        customSynopsis = "peer.jar [TRACKER_IP TRACKER_PORT] [OPTIONS] [COMMAND [ARGS]]",
        versionProvider = Version.class,
        footer = {"", "Without a COMMAND it is a shell: 'help' in it lists the commands."})
public final class PeerCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "TRACKER_IP", description = "The tracker's address.")
    private String trackerHost;

    @Parameters(index = "1", arity = "0..1", paramLabel = "TRACKER_PORT", description = "The tracker's port.")
    private Integer trackerPort;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Holds upload/, downloads/, torrents/ and .starling/ (state, log); this folder unless given.")
    private Path home;

    @Option(
            names = "--tracker",
            paramLabel = "TRACKER",
            description = "The tracker as a URL, a host or host:port; the same as TRACKER_IP TRACKER_PORT.")
    private String tracker;

    @Option(
            names = "--port",
            paramLabel = "N",
            converter = Port.class,
            description = "Port to listen on; the first free one from 6881 on unless given.")
    private Integer port;

    @Option(names = "--bind", paramLabel = "ADDR", description = "Listen on and send from this address only.")
    private String bind;

    @Option(
            names = "--max-download",
            paramLabel = "RATE",
            converter = Quantity.Converter.class,
            description = "Download no faster, such as 100K or 2M a second; 0 is no limit.")
    private Quantity maxDownload;

    @Option(
            names = "--max-upload",
            paramLabel = "RATE",
            converter = Quantity.Converter.class,
            description = "Upload no faster, such as 100K or 2M a second; 0 is no limit.")
    private Quantity maxUpload;

    @Mixin
    private SeedGoalOptions seedGoal = new SeedGoalOptions();

    @Mixin
    private DhtOptions dht = new DhtOptions();

    @Mixin
    private PartnershipOptions partnership = new PartnershipOptions();

    @Mixin
    private HookOptions hooks = new HookOptions();

    @Mixin
    private EncryptionOptions encryption = new EncryptionOptions();

    @Mixin
    private FindingSwitches finding = new FindingSwitches();

    @Mixin
    private LogOptions log = new LogOptions();

    @Option(names = "--no-discovery", description = "Do not ask the LAN for a tracker where none is given.")
    private boolean noDiscovery;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and leave.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and leave.")
    private boolean version;

    private final Console console;
    private List<Setting> settings = List.of();
    /** The terminal takes its time to open, so a thread of its own begins with it. */
    private final FutureTask<TableReader> reader =
            new FutureTask<>(() -> new TableReader(SystemTerminal.open(), "starling"));

    private volatile PeerContext running;
    private final Leaving leaving;

    private PeerCommand(Console console) {
        this.console = console;
        this.running = new PeerContext(this::options, console, false);
        this.leaving = new Leaving(console, () -> running);
    }

    /** The command line as it is read, for whoever describes it; running it is {@link #main}'s. */
    public static CommandLine commandLine() {
        Console console = new Console(new PrintWriter(System.out), new PrintWriter(System.err));
        return commandLine(new PeerCommand(console), console, List.of("help"));
    }

    /** @param words of the command line: reading what commands take that they do not name, would take its time */
    private static CommandLine commandLine(PeerCommand command, Console console, List<String> words) {
        CommandLine line = new CommandLine(command);
        Commands.addNamed(line, command.running, words);
        Commands.withErrorsTo(line, console, command.running.stopping());
        line.setExecutionStrategy(command::configured);
        return line;
    }

    public static void main(String[] args) {
        QuietBeginning.choose();
        Faults.logUncaught();
        Console console = StandardStreams.console();
        PeerCommand command = new PeerCommand(console);
        List<String> words = List.of(args);
        if (StandardStreams.isTyped()) {
            if (!Commands.areNamed(words)) {
                new Thread(command.reader, "terminal").start();
            }
            command.running.dialogue().askWith(question -> StandardStreams.answer(console, question));
        }
        CommandLine line = commandLine(command, console, words);
        command.leaving.onSignals();
        int code = ExitCode.UNKNOWN.number();
        try {
            code = line.execute(args);
            command.running.close();
        } catch (RuntimeException | Error fault) {
            code = ExitCode.UNKNOWN.number();
            console.error(Faults.say(fault));
            Faults.log("peer", fault);
        } finally {
            command.leaving.end(code);
        }
    }

    /** Takes what the command line left out from the files and the environment, then runs. */
    private int configured(ParseResult parsed) {
        try {
            if (!parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
                settings = new Configuration(
                                () -> CommandSpec.forAnnotatedObject(new PeerCommand(console)), System.getenv())
                        .complete(parsed);
            }
        } catch (CommandFailure failure) {
            console.error(failure.getMessage());
            return failure.code().number();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private PeerOptions options() {
        check();
        Home here = new Home(home);
        PeerLog.start(here.state().resolve("peer.log"), log);
        Optional<String> own = Optional.ofNullable(trackerHost == null ? tracker : hostAndPort());
        return new PeerOptions(
                here,
                own.map(AnnounceUrl::of),
                bindAddress(),
                port == null ? OptionalInt.empty() : OptionalInt.of(port),
                new Limits(bytes(maxDownload), bytes(maxUpload)),
                seedGoal.over(SeedGoal.NONE),
                hooks.onComplete(),
                settings,
                partnership.partnership(),
                encryption.encryption(),
                encryption.ssl(),
                finding.options(),
                dht.settings());
    }

    private static long bytes(Quantity rate) {
        return rate == null ? 0 : rate.bytes();
    }

    private String hostAndPort() {
        return (trackerHost.contains(":") ? "[" + trackerHost + "]" : trackerHost) + ":" + trackerPort;
    }

    private Optional<InetAddress> bindAddress() {
        try {
            return bind == null ? Optional.empty() : Optional.of(InetAddress.getByName(bind));
        } catch (UnknownHostException unknown) {
            throw new CommandFailure(ExitCode.USAGE, "--bind " + bind + " is no address");
        }
    }

    /** No command: the shell. */
    @Override
    public Integer call() throws IOException {
        check();
        if (!StandardStreams.isTyped()) {
            running = new PeerContext(this::options, console, true);
            return new PipedShell(running, System.in).run();
        }
        TableReader opened = openTerminal();
        try (Terminal terminal = opened.getTerminal()) {
            try {
                if (isAnythingMissing()) {
                    askWhatIsMissing(
                            LineReaderBuilder.builder().terminal(terminal).build());
                }
            } catch (UserInterruptException | EndOfFileException leaves) {
                return Leaving.INTERRUPTED;
            }
            Console shellConsole =
                    new Console(terminal.writer(), console.err(), console.live(), console.colour(), () -> terminal);
            running = new PeerContext(this::options, shellConsole, true);
            running.openSoon();
            InteractiveShell shell = new InteractiveShell(running, opened);
            leaving.drawsWith(() -> {
                shell.leave();
                closeQuietly(terminal);
            });
            terminal.handle(Terminal.Signal.INT, signal -> running.stopCommand());
            int code = shell.run();
            shellConsole.line("Goodbye.");
            running.close();
            return code;
        }
    }

    private TableReader openTerminal() throws IOException {
        reader.run();
        try {
            return reader.get();
        } catch (ExecutionException failed) {
            throw new IOException(
                    "cannot open the terminal: " + failed.getCause().getMessage(), failed);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new IOException(hurry);
        }
    }

    private static void closeQuietly(Terminal terminal) {
        try {
            terminal.close();
        } catch (IOException gone) {
            // nothing is left to be put right on a terminal that is gone
        }
    }

    private boolean isAnythingMissing() {
        return maxDownload == null || maxUpload == null || looksForTracker();
    }

    private boolean looksForTracker() {
        return trackerHost == null && tracker == null && !noDiscovery;
    }

    private void askWhatIsMissing(LineReader questions) {
        if (maxDownload == null) {
            maxDownload = InteractiveShell.askRate(questions, "download");
            answered("max-download", maxDownload);
        }
        if (maxUpload == null) {
            maxUpload = InteractiveShell.askRate(questions, "upload");
            answered("max-upload", maxUpload);
        }
        if (looksForTracker()) {
            findTracker(questions);
        }
    }

    private void answered(String name, Quantity rate) {
        Setting answer = new Setting(name, List.of(String.valueOf(rate.bytes())), new Source.Answer());
        settings = settings.stream()
                .map(setting -> setting.name().equals(name) ? answer : setting)
                .toList();
    }

    /** Takes the tracker on the LAN, where one is to be had. */
    private void findTracker(LineReader questions) {
        new TrackerChoice(questions, new TrackerFinder(bindAddress(), TrackerQuestion.PORT))
                .make()
                .ifPresent(tracker -> {
                    trackerHost = tracker.address().getHostAddress();
                    trackerPort = tracker.port();
                });
    }

    private void check() {
        if (trackerHost != null && trackerPort == null) {
            throw new CommandFailure(
                    ExitCode.USAGE, Commands.unknown(trackerHost) + ", or give the tracker's port, too");
        }
        if (trackerPort != null && (trackerPort < 1 || trackerPort > 65535)) {
            throw new CommandFailure(ExitCode.USAGE, "the tracker's port must be 1 to 65535");
        }
    }

    /** For picocli. */
    static final class Port implements CommandLine.ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65535) {
                return Integer.valueOf(text);
            }
            throw new CommandLine.TypeConversionException("'" + text + "' is no port: write 0 to 65535");
        }
    }
}
