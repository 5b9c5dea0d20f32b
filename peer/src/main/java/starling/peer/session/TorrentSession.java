package starling.peer.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.Endpoint;
import starling.metainfo.Metainfo;
import starling.peer.discovery.PeerOrigin;
import starling.peer.net.Link;
import starling.peer.net.Protection;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Limits;
import starling.peer.policy.SeedGoal;
import starling.peer.storage.FileStamp;
import starling.peer.storage.Moved;
import starling.peer.storage.StorageException;
import starling.peer.storage.TorrentRecord;
import starling.peer.storage.Wishes;
import starling.wire.Bitfield;
import starling.wire.Handshake;

/**
 * One torrent from its start to its end: checks what is on disk, then trades and announces until it is paused, fails or
 * is closed.
 */
public final class TorrentSession implements Exchange.Listener, ContentCheck.Listener {
    /** How long writers may take to come to their end, once they are told to. */
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(TorrentSession.class);

    private final TorrentContext context;
    private final TorrentRecord origin;
    private final Metainfo metainfo;
    private final TorrentDisk disk;
    private final StateWatch state;
    private final Selected selected;
    private final Intent intent;
    private final Totals totals;
    private final TorrentRates rates;
    private final SeedingEnd seedingEnd;
    private final PeerSupply peers;
    private final WebSeeds webSeeds;

    private TorrentState afterCheck;
    private boolean pausedByPerson;
    private Problem problem;
    private long foundBytes;
    private Exchange exchange;
    /** Whoever is connected from before the torrent was known, until it trades. */
    private MetadataExchange metadata;

