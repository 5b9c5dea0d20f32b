package starling.peer.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.Endpoint;
import starling.announce.PieceMap;
import starling.metainfo.Metainfo;
import starling.peer.discovery.PeerBook;
import starling.peer.discovery.TrackerAnnouncer;
import starling.peer.net.Link;
import starling.peer.storage.ContentFiles;
import starling.peer.storage.TorrentRecord;
import starling.wire.Bitfield;
import starling.wire.Handshake;

/**
 * One torrent from its start to its end: checks what is on disk, then trades and announces until it is paused, fails or
 * is closed.
 */
public final class TorrentSession implements Exchange.Listener, ContentCheck.Listener {
    private static final int MAX_PEERS = 60;
    private static final int MAX_DIALLING = 10;

    private static final Logger log = LoggerFactory.getLogger(TorrentSession.class);

    private final TorrentContext context;
    private final TorrentRecord origin;
    private final Metainfo metainfo;
    private final ContentFiles content;
    private final Intent intent;
    private final PeerBook book = new PeerBook();
    private final AtomicInteger dialling = new AtomicInteger();

    private TorrentState state = TorrentState.PAUSED;
    private Problem problem;
    private ContentCheck running;
    private long foundBytes;
    private Exchange exchange;
    private TrackerAnnouncer announcer;
    private TrackerAnnouncer leaving;
    private boolean closed;

    /** What the torrent is opened for. */
    public enum Intent {
        /** Fetch what is missing. Files that are there and hold nothing of the torrent are not overwritten. */
        DOWNLOAD,
        /** Give what is there; it is a failure where anything is missing. */
        SEED,
        /** Go on with what an earlier run recorded. */
        CONTINUE
    }

    /** @param record what is known of the torrent, as recorded or made for a new one */
    TorrentSession(TorrentContext context, TorrentRecord record, Intent intent) {
        this.context = context;
        this.origin = record;
        this.metainfo = record.metainfo();
        this.intent = intent;
        this.content = ContentFiles.of(record.folder(), metainfo, context.openFiles());
    }

    public Metainfo metainfo() {
        return metainfo;
    }

    /** Where the content lies: the file itself, or the folder of its files. */
    public Path contentPath() {
        return origin.folder().resolve(metainfo.name());
    }

    /** Peers to be tried at once. */
    public void addPeers(Collection<Endpoint> endpoints) {
        book.add(endpoints);
        exchange().ifPresent(trading -> dialMore(trading, System.nanoTime()));
    }

    /** Begins to check and then to trade. Nothing happens where it runs already. */
    public synchronized void start() {
        if (state != TorrentState.PAUSED && state != TorrentState.FAILED) {
            return;
        }
        boolean failed = state == TorrentState.FAILED;
        problem = null;
        book.forgive();
        if (exchange != null && !failed) {
            trade();
            return;
        }
        state = TorrentState.CHECKING;
        running = new ContentCheck(metainfo, content, context, this);
        running.start();
    }

    @Override
    public synchronized void checked(ContentCheck check, BitSet verified) throws IOException {
        if (state != TorrentState.CHECKING || running != check) {
            return;
        }
        int pieces = metainfo.layout().pieceCount();
        int missing = pieces - verified.cardinality();
        if (intent == Intent.SEED && missing > 0) {
            fail(
                    Problem.Kind.CONTENT_DIFFERS,
                    contentPath() + " does not match the torrent: " + missing + " of " + pieces
                            + " pieces differ or are missing");
            return;
        }
        if (intent == Intent.DOWNLOAD && exchange == null && missing == pieces && content.anyContent()) {
            fail(
                    Problem.Kind.WOULD_OVERWRITE,
                    contentPath() + " is there and is something else: move it away, or use another --home");
            return;
        }
        if (missing > 0) {
            content.createEmptyFiles();
        }
        exchange = new Exchange(
                metainfo,
                content,
                Bitfield.of(verified, pieces),
                context.peerId(),
                context.greeting(),
                new SplittableRandom(),
                this);
        foundBytes = metainfo.layout().totalBytes() - exchange.snapshot().leftBytes();
        save();
        trade();
    }

