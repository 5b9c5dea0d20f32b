package starling.peer.shell;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.peer.dht.DhtSettings;
import starling.peer.dht.DhtStatus;
import starling.peer.discovery.CatalogueClient;
import starling.peer.discovery.HttpTrackerClient;
import starling.peer.discovery.TrackerClient;
import starling.peer.discovery.UdpTrackerClient;
import starling.peer.net.mse.Encryption;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Ledger;
import starling.peer.policy.Limits;
import starling.peer.policy.SeedGoal;
import starling.peer.session.Client;
import starling.peer.session.ClientOptions;
import starling.peer.session.FindingOptions;
import starling.peer.session.MagnetSession;
import starling.peer.session.Partnership;
import starling.peer.session.PiecesSnapshot;
import starling.peer.session.Problem;
import starling.peer.session.SslOptions;
import starling.peer.session.TorrentSession;
import starling.peer.session.TorrentSnapshot;
import starling.peer.session.TorrentState;
import starling.peer.session.WebSeedStatus;
import starling.peer.shell.config.Setting;
import starling.peer.shell.hook.CompletionHook;
import starling.peer.shell.table.Header;
import starling.peer.shell.table.Look;
import starling.peer.shell.table.TransferTable;
import starling.peer.shell.table.Work;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.Console;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;
import starling.peer.shell.text.Format;
import starling.peer.storage.MagnetRecord;
import starling.peer.storage.MagnetRecords;
import starling.peer.storage.TorrentRecord;
import starling.peer.storage.TorrentRecords;
import starling.thread.ConnectionThreads;

/** What commands work with: the home, the console, and the client, which is opened by the first that needs it. */
final class PeerContext {
    /**
     * What the command line said.
     *
     * @param tracker the announce URL of the peer's own tracker
     * @param port to listen on, where given
     * @param onComplete the program to run when a download is complete, and its words; empty for none
     * @param settings every option, as text, and where its value came from
     */
    record Options(
            Home home,
            Optional<String> tracker,
            Optional<InetAddress> bind,
            OptionalInt port,
            long maxDownload,
            long maxUpload,
            SeedGoal seedGoal,
            List<String> onComplete,
            List<Setting> settings,
            Partnership partnership,
            Encryption encryption,
            SslOptions ssl,
            FindingOptions finding,
            DhtSettings dht) {}

    private static final int MOST_HELD_NEWS = 100;

    private final Supplier<Options> said;
    private volatile Options options;
    private final Console console;
    private final boolean shell;
    private final Stopping stopping = new Stopping();
    private final List<Hashing> hashing = new CopyOnWriteArrayList<>();
    private final Notices notices = new Notices(this, this::say);
    private volatile Consumer<String> news;
    private volatile Runnable stateChanged = () -> {};
    private final List<String> heldNews = new ArrayList<>();
    private boolean holdsNews;
    private volatile Runnable closesScreen = () -> {};
    private volatile Optional<UnaryOperator<String>> questions = Optional.empty();
    private volatile HttpTrackerClient openHttp;
    private Client client;
    private Closeable lock;
    private volatile Optional<CompletionHook> completionHook = Optional.empty();

    /**
     * @param said asked once a command runs, when the command line has been read
     * @param shell whether more commands may follow, so that downloads run on behind them
     */
    PeerContext(Supplier<Options> said, Console console, boolean shell) {
        this.said = said;
        this.console = console;
        this.shell = shell;
        this.news = console::line;
    }

    /** What changed since someone last looked. */
    Notices notices() {
        return notices;
    }

    /** Runs a program for each download that completes, where one is wanted. */
    Optional<CompletionHook> completionHook() {
        return completionHook;
    }

    /** Says what is run from now on whenever the state of a torrent changed. */
    void onStateChange(Runnable action) {
        stateChanged = action;
    }

    /** Says where news goes from now on. */
    void sendNewsTo(Consumer<String> out) {
        news = out;
    }

    /** Says a line above whatever is drawn or typed; what is drawn over the whole screen ends first. */
    void say(String text) {
        synchronized (heldNews) {
            if (holdsNews) {
                if (heldNews.size() < MOST_HELD_NEWS) {
                    heldNews.add(text);
                }
                return;
            }
        }
        news.accept(text);
    }

