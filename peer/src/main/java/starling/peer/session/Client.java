package starling.peer.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.peer.dht.Dht;
import starling.peer.dht.DhtStatus;
import starling.peer.discovery.BanList;
import starling.peer.discovery.HttpTrackerClient;
import starling.peer.discovery.LocalDiscovery;
import starling.peer.discovery.OwnAddresses;
import starling.peer.discovery.PeerSource;
import starling.peer.discovery.TrackerClient;
import starling.peer.discovery.UdpTrackerClient;
import starling.peer.fault.Faults;
import starling.peer.net.Connector;
import starling.peer.net.mse.KeyExchanges;
import starling.peer.net.mse.KnownTorrents;
import starling.peer.net.tls.SslPeers;
import starling.peer.policy.Ledger;
import starling.peer.policy.Limits;
import starling.peer.policy.LogQuota;
import starling.peer.portmap.PortMapper;
import starling.peer.storage.Identity;
import starling.peer.storage.MagnetRecord;
import starling.peer.storage.OpenFiles;
import starling.peer.storage.TorrentRecord;
import starling.peer.storage.TorrentRecords;
import starling.peer.webseed.WebServers;
import starling.thread.ConnectionThreads;

/** All torrents of one peer, with the port they listen on and the limits they share. */
public final class Client implements AutoCloseable {
    public static final int FIRST_PORT = 6881;

    /** What the peer id starts with (BEP 20). */
    private static final String ID_PREFIX = "-SG0100-";

    private static final int OPEN_FILES = 128;

    /** Those of so few connections are cheap to have, and move data at less cost. */
    private static final int BUSY_THREADS = 32;

    /** How long leaving may wait for trackers to hear the goodbye. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    /** How long it may wait for that and for a slow disk to take what is to be saved. */
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(25);

    /** How often what changed is recorded: well within the five seconds that a power cut may cost. */
    private static final long SAVE_SECONDS = 2;

    private static final Logger log = LoggerFactory.getLogger(Client.class);

    private final PeerId peerId;
    private final IncomingCalls incoming;
    private final SslPeers ssl;
    private final OpenFiles openFiles;
    private final ScheduledExecutorService clock;
    private final ScheduledExecutorService saving;
    private final ExecutorService hashing;
    private final Verification verification;
    private final TrackerClient trackerClient;
    private final WebServers webServers;
    private final RateLimiter downloadLimiter;
    private final UploadPacer uploadPacer;
    private final Optional<LocalDiscovery> localDiscovery;
    private final Optional<PortMapper> portMapper;
    private final Handshakes handshakes;
    private final TorrentRecords records;
    private final Dht dht;
    private final Accounts accounts;
    private final TorrentContext context;
    private final ThreadFactory threads = ConnectionThreads.busyFirst("peer", BUSY_THREADS);
    private final Map<InfoHash, TorrentSession> torrents = new ConcurrentHashMap<>();
    private final KnownTorrents knownTorrents = new KnownTorrents();
    private final Magnets magnets;
    private volatile Runnable stateChanged = () -> {};

    /** Opens the port; {@link java.net.BindException} where it is in use. */
    public Client(ClientOptions options) throws IOException {
        this(options, new OpenFiles(OPEN_FILES));
    }

