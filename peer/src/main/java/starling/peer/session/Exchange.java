package starling.peer.session;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.Endpoint;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceLayout;
import starling.peer.policy.DoubleCall;
import starling.peer.policy.LogQuota;
import starling.peer.policy.PeerPieces;
import starling.peer.policy.PiecePicker;
import starling.peer.policy.PiecePriorities;
import starling.peer.policy.RequestDepth;
import starling.peer.storage.ContentFiles;
import starling.wire.Bitfield;
import starling.wire.Extension;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;
import starling.wire.WireException;

/**
 * The trade in one torrent: who is connected, who has what, who is asked for what, who gets a slot. It owns the
 * torrent's one lock, which is never held over I/O: blocks are claimed under it, written without it, and counted under it
 * again.
 */
final class Exchange implements ConnectionOwner {
    /** Told, without the lock, what the rest of the torrent must know. */
    interface Listener {
        /** The last piece was verified. */
        void completed();

        /** The disk failed us; nobody else is to blame. */
        void storageFailed(IOException cause);

        /** A connection ended; {@code useful} where something came of it. */
        void ended(PeerConnection connection, boolean useful);

        /** The peer sent a block that is not what the torrent says. */
        void liar(Sender sender);

        /** A peer names others (BEP 11). */
        void named(List<Endpoint> others);
    }

    private static final long SNUBBED_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long JUDGED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(150);

    /** How long a peer's other connection has to show that it is alive. */
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How many may wait for that at once. */
    private static final int MOST_PROBING = 8;
    /** With more than these, an adopted peer would have to be told of each: it is quicker to call it again. */
    private static final int MOST_HAVES = 20_000;

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final Metainfo metainfo;
    private final PieceLayout layout;
    private final ContentFiles content;
    private final Accounts accounts;
    private final TorrentRates rates;
    private final Listener listener;
    private final LogQuota<InetAddress> quota = new LogQuota<>();
    private final AtomicLong uploadedBytes = new AtomicLong();
    private final BlockClaims claims;
    private final BlockIntake intake;

    private final ReentrantLock lock = new ReentrantLock();
    private final PiecePicker picker;
    private final Attendance attendance;
    private final List<PeerConnection> connections;
    private final Condition someoneLeft;
    private final UploadSlots slots;
    private final SuperSeeder superSeeder;
    private final Suggestions suggestions;
    private final BlockRequests requests;
    private final Conversation conversation;
    private final PeerExchanges exchanges = new PeerExchanges();
    private boolean running;
    private int probing;

    /**
     * @param have what is verified already
     */
    Exchange(
            Metainfo metainfo,
            ContentFiles content,
            Bitfield have,
            TorrentContext context,
            TorrentRates rates,
            RandomGenerator random,
            Listener listener) {
        this.metainfo = metainfo;
        this.layout = metainfo.layout();
        this.content = content;
        this.attendance = new Attendance(context.peerId());
        this.connections = attendance.connections();
        this.accounts = context.accounts();
        this.rates = rates;
        this.listener = listener;
        this.someoneLeft = lock.newCondition();
        this.picker = new PiecePicker(layout, have, random);
        this.requests = new BlockRequests(layout, picker, connections, rates.download());
        this.superSeeder = new SuperSeeder(layout, picker, connections);
        this.suggestions = new Suggestions(layout, picker, superSeeder, random);
        this.slots =
                new UploadSlots(connections, context.partnership().slots(), suggestions, random, System.nanoTime());
        this.conversation = new Conversation(
                metainfo,
                picker,
                slots,
                requests,
                superSeeder,
                suggestions,
                new ExtendedMessages(context.self(metainfo), context.finding().own(), spoken(metainfo)),
                context.finding().dht());
        this.claims = new BlockClaims(lock, layout, picker, attendance, requests);
        this.intake = new BlockIntake(claims, metainfo, content, listener);
    }

    /** Peers of a private torrent come from its trackers alone, and so does what it is (BEP 27). */
    private static Set<Extension> spoken(Metainfo metainfo) {
        return metainfo.isPrivate()
                ? EnumSet.of(Extension.DONT_HAVE, Extension.UPLOAD_ONLY)
                : EnumSet.allOf(Extension.class);
    }

    PieceLayout layout() {
        return layout;
    }

    @Override
    public Optional<TorrentRates> rates() {
        return Optional.of(rates);
    }

    @Override
    public void received(PeerConnection from, BlockBatch batch) throws WireException {
        intake.received(from, batch);
    }

    @Override
    public boolean read(int piece, int begin, ByteBuffer buffer) {
        try {
            content.read(layout.pieceOffset(piece) + begin, buffer);
            return true;
        } catch (IOException unreadable) {
            listener.storageFailed(unreadable);
            return false;
        }
    }

    @Override
    public int maxFrame() {
        return PeerMessageCodec.maxFrame(layout.pieceCount());
    }