    private boolean superSeeding;

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
        this.state = new StateWatch(context.stateChanged());
        this.origin = record;
        this.metainfo = record.metainfo();
        this.intent = intent;
        this.pausedByPerson = record.wishes().paused();
        this.selected = new Selected(metainfo, record.wishes().plan());
        this.totals = new Totals(record.moved());
        this.rates = new TorrentRates(
                record.wishes().limits(),
                context.shared().downloadLimiter(),
                context.shared().uploadPacer());
        this.seedingEnd = new SeedingEnd(totals, context.seedGoal());
        this.disk = new TorrentDisk(context, record);
        this.peers =
                new PeerSupply(metainfo, context, () -> exchange().orElseThrow().snapshot(), this::addPeers);
        peers.add(PeerOrigin.REMEMBERED, record.peers(), Optional.empty());
        this.webSeeds = new WebSeeds(metainfo, context);
    }

    /** Goes on where a magnet link led here: with its peers, its word to the trackers, and who is connected. */
    synchronized void follow(PeerSupply before, MetadataExchange connected) {
        peers.follow(before);
        if (exchange != null && exchange.isRunning()) {
            connected.handOver(exchange, peers::mayStay);
        } else {
            metadata = connected;
        }
    }

    public Metainfo metainfo() {
        return metainfo;
    }

    /** Where the content lies: the file itself, or the folder of its files. */
    public Path contentPath() {
        return disk.contentPath();
    }

    /** Peers that a person or a link names, to be tried at once; not where the torrent is private. */
    public void addPeers(Collection<Endpoint> endpoints) {
        addPeers(PeerOrigin.GIVEN, endpoints);
    }

    /** Peers that a source names; those of a private torrent count only from its trackers (BEP 27). */
    void addPeers(PeerOrigin origin, Collection<Endpoint> endpoints) {
        peers.add(origin, endpoints, exchange());
    }

    @Override
    public void named(List<Endpoint> others) {
        addPeers(PeerOrigin.EXCHANGE, others);
    }

    /** Says when seeding is enough, in place of what all torrents were told. */
    public synchronized void seedUntil(SeedGoal enough) {
        seedingEnd.seedUntil(enough);
    }

    /** Shows one piece at a time to each peer (BEP 16), from the next start on and as long as there is no other seed. */
    public synchronized void superSeed() {
        superSeeding = true;
    }

    /** What it may read and send a second, within what the whole program may. */
    public Limits limits() {
        return rates.limits();
    }

    /** Says anew what it may read and send a second. */
    public void limit(Limits now) {
        rates.limit(now);
        saveSoon();
    }

    /** What is wanted of it. */
    public FetchPlan plan() {
        return selected.plan();
    }

    /** Says anew what is wanted of it and in which order. It goes on running, or not, as it did. */
    public void plan(FetchPlan next) {
        try {
            selected.change(next, exchange(), disk.content());
        } catch (IOException failed) {
            fail(failed);
        }
        planned();
        saveSoon();
    }

    private synchronized void planned() {
        if (exchange == null) {
            return;
        }
        foundBytes = Math.min(foundBytes, selected.pieces().wantedBytes());
        boolean complete = exchange.isComplete();
        if (state.is(TorrentState.DOWNLOADING) && complete) {
            completed();
        } else if (state.is(TorrentState.SEEDING) && !complete) {
            totals.seedingEnds(System.nanoTime());
            state.set(TorrentState.DOWNLOADING);
            peers.forgive();
            peers.moreWanted();
            peers.callMore(exchange, System.nanoTime());
        } else if (state.is(TorrentState.FINISHED) && !complete) {
            start();
        }
    }

    /** Begins to check and then to trade. Nothing happens where it runs already. */
    public synchronized void start() {
        disk.forgetFailures();
        if (state.is(TorrentState.FINISHED)) {
            seedingEnd.seedUntil(SeedGoal.NONE);
        }
        goOn();
    }

    private void goOn() {
        if (state.isRunning()) {
            return;
        }
        boolean unchecked = problem != null && problem.kind() != Problem.Kind.DISK_FULL;
        problem = null;
        pausedByPerson = false;
        Optional<String> obstacle = context.ssl().add(metainfo);
        if (obstacle.isPresent()) {
            stop(Problem.untrusted(obstacle.get()));
            return;
        }
        peers.forgive();
        webSeeds.forgive();
        if (exchange != null && !unchecked) {
            trade();
        } else {
            check(unchecked, null);
        }
        saveSoon();
    }

    /** Compares all that is on disk with the hashes, whatever is recorded; then it goes on as it was. */
    public synchronized void recheck() {
        if (state.is(TorrentState.CHECKING)) {
            return;
        }
        TorrentState before = state.get();
        boolean stays = before == TorrentState.FINISHED || before == TorrentState.PAUSED && problem == null;
        problem = null;
        stopTrading(TorrentState.CHECKING);
        check(true, stays ? before : null);
    }

    /** @param next the state after it; null where it is to trade */
    private void check(boolean all, TorrentState next) {
        state.set(TorrentState.CHECKING);
        afterCheck = next;
        disk.check(all, selected.plan(), Optional.ofNullable(exchange), this);
    }

    @Override
    public synchronized void checked(ContentCheck check, BitSet verified, List<FileStamp> stamps) throws IOException {
        if (!state.is(TorrentState.CHECKING) || !disk.isRunning(check)) {
            return;
        }
        int pieces = metainfo.layout().pieceCount();
        Bitfield have = Bitfield.of(verified, pieces);
        int missing = selected.pieces().wantedCount() - selected.pieces().wantedCount(have);
        boolean overwrites = intent == Intent.DOWNLOAD && exchange == null && have.isEmpty();
        if (intent == Intent.SEED && missing > 0) {
            stop(Problem.differs(contentPath(), missing, selected.pieces().wantedCount()));
            return;
        }
        if (overwrites && disk.content().anyContent()) {
            stop(Problem.wouldOverwrite(contentPath()));
            return;
        }
        if (intent != Intent.SEED && !have.isFull()) {
            disk.content().createEmptyFiles();
        }
        disk.checked(stamps);
        if (exchange != null) {
            totals.add(exchange.snapshot());
        }
        exchange = new Exchange(metainfo, disk.content(), have, context, rates, new SplittableRandom(), this);
        selected.applyTo(exchange);
        Bitfield before = origin.pieces().have();
        // A kill may have come between the last piece and the word to the tracker.
        if (have.isFull() && !before.isEmpty() && !before.isFull()) {
            peers.completed();
        }
        foundBytes = selected.pieces().wantedBytes() - exchange.snapshot().leftBytes();
        if (afterCheck == null) {
            trade();
        } else {
            state.set(afterCheck);
        }
        saveSoon();
    }

    private void trade() {
        foundBytes = selected.pieces().wantedBytes() - exchange.snapshot().leftBytes();
        boolean complete = exchange.isComplete();
        state.set(complete ? TorrentState.SEEDING : TorrentState.DOWNLOADING);
        if (complete) {
            seedingEnd.seedingBegins(System.nanoTime());
        }
        exchange.start(superSeeding);
        if (metadata != null) {
            metadata.handOver(exchange, peers::mayStay);
            metadata = null;
        }
        if (!metainfo.isPrivate()) {
            context.finding().dht().named(metainfo.nodes());
        }
        peers.start(exchange, complete);
        webSeeds.openMore(exchange, System.nanoTime());
    }

    /** Stops at a person's word, and says goodbye to the tracker in the background. */
    public synchronized void pause() {
        if (pausedByPerson || state.is(TorrentState.FAILED)) {
            return;
        }
        pausedByPerson = true;
        problem = null;
        stopTrading(TorrentState.PAUSED);
        saveSoon();
    }

    /** Stops and lets go of everything, in at most the given time and what the disk takes; its record stays. */
    void close(Duration most) {
        Runnable goodbye;
        Optional<Exchange> writers;
        synchronized (this) {
            stopTrading(state.is(TorrentState.FAILED) ? TorrentState.FAILED : TorrentState.PAUSED);
            goodbye = peers.goodbye(most);
            writers = Optional.ofNullable(exchange);
        }
        writers.ifPresent(exchange -> exchange.awaitNobody(LONGEST_FAREWELL));
        context.saveAndWait(this::save);
        goodbye.run();
        disk.release();
        rates.close();
    }

    /** The same, and nothing of it is recorded any more. */
    void forget(Duration most) {
        disk.forget();
        close(most);
    }

    private void stopTrading(TorrentState next) {
        state.set(next);
        totals.seedingEnds(System.nanoTime());
        disk.stopChecking();
        peers.stop();
        if (metadata != null) {
            metadata.stop();
        }
        if (exchange != null) {
            exchange.stop();
        }
    }

    private void stop(Problem why) {
        log.warn("{}: {}", metainfo.name(), why.message());
        problem = why;
        stopTrading(why.isOurs() ? TorrentState.PAUSED : TorrentState.FAILED);
        saveSoon();
    }

    @Override
    public synchronized void checkFailed(ContentCheck check, Throwable cause) {
        if (disk.isRunning(check)) {
            fail(cause);
        }
    }

    /** What threads of a run before still meet changes nothing while all is looked at anew. */
    @Override
    public synchronized void failed(Throwable cause) {
        if (!state.is(TorrentState.CHECKING)) {
            fail(cause);
        }
    }

    private synchronized void fail(Throwable cause) {
        if (state.isRunning()) {
            stop(disk.failed(cause, System.nanoTime()));
        }
    }

    /** Goes on by itself where the disk was full and has room again. On the thread that saves. */
    void lookForRoom() {
        long left;
        synchronized (this) {
            if (problem == null || problem.kind() != Problem.Kind.DISK_FULL || pausedByPerson) {
                return;
            }
            left = snapshot().leftBytes();
        }
        boolean room = disk.hasRoomAgain(left, System.nanoTime());
        synchronized (this) {
            if (room && problem != null) {
                goOn();
            }
        }
    }

    @Override
    public synchronized void completed() {
        if (state.is(TorrentState.DOWNLOADING) && exchange.isComplete()) {
            state.set(TorrentState.SEEDING);
            seedingEnd.seedingBegins(System.nanoTime());
        }
        if (exchange.isSeed()) {
            peers.completed();
        }
        log.info("{}: complete", metainfo.name());
        saveSoon();
    }

    /** Waits until there is nothing more to wait for: complete, paused or failed; or until the time is over. */
    public boolean awaitSettled(Duration most) throws InterruptedException {
        return state.awaitNeither(most, TorrentState.CHECKING, TorrentState.DOWNLOADING);
    }

    /** Waits until a check is done, or until the time is over. */
    public boolean awaitChecked(Duration most) throws InterruptedException {
        return state.awaitNeither(most, TorrentState.CHECKING, TorrentState.CHECKING);
    }

    @Override
    public void ended(PeerConnection connection, boolean useful) {
        peers.ended(connection, useful);
    }

    @Override
    public void liar(Sender sender) {
        exchange().ifPresent(trading -> {
            if (!webSeeds.ban(sender, trading)) {
                peers.ban(sender, trading);
            }
        });
    }

    /** Takes a peer that called and showed its handshake. The calling thread becomes the connection's reader. */
    void accept(Link link, Handshake theirs) throws IOException {
        Exchange trading = exchange().orElse(null);
        boolean secured = link.protection() == Protection.TLS;
        if (trading == null || secured != metainfo.sslCertificate().isPresent()) {
            link.close();
        } else {
            peers.accept(link, theirs, trading);
        }
    }

    /** Once a second. */
    void tick(long nowNanos) {
        Exchange trading = exchange().orElse(null);
        if (trading == null) {
            return;
        }
        trading.tick(nowNanos);
        peers.callMore(trading, nowNanos);
        webSeeds.openMore(trading, nowNanos);
        boolean alone = trading.connectionCount() == 0;
        synchronized (this) {
            if (alone && state.is(TorrentState.DOWNLOADING)) {
                peers.moreWanted();
            }
            if (state.is(TorrentState.SEEDING)
                    && seedingEnd.isDue(exchange.snapshot(), selected.pieces().wantedBytes(), nowNanos)) {
                pausedByPerson = true;
                stopTrading(TorrentState.FINISHED);
                saveSoon();
            }
        }
    }

    private synchronized Optional<Exchange> exchange() {
        return Optional.ofNullable(exchange);
    }

    public TorrentState state() {
        return state.get();
    }

    /** What it looks like now. */
    public synchronized TorrentSnapshot snapshot() {
        ExchangeSnapshot trade = progress();
        Moved moved = totals.with(trade, System.nanoTime());
        return new TorrentSnapshot(
                metainfo,
                origin.folder(),
                state.get(),
                Optional.ofNullable(problem),
                disk.checkProgress(),
                foundBytes,
                trade.have(),
                selected.plan(),
                selected.pieces().wantedBytes(),
                trade.leftBytes(),
                moved.downloadedBytes(),
                moved.uploadedBytes(),
                exchange == null ? List.of() : exchange.peers(),
                peers.trackers(),
                Optional.empty());
    }

    private ExchangeSnapshot progress() {
        return exchange == null
                ? new ExchangeSnapshot(
                        origin.pieces().have(),
                        selected.pieces().leftBytes(origin.pieces().have()),
                        0,
                        0,
                        0,
                        false)
                : exchange.snapshot();
    }

    /** What of each piece is there, on its way and to be had. Made only when asked for. */
    public PiecesSnapshot pieces() {
        return exchange()
                .map(trading -> trading.pieces(selected.pieces()))
                .orElseGet(() -> PiecesSnapshot.of(origin.pieces().have(), selected.pieces()));
    }

    /** How it stands with each of its web seeds. */
    public List<WebSeedStatus> webSeeds() {
        return webSeeds.statuses();
    }

    private void saveSoon() {
        context.saveSoon(this::save);
    }

    /** Records what changed. On the thread that saves. */
    void save() {
        try {
            disk.save(this::isSettled, this::recorded);
        } catch (StorageException | RuntimeException | Error failed) {
            fail(failed);
        }
    }

    private boolean isSettled() {
        return exchange().map(Exchange::isStill).orElse(true);
    }

    private synchronized TorrentRecording.Present recorded() {
        ExchangeSnapshot now = progress();
        return new TorrentRecording.Present(
                new Wishes(pausedByPerson, selected.plan(), rates.limits()),
                exchange == null || state.is(TorrentState.CHECKING) ? null : now.have(),
                totals.with(now, System.nanoTime()),
                peers.reached());
    }
}
