package starling.peer.shell;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import starling.announce.PeerId;
import starling.peer.dht.DhtStatus;
import starling.peer.policy.Limits;
import starling.peer.session.Client;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.hook.CompletionHook;
import starling.peer.shell.table.Header;
import starling.peer.shell.table.Look;
import starling.peer.shell.table.TransferTable;
import starling.peer.shell.table.Work;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.Console;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;

/** What commands work with: the home, the console, and the client, which is opened by the first that needs it. */
final class PeerContext {
    private final Supplier<PeerOptions> said;
    private volatile PeerOptions options;
    private final Console console;
    private final boolean shell;
    private final Stopping stopping = new Stopping();
    private final List<Hashing> hashing = new CopyOnWriteArrayList<>();
    private final Dialogue dialogue;
    private final Notices notices;
    private volatile Runnable stateChanged = () -> {};
    private final Servers servers = new Servers(this::options);
    private RunningTorrents running;
    private Closeable lock;

    /**
     * @param said asked once a command runs, when the command line has been read
     * @param shell whether more commands may follow, so that downloads run on behind them
     */
    PeerContext(Supplier<PeerOptions> said, Console console, boolean shell) {
        this.said = said;
        this.console = console;
        this.dialogue = new Dialogue(console);
        this.notices = new Notices(this, dialogue::say);
        this.shell = shell;
    }

    /** What changed since someone last looked. */
    Notices notices() {
        return notices;
    }

    /** Says what is run from now on whenever the state of a torrent changed. */
    void onStateChange(Runnable action) {
        stateChanged = action;
    }

    /** With the person at the terminal, where there is one. */
    Dialogue dialogue() {
        return dialogue;
    }

    PeerOptions options() {
        PeerOptions known = options;
        return known == null ? readOptions() : known;
    }

    private synchronized PeerOptions readOptions() {
        if (options == null) {
            options = said.get();
        }
        return options;
    }

    Home home() {
        return options().home();
    }

    Console console() {
        return console;
    }

    boolean isShell() {
        return shell;
    }

    /** Opens the client on a thread of its own, while the shell is made ready; whoever needs it first, waits. */
    void openSoon() {
        options();
        Thread opening = new Thread(
                () -> {
                    try {
                        client();
                    } catch (CommandFailure said) {
                        // the shell tries again at once, and says so
                    }
                },
                "opening");
        opening.setDaemon(true);
        opening.start();
    }

    /** The client, opened where it is not yet open. */
    Client client() {
        return running().client();
    }

    /** The client's torrents; opens it, its home's lock and its port the first time. A shell's goes on with all that ran. */
    synchronized RunningTorrents running() {
        if (running == null) {
            Closeable taken = home().lock();
            try {
                running = open();
                lock = taken;
            } catch (IOException failed) {
                closeQuietly(taken);
                throw cannotListen(failed);
            }
            if (shell) {
                continueAll(running.client());
            }
        }
        return running;
    }

    private RunningTorrents open() throws IOException {
        Client client = new Client(options().forClient());
        client.onStateChange(() -> stateChanged.run());
        return new RunningTorrents(
                client,
                home(),
                options().onComplete().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new CompletionHook(options().onComplete(), home().state(), dialogue::say)));
    }

    private void continueAll(Client client) {
        try {
            client.continueAll();
        } catch (IOException failed) {
            throw RecordedTorrents.unreadable(home(), failed);
        }
    }

    private CommandFailure cannotListen(IOException failed) {
        String port = options().port().isPresent() ? "port " + options().port().getAsInt() : "a port";
        if (failed instanceof BindException
                && String.valueOf(failed.getMessage()).contains("assign")) {
            return new CommandFailure(
                    ExitCode.NETWORK,
                    "this machine has no address " + options().bind().get().getHostAddress()
                            + ": give --bind one of its own");
        }
        return failed instanceof BindException
                ? new CommandFailure(
                        ExitCode.NETWORK, port + " is in use: choose another with --port, or leave --port out")
                : new CommandFailure(ExitCode.NETWORK, "cannot listen on " + port + ": " + Failures.say(failed));
    }

    /** What commands ask other servers themselves. */
    Servers servers() {
        return servers;
    }

    /** The client's torrents where it is open, else those that are recorded. */
    synchronized Torrents torrents() {
        return running == null ? new RecordedTorrents(home(), options().limits()) : running;
    }

    /** Whether a client is open. */
    boolean isOpen() {
        return openClient().isPresent();
    }

    private synchronized Optional<Client> openClient() {
        return Optional.ofNullable(running).map(RunningTorrents::client);
    }

    /** How it stands with the DHT, where a client is open. */
    Optional<DhtStatus> dht() {
        return openClient().map(Client::dht);
    }

    /** Runs a program for each download that completes, where a client is open and one is wanted. */
    synchronized Optional<CompletionHook> completionHook() {
        return Optional.ofNullable(running).flatMap(RunningTorrents::completionHook);
    }

    /** Who this peer is. */
    Header header() {
        Limits limits = torrents().limits();
        Optional<Client> open = openClient();
        return new Header(
                open.map(client -> shortId(client.peerId())).orElse(""),
                open.map(this::address).orElse(""),
                options().tracker(),
                limits.downloadBytesPerSecond(),
                limits.uploadBytesPerSecond());
    }

    private static String shortId(PeerId peerId) {
        String id = peerId.toString();
        return id.substring(id.length() - 6);
    }

    private String address(Client client) {
        return options().bind().map(bound -> bound.getHostAddress() + ":").orElse("port ") + client.port();
    }

    /** What is hashed while nobody waits for it. */
    List<Hashing> hashing() {
        return hashing;
    }

    /** The table of these torrents and of what is hashed now, however it shall look. */
    Function<Look, TransferTable> table(List<TorrentSnapshot> torrents) {
        Header header = header();
        List<Work> works = hashing.stream().map(Hashing::now).toList();
        return look -> TransferTable.of(header, works, torrents, look);
    }

    /** Whether program or command are to end. */
    Stopping stopping() {
        return stopping;
    }

    /** Ends the command that runs, and nothing else; from any thread. */
    void stopCommand() {
        stopping.endCommand();
        servers.cancelAll();
    }

    /** Says goodbye, saves, and lets go of the home. */
    void close() {
        closeQuietly(servers);
        closeClient();
    }

    private synchronized void closeClient() {
        if (running != null) {
            running.close();
            running = null;
            closeQuietly(lock);
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException nothingToSave) {
            // the process ends, and the lock with it
        }
    }
}