    /**
     * Lets peers in.
     *
     * @param superSeeding whether to show one piece at a time, where all are there
     */
    void start(boolean superSeeding) {
        locked(() -> {
            running = true;
            if (superSeeding && picker.isSeed()) {
                superSeeder.begin(System.nanoTime());
            }
        });
    }

    /** Says anew what is wanted, and in which order. */
    void plan(PiecePriorities wanted, boolean sequential) {
        locked(() -> {
            picker.plan(wanted, sequential, requests::cancelled);
            connections.forEach(Conversation::updateInterest);
            requests.askAll();
        });
    }

    /** Closes all connections and lets nobody in. What is verified stays known. */
    void stop() {
        locked(() -> running = false);
        close(connection -> true);
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean attach(PeerConnection connection) {
        Optional<PeerConnection> replaced;
        lock.lock();
        try {
            if (!running || !mayComeIn(connection)) {
                return false;
            }
            replaced = comesIn(connection);
            connection.out.add(firstMessage(connection));
            conversation.greet(connection);
        } finally {
            lock.unlock();
        }
        replaced.ifPresent(PeerConnection::close);
        return true;
    }

    /**
     * Of a double's connection a sign of life is asked first: where the peer knows nothing of it any more, its end refuses
     * that, and it goes.
     */
    private boolean mayComeIn(PeerConnection connection) {
        if (attendance.isOurselves(connection)) {
            return false;
        }
        long left = PROBE_NANOS;
        boolean probed = false;
        while (running && left > 0 && attendance.judge(connection) == DoubleCall.REFUSED) {
            if (!probed && probing == MOST_PROBING) {
                return false;
            }
            try {
                if (!probed) {
                    probed = true;
                    probing++;
                    attendance.doublesOf(connection).forEach(other -> other.out.add(PeerMessage.KEEP_ALIVE));
                }
                left = someoneLeft.awaitNanos(left);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
                left = 0;
            }
        }
        probing -= probed ? 1 : 0;
        return running && attendance.judge(connection) != DoubleCall.REFUSED;
    }

    /**
     * Takes over a connection from before the torrent was known, with what the peer said meanwhile. False where it is not
     * to be kept.
     */
    boolean adopt(PeerConnection connection, List<PeerMessage> said) {
        lock.lock();
        try {
            if (!running
                    || picker.haveCount() > MOST_HAVES
                    || attendance.isOurselves(connection)
                    || attendance.judge(connection) == DoubleCall.REFUSED) {
                return false;
            }
            connection.belongsTo(this);
            comesIn(connection);
            Bitfield have = picker.have();
            for (int piece = have.next(0); piece >= 0; piece = have.next(piece + 1)) {
                connection.out.add(new PeerMessage.Have(piece));
            }
            conversation.greet(connection);
            for (PeerMessage message : said) {
                conversation.received(connection, message);
            }
        } catch (WireException nonsense) {
            log.debug("{}: {}", connection, nonsense.getMessage());
            connection.close();
        } finally {
            lock.unlock();
        }
        return true;
    }

    private Optional<PeerConnection> comesIn(PeerConnection connection) {
        connection.pieces = new PeerPieces(layout.pieceCount());
        if (connection.webSeed().isPresent()) {
            connection.pieces.preferRuns();
            connection.depth = new RequestDepth(OutgoingQueue.MAX_BLOCKS);
        }
        connection.everGaveBytes = accounts.everGaveBytes(connection.id());
        Optional<PeerConnection> replaced = attendance.add(connection);
        picker.joined(connection.pieces);
        return replaced;
    }

    private PeerMessage firstMessage(PeerConnection connection) {
        boolean nothing = picker.haveCount() == 0 || superSeeder.isOn();
        if (connection.fastExtension() && picker.isSeed() && !nothing) {
            return PeerMessage.HAVE_ALL;
        }
        if (nothing) {
            return connection.fastExtension() ? PeerMessage.HAVE_NONE : PeerMessage.KEEP_ALIVE;
        }
        return PeerMessage.Pieces.of(picker.have());
    }

    @Override
    public void detach(PeerConnection connection, String reason) {
        boolean attached;
        lock.lock();
        try {
            attached = attendance.remove(connection);
            if (attached) {
                accounts.book(connection, Instant.now().getEpochSecond());
                picker.left(connection.pieces);
                superSeeder.left(connection);
                suggestions.left(connection);
                slots.fill(picker.isComplete());
                requests.askAll();
                someoneLeft.signalAll();
            }
        } finally {
            lock.unlock();
        }
        long received = connection.traffic.downloadedBytes.get();
        long sent = connection.traffic.uploadedBytes.get();
        if (received + sent > 0
                && quota.take(connection.link().remote().address(), System.nanoTime())
                        .isPresent()) {
            log.info(
                    "{}: {} left ({}), received {} sent {} bytes", metainfo.name(), connection, reason, received, sent);
        }
        listener.ended(connection, attached && received + sent > 0);
    }

    @Override
    public void received(PeerConnection from, PeerMessage message) throws WireException {
        Optional<PeerConnection> replaced = Optional.empty();
        List<Endpoint> named;
        lock.lock();
        try {
            if (from.replaces != null) {
                replaced = Attendance.replacedBy(from);
            }
            conversation.received(from, message);
            named = conversation.takeNamed();
        } finally {
            lock.unlock();
        }
        replaced.ifPresent(PeerConnection::close);
        if (!named.isEmpty()) {
            listener.named(named);
        }
    }

    @Override
    public void close(Predicate<PeerConnection> unwanted) {
        List<PeerConnection> closing = new ArrayList<>();
        locked(() -> connections.stream().filter(unwanted).forEach(closing::add));
        closing.forEach(PeerConnection::close);
    }

    @Override
    public boolean makeRoom() {
        PeerConnection idle;
        lock.lock();
        try {
            idle = attendance.idle(System.nanoTime()).orElse(null);
        } finally {
            lock.unlock();
        }
        if (idle == null) {
            return false;
        }
        idle.close();
        return true;
    }

    @Override
    public boolean hasOthersAt(Sender sender) {
        return isSo(() -> attendance.hasOthersAt(sender));
    }

    /** Waits until nobody is connected, so that nobody writes any more, or the time is over. Whether it is so. */
    boolean awaitNobody(Duration most) {
        lock.lock();
        try {
            long left = most.toNanos();
            while (!connections.isEmpty() && left > 0) {
                left = someoneLeft.awaitNanos(left);
            }
            return connections.isEmpty();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void uploaded(long bytes) {
        uploadedBytes.addAndGet(bytes);
    }

    /** Once a second: rates, slots, peers that went quiet. */
    void tick(long nowNanos) {
        List<PeerConnection> dead = new ArrayList<>();
        long nowSeconds = Instant.now().getEpochSecond();
        locked(() -> {
            for (PeerConnection connection : connections) {
                connection.traffic.sample(nowNanos);
                accounts.book(connection, nowSeconds);
                connection.depth.sample(connection.traffic.steeringRate());
                // A writer that a full socket holds up does not see that its queue was closed.
                if (connection.out.isClosed()
                        || connection.isStuck(nowNanos)
                        || connection.silentNanos(nowNanos) > DEAD_NANOS) {
                    dead.add(connection);
                }
                boolean waiting = !connection.pieces.requests().isEmpty();
                if (waiting && !connection.snubbed && nowNanos - connection.lastBlockNanos > SNUBBED_NANOS) {
                    connection.snubbed = true;
                    requests.takeBack(connection);
                    UploadSlots.choke(connection);
                } else if (!waiting) {
                    connection.lastBlockNanos = nowNanos;
                    connection.askedSinceNanos = nowNanos;
                }
                if (nowNanos - connection.askedSinceNanos > JUDGED_AFTER_NANOS) {
                    connection.pieces.setRate(connection.traffic.steeringRate());
                }
            }
            requests.askAll();
            superSeeder.tick(nowNanos);
            suggestions.tick(connections);
            exchanges.tick(connections, nowNanos);
            slots.tick(picker.isComplete(), uploadedBytes.get(), rates.upload().bytesPerSecond(), nowNanos);
        });
        dead.forEach(PeerConnection::close);
    }

    /** What it looks like now. */
    ExchangeSnapshot snapshot() {
        lock.lock();
        try {
            boolean serving = false;
            for (PeerConnection connection : connections) {
                serving |= connection.peerInterested && !connection.amChoking;
            }
            return new ExchangeSnapshot(
                    picker.have(),
                    picker.leftBytes(),
                    picker.missingBytes(),
                    claims.downloadedBytes(),
                    uploadedBytes.get(),
                    serving);
        } finally {
            lock.unlock();
        }
    }

    /** Who is connected, and what each does. */
    List<PeerSnapshot> peers() {
        lock.lock();
        try {
            List<PeerSnapshot> peers = new ArrayList<>(connections.size());
            for (PeerConnection connection : connections) {
                peers.add(PeerSnapshot.of(connection, layout));
            }
            return Collections.unmodifiableList(peers);
        } finally {
            lock.unlock();
        }
    }

    /** What of each piece is there, on its way and to be had. */
    PiecesSnapshot pieces(PiecePriorities priorities) {
        lock.lock();
        try {
            return PiecesSnapshot.of(picker, priorities);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        return isSo(() -> running);
    }

    @Override
    public int connectionCount() {
        lock.lock();
        try {
            return connections.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether all that is wanted is there. */
    boolean isComplete() {
        return isSo(picker::isComplete);
    }

    /** Whether every piece is there. */
    boolean isSeed() {
        return isSo(picker::isSeed);
    }

    private boolean isSo(BooleanSupplier state) {
        lock.lock();
        try {
            return state.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }
}
