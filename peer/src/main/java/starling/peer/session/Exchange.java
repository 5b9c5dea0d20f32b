package starling.peer.session;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.Endpoint;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceLayout;
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

        /** The disk failed us, or the program itself; nobody else is to blame. */
        void failed(Throwable cause);

        /** A connection ended; {@code useful} where something came of it. */
        void ended(PeerConnection connection, boolean useful);

        /** The peer sent a block that is not what the torrent says. */
        void liar(Sender sender);

        /** A peer names others (BEP 11). */
        void named(List<Endpoint> others);
    }

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final Metainfo metainfo;
    private final PieceLayout layout;
    private final ContentFiles content;
    private final Accounts accounts;
    private final TorrentRates rates;
    private final Listener listener;
    private final LogQuota<InetAddress> quota;
    private final AtomicLong uploadedBytes = new AtomicLong();
    private final BlockClaims claims;
    private final BlockIntake intake;
    private final FilesAhead ahead;
    private final Underway underway = new Underway();

    private final ReentrantLock lock = new ReentrantLock();
    private final PiecePicker picker;
    private final Attendance attendance;
    private final List<PeerConnection> connections;
    private final Admission admission;
    private final UploadSlots slots;
    private final SuperSeeder superSeeder;
    private final Suggestions suggestions;
    private final BlockRequests requests;
    private final Conversation conversation;
    private final PeerWatch watch;
    private final PeerExchanges exchanges = new PeerExchanges();

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
        this.quota = context.quota();
        this.listener = listener;
        this.admission = new Admission(attendance, lock.newCondition());
        this.picker = new PiecePicker(layout, have, random);
        this.ahead = new FilesAhead(metainfo, content, context.hashing(), underway);
        this.requests = new BlockRequests(layout, picker, connections, rates.download(), ahead);
        this.watch = new PeerWatch(connections, requests, accounts);
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
        this.intake = new BlockIntake(
                claims,
                layout,
                content,
                new PieceVerifier(claims, metainfo, content, context.verification(), underway, listener),
                new Forcing(content, context, listener),
                listener);
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
            listener.failed(unreadable);
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
            admission.open();
            ahead.start();
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
        locked(() -> {
            admission.close();
            ahead.stop();
        });
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
            if (!admission.admitsAfterProbe(connection)) {
                return false;
            }
            replaced = comesIn(connection);
            conversation.begin(connection);
        } finally {
            lock.unlock();
        }
        replaced.ifPresent(PeerConnection::close);
        return true;
    }

    /**
     * Takes over a connection from before the torrent was known, with what the peer said meanwhile. False where it is not
     * to be kept.
     */
    boolean adopt(PeerConnection connection, List<PeerMessage> said) {
        lock.lock();
        try {
            if (!conversation.mayGoOn() || !admission.admits(connection)) {
                return false;
            }
            connection.belongsTo(this);
            comesIn(connection);
            conversation.goOn(connection, said);
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
                admission.someoneLeft();
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
        asked(() -> connections.stream().filter(unwanted).toList()).forEach(PeerConnection::close);
    }

    @Override
    public boolean makeRoom() {
        Optional<PeerConnection> idle = asked(() -> attendance.leastOfUse(picker.isComplete(), System.nanoTime()));
        idle.ifPresent(PeerConnection::close);
        return idle.isPresent();
    }

    @Override
    public boolean hasOthersAt(Sender sender) {
        return asked(() -> attendance.hasOthersAt(sender));
    }

    /** Waits until nobody is connected or at work on the files any more, or the time is over. Whether it is so. */
    boolean awaitNobody(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        return asked(() -> admission.awaitNobody(most))
                && underway.awaitNothing(Duration.ofNanos(deadline - System.nanoTime()));
    }

    @Override
    public void uploaded(long bytes) {
        uploadedBytes.addAndGet(bytes);
    }

    /** Once a second: rates, slots, peers that went quiet. */
    void tick(long nowNanos) {
        List<PeerConnection> dead = asked(() -> {
            List<PeerConnection> gone = watch.tick(nowNanos);
            requests.askAll();
            superSeeder.tick(nowNanos);
            suggestions.tick(connections);
            exchanges.tick(connections, nowNanos);
            slots.tick(picker.isComplete(), uploadedBytes.get(), rates.upload().bytesPerSecond(), nowNanos);
            return gone;
        });
        dead.forEach(PeerConnection::close);
    }

    /** What it looks like now. */
    ExchangeSnapshot snapshot() {
        return asked(() -> new ExchangeSnapshot(
                picker.have(),
                picker.leftBytes(),
                picker.missingBytes(),
                claims.downloadedBytes(),
                uploadedBytes.get(),
                connections.stream().anyMatch(connection -> connection.peerInterested && !connection.amChoking)));
    }

    /** Who is connected, and what each does. */
    List<PeerSnapshot> peers() {
        return asked(() -> connections.stream()
                .map(connection -> PeerSnapshot.of(connection, layout))
                .toList());
    }

    /** What of each piece is there, on its way and to be had. */
    PiecesSnapshot pieces(PiecePriorities priorities) {
        return asked(() -> PiecesSnapshot.of(picker, priorities));
    }

    @Override
    public boolean isRunning() {
        return asked(admission::isOpen);
    }

    /** Whether nobody is at work on the files now, nor will be before it is started again. */
    boolean isStill() {
        return asked(() -> !admission.isOpen() && connections.isEmpty()) && underway.isNothing();
    }

    @Override
    public int connectionCount() {
        return asked(connections::size);
    }

    /** Whether all that is wanted is there. */
    boolean isComplete() {
        return asked(picker::isComplete);
    }

    /** Whether every piece is there. */
    boolean isSeed() {
        return asked(picker::isSeed);
    }

    private <T> T asked(Supplier<T> answer) {
        lock.lock();
        try {
            return answer.get();
        } finally {
            lock.unlock();
        }
    }
}