    private void trade() {
        state = exchange.isComplete() ? TorrentState.SEEDING : TorrentState.DOWNLOADING;
        exchange.start();
        List<List<String>> tiers = context.tiers(metainfo);
        if (!tiers.isEmpty()) {
            announcer = new TrackerAnnouncer(
                    tiers, context.trackerClient(), context.threads(), this::announce, this::addPeers);
            if (leaving == null) {
                announcer.start();
            } else {
                announcer.startAfter(leaving);
            }
            leaving = null;
        }
        notifyAll();
        dialMore(exchange, System.nanoTime());
    }

    private AnnounceRequest announce(AnnounceEvent event, OptionalInt pieceMapBytes) {
        ExchangeSnapshot now = exchange().orElseThrow().snapshot();
        AnnounceRequest request = AnnounceRequest.of(
                        metainfo.infoHash(),
                        context.peerId(),
                        context.listenPort(),
                        now.uploadedBytes(),
                        now.downloadedBytes(),
                        now.leftBytes(),
                        event)
                .withNumWant(event == AnnounceEvent.STOPPED ? 0 : MAX_PEERS)
                .withKey(Optional.of(context.announceKey()), Optional.empty());
        if (pieceMapBytes.isEmpty() || now.have().isFull()) {
            return request;
        }
        return PieceMap.pack(now.have().bytes(), now.have().size(), pieceMapBytes.getAsInt())
                .map(request::withPieceMap)
                .orElse(request);
    }

    /** Stops at a person's word, and says goodbye to the tracker in the background. */
    public synchronized void pause() {
        if (state == TorrentState.PAUSED || state == TorrentState.FAILED) {
            return;
        }
        stopTrading(TorrentState.PAUSED);
        save();
    }

    /** Stops and lets go of everything, in at most the given time. */
    void close(Duration most) {
        TrackerAnnouncer goodbye;
        synchronized (this) {
            save();
            closed = true;
            stopTrading(state == TorrentState.FAILED ? TorrentState.FAILED : TorrentState.PAUSED);
            goodbye = leaving;
        }
        if (goodbye != null) {
            goodbye.join(most);
        }
        try {
            content.release();
        } catch (IOException unwritten) {
            log.warn("{}: {}", metainfo.name(), unwritten.getMessage());
        }
    }

    private void stopTrading(TorrentState next) {
        state = next;
        if (running != null) {
            running.stop();
        }
        if (announcer != null) {
            announcer.stop();
            leaving = announcer;
            announcer = null;
        }
        if (exchange != null) {
            exchange.stop();
        }
        notifyAll();
    }

    private void fail(Problem.Kind kind, String message) {
        log.warn("{}: {}", metainfo.name(), message);
        problem = new Problem(kind, message);
        stopTrading(TorrentState.FAILED);
    }

    @Override
    public synchronized void storageFailed(IOException cause) {
        if (state == TorrentState.FAILED) {
            return;
        }
        boolean full = String.valueOf(cause.getMessage()).contains("No space left")
                || String.valueOf(cause.getMessage()).contains("quota exceeded");
        if (full) {
            fail(Problem.Kind.DISK_FULL, "the disk is full: make room for " + contentPath() + ", then resume");
        } else {
            fail(Problem.Kind.DISK_FAILED, "cannot read or write " + contentPath() + ": " + StorageFailures.say(cause));
        }
    }

    @Override
    public void completed() {
        synchronized (this) {
            if (state != TorrentState.DOWNLOADING) {
                return;
            }
            state = TorrentState.SEEDING;
            if (announcer != null) {
                announcer.completed();
            }
            notifyAll();
        }
        log.info("{}: complete", metainfo.name());
        try {
            content.force();
        } catch (IOException failed) {
            storageFailed(failed);
            return;
        }
        synchronized (this) {
            save();
        }
    }