    /** The same, on a disk of the caller's. */
    Client(ClientOptions options, OpenFiles openFiles) throws IOException {
        this.openFiles = openFiles;
        StateFolder state = new StateFolder(options.state());
        SecureRandom random = new SecureRandom();
        Identity identity = options.partnership().anonymous()
                ? Identity.random(ID_PREFIX, random)
                : Identity.of(state.identity(), ID_PREFIX, random);
        this.peerId = identity.peerId();
        this.accounts = new Accounts(state.ledger());
        this.incoming = new IncomingCalls(options.bind(), options.port(), FIRST_PORT, options.ssl(), threads);
        this.ssl = new SslPeers(options.ssl().identity());
        int cores = Runtime.getRuntime().availableProcessors();
        this.clock = Executors.newSingleThreadScheduledExecutor(daemon("clock"));
        this.saving = Executors.newSingleThreadScheduledExecutor(daemon("records"));
        this.hashing = Executors.newFixedThreadPool(cores, daemon("hashing"));
        this.verification = new Verification(cores, daemon("verifying"));
        String userAgent = options.program().replace(' ', '/');
        this.trackerClient = new TrackerClient(
                new HttpTrackerClient(
                        options.bind(), userAgent, options.finding().trust()),
                new UdpTrackerClient(options.bind(), threads));
        this.webServers =
                new WebServers(options.bind(), userAgent, options.finding().trust());
        this.downloadLimiter = new RateLimiter(options.maxDownload());
        this.uploadPacer = new UploadPacer(options.maxUpload());
        this.records = state.torrents();
        this.handshakes = new Handshakes(
                peerId,
                new Connector(options.bind()),
                options.encryption(),
                new KeyExchanges(options.encryption(), knownTorrents, random),
                ssl,
                Handshakes.DEADLINE,
                clock,
                options.dht().on());
        this.dht = new Dht(options.dht(), options.bind(), incoming.port(), state.dht());
        OwnAddresses own = new OwnAddresses(options.bind(), incoming.port());
        this.localDiscovery = options.finding().local() && !own.isLoopback()
                ? Optional.of(new LocalDiscovery(own, String.format("%08x", random.nextInt())))
                : Optional.empty();
        this.portMapper = options.finding().portMapping() && !own.isLoopback()
                ? Optional.of(new PortMapper(own.bind(), own.port(), own::seenFromOutside))
                : Optional.empty();
        this.context = new TorrentContext(
                identity,
                incoming.port(),
                incoming.sslPort().orElse(0),
                ssl,
                openFiles,
                hashing,
                cores,
                verification,
                threads,
                trackerClient,
                handshakes,
                new PeerConnection.SharedParts(
                        new Buffers(),
                        downloadLimiter,
                        uploadPacer,
                        new TorrentRates(Limits.NONE, downloadLimiter, uploadPacer),
                        threads),
                ExtendedMessages.self(options.program(), incoming.port()),
                options.tracker(),
                new BanList(),
                records,
                saving,
                options.seedGoal(),
                new PeerFinding(sources(), own, dht, webServers),
                options.partnership(),
                accounts,
                new LogQuota<>(),
                () -> stateChanged.run());
        this.magnets = new Magnets(
                context,
                state.magnets(),
                knownTorrents,
                (record, magnet) -> open(record, TorrentSession.Intent.DOWNLOAD));
        saving.scheduleWithFixedDelay(
                Faults.outlived("records", this::save), SAVE_SECONDS, SAVE_SECONDS, TimeUnit.SECONDS);
        clock.scheduleWithFixedDelay(Faults.outlived("clock", this::tick), 1_000, 1_000, TimeUnit.MILLISECONDS);
        incoming.start(handshakes, this::take);
        localDiscovery.ifPresent(LocalDiscovery::start);
        portMapper.ifPresent(PortMapper::start);
    }