    /** Says what went wrong while nobody waits for it: to a person as news, elsewhere as an error. */
    void warn(String text) {
        if (console.live()) {
            say(text);
        } else {
            console.error(text);
        }
    }

    /** Runs what draws over the whole screen; news waits for its end. */
    void overScreen(Runnable drawing) {
        synchronized (heldNews) {
            holdsNews = true;
        }
        try {
            drawing.run();
        } finally {
            List<String> held;
            synchronized (heldNews) {
                holdsNews = false;
                held = List.copyOf(heldNews);
                heldNews.clear();
            }
            held.forEach(news);
        }
    }

    /** Says who answers questions from now on. */
    void askWith(UnaryOperator<String> person) {
        questions = Optional.of(person);
    }

    /** The answer of the person there, where there is one. */
    Optional<String> ask(String question) {
        return questions.map(person -> person.apply(question));
    }

    /** Says how to take away what is drawn over the whole screen, should the program have to end meanwhile. */
    void drawsOver(Runnable close) {
        closesScreen = close;
    }

    /** Gives the screen back. */
    void closeScreen() {
        closesScreen.run();
    }

    Options options() {
        Options known = options;
        return known == null ? readOptions() : known;
    }

    private synchronized Options readOptions() {
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

    /** The client; opens it, its home's lock and its port the first time. A shell's goes on with all that ran. */
    synchronized Client client() {
        if (client != null) {
            return client;
        }
        Closeable taken = home().lock();
        try {
            client = new Client(new ClientOptions(
                    home().state(),
                    options().bind(),
                    options().port(),
                    options().tracker(),
                    options().maxDownload(),
                    options().maxUpload(),
                    options().seedGoal(),
                    options().partnership(),
                    options().encryption(),
                    options().ssl(),
                    options().finding(),
                    options().dht(),
                    Version.PROGRAM));
            client.onStateChange(() -> stateChanged.run());
            lock = taken;
            if (!options().onComplete().isEmpty()) {
                completionHook = Optional.of(new CompletionHook(options().onComplete(), home().state(), this::say));
            }
            if (shell) {
                client.continueAll();
            }
            return client;
        } catch (IOException failed) {
            closeQuietly(taken);
            throw cannotListen(failed);
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

    /** Talks to trackers and other servers; needs neither port nor lock. */
    synchronized HttpTrackerClient http() {
        if (openHttp == null) {
            openHttp = new HttpTrackerClient(
                    options().bind(),
                    Version.PROGRAM.replace(' ', '/'),
                    options().finding().trust());
        }
        return openHttp;
    }

    /** Asks trackers of any kind. */
    TrackerClient trackers() {
        return new TrackerClient(http(), new UdpTrackerClient(options().bind(), ConnectionThreads.named("tracker")));
    }

    /** The catalogue of the peer's own tracker. */
    CatalogueClient catalogue() {
        return new CatalogueClient(
                http(),
                options()
                        .tracker()
                        .orElseThrow(() -> new CommandFailure(
                                ExitCode.USAGE, "no tracker is named: start with TRACKER_IP TRACKER_PORT")));
    }

    /** The torrents that are open. */
    List<TorrentSession> torrents() {
        return client().torrents();
    }

    /** All torrents as they are now; where no client runs, as their records have them. */
    List<TorrentSnapshot> snapshots() {
        if (isOpen()) {
            List<MagnetSession> magnets = client.magnets();
            return Stream.concat(
                            torrentsBeside(magnets).map(TorrentSession::snapshot),
                            magnets.stream().map(MagnetSession::snapshot))
                    .toList();
        }
        return Stream.concat(
                        records().stream().map(TorrentSnapshot::of),
                        magnetRecords().stream().map(TorrentSnapshot::of))
                .toList();
    }

    /** The torrents but those that a link leads to which was there a moment ago: each is shown once, and always. */
    private Stream<TorrentSession> torrentsBeside(List<MagnetSession> magnets) {
        Set<InfoHash> linked =
                magnets.stream().map(magnet -> magnet.metainfo().infoHash()).collect(Collectors.toSet());
        return torrents().stream()
                .filter(torrent -> !linked.contains(torrent.metainfo().infoHash()));
    }

    /** All torrents and magnet links, in the order of {@link #snapshots}. */
    private List<Handle> handles() {
        if (isOpen()) {
            List<MagnetSession> magnets = client.magnets();
            return Stream.concat(
                            torrentsBeside(magnets).map(torrent -> Handle.of(torrent, () -> forget(torrent))),
                            magnets.stream().map(magnet -> Handle.of(magnet, client)))
                    .toList();
        }
        TorrentRecords torrents = recordsOnDisk();
        MagnetRecords magnets = Client.magnetRecords(home().state());
        return Stream.concat(
                        records().stream().map(record -> Handle.of(record, torrents)),
                        magnetRecords().stream().map(record -> Handle.of(record, magnets)))
                .toList();
    }

    private List<MagnetRecord> magnetRecords() {
        try {
            return Client.magnetRecords(home().state()).all();
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.UNKNOWN, "cannot read " + home().state() + ": " + Failures.say(failed));
        }
    }

    /** What each peer gave and took, in all runs and torrents. */
    List<Ledger.Account> accounts() {
        return isOpen()
                ? client().accounts()
                : Client.ledger(home().state()).load().accounts();
    }

    /** The pieces of a torrent: of one that runs as they are now, else as its record has them. */
    PiecesSnapshot pieces(TorrentSnapshot torrent) {
        return running(torrent).map(TorrentSession::pieces).orElseGet(() -> PiecesSnapshot.of(torrent));
    }

    /** How it stands with a torrent's web seeds. */
    List<WebSeedStatus> webSeeds(TorrentSnapshot torrent) {
        return running(torrent).map(TorrentSession::webSeeds).orElseGet(() -> WebSeedStatus.unused(torrent.metainfo()));
    }

    private Optional<TorrentSession> running(TorrentSnapshot torrent) {
        return isOpen()
                ? torrents().stream()
                        .filter(open -> open.metainfo()
                                .infoHash()
                                .equals(torrent.metainfo().infoHash()))
                        .findFirst()
                : Optional.empty();
    }

    private List<TorrentRecord> records() {
        try {
            return recordsOnDisk().all();
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.UNKNOWN, "cannot read " + home().state() + ": " + Failures.say(failed));
        }
    }

    private TorrentRecords recordsOnDisk() {
        return Client.records(home().state());
    }

    /** How it stands with the DHT, where a client is open. */
    synchronized Optional<DhtStatus> dht() {
        return Optional.ofNullable(client).map(Client::dht);
    }

    /** Who this peer is. */
    Header header() {
        if (!isOpen()) {
            return new Header(
                    "",
                    "",
                    options().tracker(),
                    options().maxDownload(),
                    options().maxUpload());
        }
        String id = client.peerId().toString();
        String address = options().bind().map(InetAddress::getHostAddress).orElse("port ");
        return new Header(
                id.substring(id.length() - 6),
                options().bind().isPresent() ? address + ":" + client.port() : address + client.port(),
                options().tracker(),
                client.limits().downloadBytesPerSecond(),
                client.limits().uploadBytesPerSecond());
    }

    /** Pauses or resumes torrents: those that run, else their records. Their names. */
    List<String> setPaused(List<String> names, boolean paused) {
        return change(names, paused ? Handle::pause : Handle::resume);
    }

    /** Changes what is wanted of a torrent: of one that runs, else in its record. Its name. */
    String plan(String name, BiFunction<Metainfo, FetchPlan, FetchPlan> change) {
        if (isOpen()) {
            TorrentSession torrent = Selection.find(torrents(), TorrentSession::metainfo, name);
            torrent.plan(change.apply(torrent.metainfo(), torrent.plan()));
            return Format.name(torrent.metainfo().name());
        }
        return changeRecord(name, record -> record.withPlan(change.apply(record.metainfo(), record.plan())));
    }

    /** What a torrent may read and send a second. */
    record Limited(Metainfo metainfo, Limits limits) {}

    /** What all together may; what was said where no client runs. */
    Limits limits() {
        return isOpen()
                ? client().limits()
                : new Limits(options().maxDownload(), options().maxUpload());
    }

    /** What each torrent may: of those that run, else of their records. */
    List<Limited> limited() {
        return isOpen()
                ? torrents().stream()
                        .map(torrent -> new Limited(torrent.metainfo(), torrent.limits()))
                        .toList()
                : records().stream()
                        .map(record -> new Limited(record.metainfo(), record.limits()))
                        .toList();
    }

    /** Changes what all together may read and send. */
    void limit(UnaryOperator<Limits> change) {
        if (!isOpen() && !shell) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "no peer runs here that could be limited: name a torrent, or start with --max-download and"
                            + " --max-upload");
        }
        client().limit(change.apply(client().limits()));
    }

    /** Changes what a torrent may: one that runs, else its record. */
    void limit(String name, UnaryOperator<Limits> change) {
        if (isOpen()) {
            TorrentSession torrent = Selection.find(torrents(), TorrentSession::metainfo, name);
            torrent.limit(change.apply(torrent.limits()));
        } else {
            changeRecord(name, record -> record.withLimits(change.apply(record.limits())));
        }
    }

    /** The torrents of these names, or all, opened where no shell has them open; opening starts none. */
    List<TorrentSession> forRecheck(List<String> names) {
        boolean open = isOpen();
        Client opened = client();
        List<TorrentSession> all = open || shell
                ? opened.torrents()
                : records().stream().map(opened::open).toList();
        return names.isEmpty()
                ? all
                : names.stream()
                        .map(name -> Selection.find(all, TorrentSession::metainfo, name))
                        .toList();
    }

    /** Forgets torrents. Their names. */
    List<String> remove(List<String> names) {
        return change(names, Handle::forget);
    }

    /** Closes a torrent and forgets it. */
    void forget(TorrentSession torrent) {
        try {
            client().remove(torrent);
            completionHook.ifPresent(hook -> hook.forget(torrent.metainfo().infoHash()));
        } catch (IOException failed) {
            throw Failures.writing(home().state(), failed);
        }
    }

    private String changeRecord(String name, UnaryOperator<TorrentRecord> change) {
        try (Closeable taken = home().lock()) {
            TorrentRecord record = Selection.find(records(), TorrentRecord::metainfo, name);
            recordsOnDisk().save(change.apply(record));
            return Format.name(record.metainfo().name());
        } catch (IOException failed) {
            throw Failures.writing(home().state(), failed);
        }
    }

    private List<String> change(List<String> names, Function<Handle, Handle.Action> how) {
        try (Closeable taken = isOpen() ? () -> {} : home().lock()) {
            List<Handle> all = handles();
            List<Handle> chosen = names.stream()
                    .map(name -> Selection.find(all, Handle::metainfo, name))
                    .toList();
            for (Handle handle : chosen) {
                how.apply(handle).run();
            }
            return chosen.stream()
                    .map(handle -> Format.name(handle.metainfo().name()))
                    .toList();
        } catch (IOException failed) {
            throw Failures.writing(home().state(), failed);
        }
    }

    /** Whether a client is open. */
    synchronized boolean isOpen() {
        return client != null;
    }

    /** Whether any torrent checks or trades. */
    boolean anyRuns() {
        return isOpen() && snapshots().stream().anyMatch(TorrentSnapshot::isRunning);
    }

    /** Why a torrent stopped of itself, where one did. */
    Optional<Problem> firstProblem() {
        return isOpen()
                ? snapshots().stream()
                        .flatMap(torrent -> torrent.problem().stream())
                        .findFirst()
                : Optional.empty();
    }

    synchronized boolean hasUnfinishedDownloads() {
        return client != null
                && snapshots().stream()
                        .anyMatch(torrent -> torrent.isRunning() && torrent.state() != TorrentState.SEEDING);
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
        HttpTrackerClient asking = openHttp;
        if (asking != null) {
            asking.cancelAll();
        }
    }

    /** Says goodbye, saves, and lets go of the home. */
    synchronized void close() {
        if (openHttp != null) {
            closeQuietly(openHttp);
        }
        if (client != null) {
            List<TorrentSession> left = client.torrents();
            client.close();
            completionHook.ifPresent(hook -> {
                hook.look(left.stream().map(TorrentSession::snapshot).toList());
                hook.close();
            });
            client = null;
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

    /** A file that a person named: as it stands, else below the home's folder for such files, else below the home. */
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
        return Stream.of(named, folder.resolve(named.toString()), home().root().resolve(named.toString()));
    }
}