    /** Waits until there is nothing more to wait for: complete, paused or failed; or until the time is over. */
    public synchronized boolean awaitSettled(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (state == TorrentState.CHECKING || state == TorrentState.DOWNLOADING) {
            long remaining = until - System.nanoTime();
            if (remaining <= 0) {
                return false;
            }
            wait(Math.max(1, remaining / 1_000_000));
        }
        return true;
    }

    @Override
    public void ended(PeerConnection connection, boolean useful) {
        if (connection.id().equals(context.peerId()) && connection.link().dialled()) {
            book.never(connection.link().remote());
        } else if (connection.link().dialled()) {
            book.ended(connection.link().remote(), useful, System.nanoTime());
        }
    }

    @Override
    public void liar(PeerConnection connection) {
        log.warn("{}: {} sent a bad piece and is banned", metainfo.name(), connection);
        book.never(connection.link().remote());
        connection.close();
    }

    /** Takes a peer that called and showed its handshake. The calling thread becomes the connection's reader. */
    void accept(Link link, Handshake theirs) throws IOException {
        Exchange trading = exchange().orElse(null);
        if (trading == null || book.isNever(link.remote()) || trading.connectionCount() >= MAX_PEERS * 2) {
            link.close();
            return;
        }
        context.handshakes().answer(link, metainfo.infoHash());
        new PeerConnection(link, theirs, trading, context.shared()).run();
    }

    /** Once a second. */
    void tick(long nowNanos) {
        Exchange trading = exchange().orElse(null);
        if (trading == null) {
            return;
        }
        trading.tick(nowNanos);
        dialMore(trading, nowNanos);
        if (trading.connectionCount() == 0) {
            askForPeers();
        }
    }

    private void dialMore(Exchange trading, long nowNanos) {
        while (trading.isRunning()
                && trading.connectionCount() + dialling.get() < MAX_PEERS
                && dialling.get() < MAX_DIALLING) {
            Endpoint next = book.next(nowNanos);
            if (next == null) {
                break;
            }
            dialling.incrementAndGet();
            context.threads().newThread(() -> dial(next, trading)).start();
        }
    }

    private synchronized void askForPeers() {
        if (announcer != null && state == TorrentState.DOWNLOADING) {
            announcer.moreWanted();
        }
    }

    private void dial(Endpoint endpoint, Exchange trading) {
        PeerConnection connection = null;
        try {
            connection = context.handshakes().dial(endpoint, metainfo.infoHash(), trading, context.shared());
        } catch (IOException failed) {
            log.debug("{}: {} {}", metainfo.name(), endpoint, failed.getMessage());
            book.ended(endpoint, false, System.nanoTime());
        } finally {
            dialling.decrementAndGet();
        }
        if (connection != null) {
            connection.run();
        }
    }

    private synchronized Optional<Exchange> exchange() {
        return Optional.ofNullable(exchange);
    }

    public synchronized TorrentState state() {
        return state;
    }

    /** What it looks like now. */
    public synchronized TorrentSnapshot snapshot() {
        ExchangeSnapshot trade = exchange == null
                ? new ExchangeSnapshot(
                        new Bitfield(metainfo.layout().pieceCount()),
                        metainfo.layout().totalBytes(),
                        0,
                        0,
                        List.of())
                : exchange.snapshot();
        return new TorrentSnapshot(
                metainfo,
                origin.folder(),
                state,
                Optional.ofNullable(problem),
                running == null ? 0 : running.checkedBytes(),
                foundBytes,
                trade.have(),
                trade.leftBytes(),
                origin.downloadedBytes() + trade.downloadedBytes(),
                origin.uploadedBytes() + trade.uploadedBytes(),
                trade.peers(),
                announcer == null ? List.of() : announcer.statuses());
    }

    private void save() {
        if (closed) {
            // The home may be another's by now, or the record removed.
            return;
        }
        TorrentRecord record = origin.withPaused(state == TorrentState.PAUSED);
        if (exchange != null) {
            TorrentSnapshot now = snapshot();
            record = record.withProgress(now.haveBytes(), now.downloadedBytes(), now.uploadedBytes());
        }
        context.save(record);
    }
}