    private List<PeerSource> sources() {
        List<PeerSource> sources = new ArrayList<>();
        localDiscovery.ifPresent(sources::add);
        if (dht.isOn()) {
            sources.add(dht);
        }
        return sources;
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    public PeerId peerId() {
        return peerId;
    }

    /** Says what is run whenever the state of a torrent changed; it must not wait for anything. */
    public void onStateChange(Runnable action) {
        stateChanged = action;
    }

    /** The port that it listens on. */
    public int port() {
        return incoming.port();
    }

    /** The port that it listens on for SSL torrents, where it can have any. */
    public OptionalInt sslPort() {
        return incoming.sslPort();
    }

    /** What all torrents together may read and send a second. */
    public Limits limits() {
        return new Limits(downloadLimiter.bytesPerSecond(), uploadPacer.bytesPerSecond());
    }

    /** Says anew what all torrents together may read and send a second. */
    public void limit(Limits now) {
        downloadLimiter.setRate(now.downloadBytesPerSecond());
        uploadPacer.setRate(now.uploadBytesPerSecond());
    }

    /** What each peer gave and took up to now, whoever gave most first. */
    public List<Ledger.Account> accounts() {
        return accounts.all();
    }

    /** How it stands with the DHT. */
    public DhtStatus dht() {
        return dht.status();
    }

    /**
     * Opens a magnet link, or finds it where it is open. It does nothing before {@link MagnetSession#start}, and is not
     * forgotten before its torrent is there.
     */
    public MagnetSession open(MagnetRecord magnet) throws IOException {
        return magnets.open(magnet);
    }

    /** The magnet links whose torrents are not known yet, by name. */
    public List<MagnetSession> magnets() {
        return magnets.all();
    }

    /** The open torrent of that hash. */
    public Optional<TorrentSession> find(InfoHash infoHash) {
        return Optional.ofNullable(torrents.get(infoHash));
    }

    /** Closes a magnet link and forgets it. */
    public void remove(MagnetSession magnet) throws IOException {
        magnets.remove(magnet, GOODBYE);
    }

    /**
     * Opens a torrent, or finds it where it is open. It does nothing before {@link TorrentSession#start}.
     *
     * @param torrent the bytes that {@code metainfo} was read from
     * @param folder what its content lies in, or shall
     */
    public TorrentSession open(Metainfo metainfo, byte[] torrent, Path folder, TorrentSession.Intent intent) {
        TorrentSession open = torrents.get(metainfo.infoHash());
        if (open != null) {
            return open;
        }
        Path inside = folder.toAbsolutePath().normalize();
        Optional<TorrentRecord> known =
                records.find(metainfo, torrent).filter(record -> record.folder().equals(inside));
        boolean goesOn = known.isPresent() && intent == TorrentSession.Intent.DOWNLOAD;
        TorrentSession opened = open(
                known.orElseGet(() -> TorrentRecord.ofNew(metainfo, torrent, inside))
                        .withGiven(intent == TorrentSession.Intent.SEED),
                goesOn ? TorrentSession.Intent.CONTINUE : intent);
        magnets.found(opened);
        return opened;
    }

    private TorrentSession open(TorrentRecord record, TorrentSession.Intent intent) {
        TorrentSession opened = new TorrentSession(context, record, intent);
        TorrentSession before = torrents.putIfAbsent(record.metainfo().infoHash(), opened);
        if (record.metainfo().sslCertificate().isEmpty()) {
            knownTorrents.add(record.metainfo().infoHash());
        }
        return before == null ? opened : before;
    }

    /** Opens a torrent of an earlier run, or finds it where it is open; it does not start. */
    public TorrentSession open(TorrentRecord record) {
        return open(record, record.given() ? TorrentSession.Intent.SEED : TorrentSession.Intent.CONTINUE);
    }

    /** Opens the torrents of earlier runs and starts those that were not paused. */
    public void continueAll() throws IOException {
        for (TorrentRecord record : records.all()) {
            TorrentSession torrent = open(record);
            if (!record.wishes().paused()) {
                torrent.start();
            }
        }
        magnets.continueAll();
    }

    /** The open torrents, by name. */
    public List<TorrentSession> torrents() {
        List<TorrentSession> sorted = new ArrayList<>(torrents.values());
        sorted.sort(Comparator.comparing(torrent -> torrent.metainfo().name()));
        return sorted;
    }

    /** Closes a torrent and forgets it; its content stays. */
    public void remove(TorrentSession torrent) throws IOException {
        torrents.remove(torrent.metainfo().infoHash());
        knownTorrents.remove(torrent.metainfo().infoHash());
        torrent.forget(GOODBYE);
        ssl.remove(torrent.metainfo().infoHash());
        records.remove(torrent.metainfo().infoHash());
    }

    /** Records what changed, and looks whether a full disk has room again. On the thread that saves. */
    void save() {
        accounts.save();
        forEachTorrent(torrent -> {
            torrent.save();
            torrent.lookForRoom();
        });
    }

    private void tick() {
        long now = System.nanoTime();
        magnets.tick(now);
        forEachTorrent(torrent -> torrent.tick(now));
    }

    /** An error in one must not keep the others waiting. */
    private void forEachTorrent(Consumer<TorrentSession> action) {
        for (TorrentSession torrent : torrents.values()) {
            try {
                action.accept(torrent);
            } catch (RuntimeException | Error fault) {
                Faults.log(torrent.metainfo().name(), fault);
            }
        }
    }

    private void take(Handshakes.Call call) throws IOException {
        InfoHash infoHash = call.handshake().infoHash();
        TorrentSession torrent = torrents.get(infoHash);
        Optional<MagnetSession> magnet = magnets.find(infoHash);
        if (torrent != null) {
            torrent.accept(call.link(), call.handshake());
        } else if (magnet.isPresent()) {
            magnet.get().accept(call.link(), call.handshake());
        } else {
            call.link().close();
        }
    }

    /** Says goodbye to the trackers, saves what is known, and lets go of everything; takes little over two seconds unless the disk does. */
    @Override
    public void close() {
        try {
            incoming.close();
        } catch (IOException alreadyClosed) {
            log.debug("listener: {}", alreadyClosed.getMessage());
        }
        portMapper.ifPresent(PortMapper::close);
        long goodbyes = System.nanoTime() + GOODBYE.toNanos();
        clock.shutdownNow();
        long until = System.nanoTime() + LONGEST_FAREWELL.toNanos();
        List<Thread> leaving = new ArrayList<>();
        for (TorrentSession torrent : torrents.values()) {
            Thread thread = new Thread(() -> torrent.close(GOODBYE), "goodbye");
            thread.start();
            leaving.add(thread);
        }
        magnets.close(GOODBYE);
        try {
            for (Thread thread : leaving) {
                thread.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        portMapper.ifPresent(mapper -> mapper.join(Duration.ofNanos(goodbyes - System.nanoTime())));
        accounts.save();
        uploadPacer.close();
        dht.close();
        hashing.shutdown();
        verification.close();
        saving.shutdown();
        try {
            openFiles.close();
            trackerClient.close();
            webServers.close();
            if (localDiscovery.isPresent()) {
                localDiscovery.get().close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
