package starling.peer.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;
import starling.metainfo.PieceLayout;
import starling.peer.dht.Dht;
import starling.peer.policy.DoubleCall;
import starling.peer.policy.MetadataAttempt;
import starling.peer.policy.MetadataFetch;
import starling.peer.policy.MetadataGiver;
import starling.peer.policy.RateMeter;
import starling.wire.Extension;
import starling.wire.MessageType;
import starling.wire.MetadataMessage;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;
import starling.wire.WireException;

/**
 * The peers of a torrent of which only the hash is known: asks them for the metadata (BEP 9), remembers what else they
 * say, and hands them over, still connected, once the torrent is known. Its one lock is not held over I/O or hashing;
 * that of the {@link Exchange} they go to is taken inside it.
 */
final class MetadataExchange implements ConnectionOwner {
    /** Told, without the lock, what the rest of the torrent must know. */
    interface Listener {
        /** This is what the hash says, and nothing more is asked for. */
        void found(MetadataAttempt whole);

        /** A connection ended; {@code useful} where something came of it. */
        void ended(PeerConnection connection, boolean useful);

        /** The peer gave metadata that is not what the hash says. */
        void liar(Sender sender);

        /** A peer names others (BEP 11). */
        void named(List<Endpoint> others);
    }

    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(150);

    /** Who has offered nothing by then makes room for others where there are many. */
    private static final long USELESS_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int MANY = 40;

    /** What the rate that people see reaches back. */
    private static final int RATE_SECONDS = 5;

    /** What all that peers say early may take. */
    private static final int MOST_EARLY_BYTES = 8 << 20;

    /** Stands for the layout that is not known yet. */
    static final PieceLayout UNKNOWN = new PieceLayout(1, 1);

    private static final Logger log = LoggerFactory.getLogger(MetadataExchange.class);

    private static final class Peer {
        final EarlyWords words = new EarlyWords();
        final MetadataGiver giver = new MetadataGiver();
        boolean useful;
    }

    private final InfoHash infoHash;
    private final Listener listener;
    private final ExtendedMessages extended;
    private final Dht dht;
    private final ReentrantLock lock = new ReentrantLock();
    private final Attendance attendance;
    private final Map<PeerConnection, Peer> peers = new HashMap<>();
    private final Map<MetadataGiver, Sender> senders = new HashMap<>();
    private final MetadataFetch fetch = new MetadataFetch();
    private final RateMeter rate = new RateMeter(RATE_SECONDS);
    private final List<Endpoint> named = new ArrayList<>();
    private long receivedBytes;
    private boolean running;
    private boolean found;
    private int earlyBytes;
    private Exchange heir;

    MetadataExchange(InfoHash infoHash, PeerId ownId, ExtendedMessages extended, Dht dht, Listener listener) {
        this.infoHash = infoHash;
        this.listener = listener;
        this.attendance = new Attendance(ownId);
        this.extended = extended;
        this.dht = dht;
    }

    /** Lets peers in. */
    void start() {
        locked(() -> running = true);
    }

    /** Closes all connections and lets nobody in. */
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

    /** What a torrent may read and send is not known before it is. */
    @Override
    public Optional<TorrentRates> rates() {
        return Optional.empty();
    }

    @Override
    public boolean attach(PeerConnection connection) {
        Optional<PeerConnection> replaced;
        lock.lock();
        try {
            if (!running
                    || heir != null
                    || attendance.isOurselves(connection)
                    || attendance.judge(connection) == DoubleCall.REFUSED) {
                return false;
            }
            replaced = attendance.add(connection);
            Peer peer = new Peer();
            peers.put(connection, peer);
            senders.put(peer.giver, new Sender(connection.link().remote(), connection.id()));
            if (connection.fastExtension()) {
                connection.out.add(PeerMessage.HAVE_NONE);
            }
            if (connection.dht() && dht.port().isPresent()) {
                connection.out.add(new PeerMessage.Port(dht.port().getAsInt()));
            }
            extended.greet(connection, OptionalInt.empty(), false);
        } finally {
            lock.unlock();
        }
        replaced.ifPresent(PeerConnection::close);
        return true;
    }

    @Override
    public void detach(PeerConnection connection, String reason) {
        Exchange owner;
        Peer peer;
        lock.lock();
        try {
            owner = heir;
            attendance.remove(connection);
            peer = peers.remove(connection);
            if (peer != null) {
                forget(peer);
            }
        } finally {
            lock.unlock();
        }
        if (owner != null) {
            owner.detach(connection, reason);
        } else {
            log.debug("{}: {} left ({})", infoHash, connection, reason);
            listener.ended(connection, peer != null && peer.useful);
        }
    }

    private void forget(Peer peer) {
        earlyBytes -= peer.words.heldBytes();
        fetch.left(peer.giver);
    }

    @Override
    public void received(PeerConnection from, PeerMessage message) throws WireException {
        Exchange owner;
        Optional<PeerConnection> replaced = Optional.empty();
        Optional<MetadataAttempt> whole = Optional.empty();
        List<Endpoint> others;
        lock.lock();
        try {
            owner = heir;
            Peer peer = peers.get(from);
            if (owner == null && peer != null) {
                replaced = Attendance.replacedBy(from);
                whole = received(from, peer, message);
            }
            others = List.copyOf(named);
            named.clear();
        } finally {
            lock.unlock();
        }
        if (owner != null) {
            owner.received(from, message);
        }
        if (!others.isEmpty()) {
            listener.named(others);
        }
        replaced.ifPresent(PeerConnection::close);
        whole.ifPresent(this::judge);
    }

    private Optional<MetadataAttempt> received(PeerConnection from, Peer peer, PeerMessage message)
            throws WireException {
        if (message instanceof PeerMessage.Port port) {
            dht.suggest(new Endpoint(from.link().remote().address(), port.port()));
            return Optional.empty();
        }
        if (message.type() != MessageType.EXTENDED) {
            int before = peer.words.heldBytes();
            peer.words.add(message);
            earlyBytes += peer.words.heldBytes() - before;
            if (earlyBytes > MOST_EARLY_BYTES) {
                throw new WireException("says more than can be remembered");
            }
            return Optional.empty();
        }
        List<MetadataMessage> said = new ArrayList<>(1);
        extended.received(from, (PeerMessage.Extended) message, (peerNow, extension, payload) -> {
            if (extension == Extension.PEER_EXCHANGE) {
                named.addAll(PeerExchanges.heard(from, payload.payload(), System.nanoTime()));
            } else if (extension == Extension.METADATA) {
                said.add(MetadataMessage.read(payload.payload()));
            } else if (extension == Extension.UPLOAD_ONLY) {
                from.extensions.setUploadOnly(
                        payload.payload().hasRemaining() && payload.payload().get() != 0);
            }
        });
        if (from.extensions.takes(Extension.METADATA)) {
            from.extensions.metadataBytes().ifPresent(bytes -> fetch.offers(peer.giver, bytes));
        }
        Optional<MetadataAttempt> whole = Optional.empty();
        for (MetadataMessage each : said) {
            whole = metadata(from, peer, each);
        }
        ask(from, peer, System.nanoTime());
        return whole;
    }

    private Optional<MetadataAttempt> metadata(PeerConnection from, Peer peer, MetadataMessage message) {
        if (message instanceof MetadataMessage.Data data && !found) {
            peer.useful = true;
            receivedBytes += data.data().remaining();
            return fetch.received(peer.giver, data, System.nanoTime());
        }
        if (message instanceof MetadataMessage.Reject reject) {
            fetch.rejected(peer.giver, reject.piece(), System.nanoTime());
        } else if (message instanceof MetadataMessage.Request request && from.extensions.takes(Extension.METADATA)) {
            from.out.add(from.extensions.message(
                    Extension.METADATA, MetadataMessage.payload(new MetadataMessage.Reject(request.piece()))));
        }
        return Optional.empty();
    }

    private void ask(PeerConnection connection, Peer peer, long nowNanos) {
        if (found || heir != null || !connection.extensions.takes(Extension.METADATA)) {
            return;
        }
        for (int piece : fetch.ask(peer.giver, nowNanos)) {
            connection.out.add(connection.extensions.message(
                    Extension.METADATA, MetadataMessage.payload(new MetadataMessage.Request(piece))));
        }
    }

    private void judge(MetadataAttempt whole) {
        boolean matches = whole.matches(infoHash);
        boolean first = false;
        List<Sender> liars = new ArrayList<>();
        lock.lock();
        try {
            first = matches && !found;
            found |= matches;
            Collection<MetadataGiver> lying = matches ? fetch.matches(whole) : fetch.differs(whole);
            lying.forEach(liar -> liars.add(senders.get(liar)));
        } finally {
            lock.unlock();
        }
        liars.forEach(listener::liar);
        if (first) {
            listener.found(whole);
        } else {
            askAll(System.nanoTime());
        }
    }

    private void askAll(long nowNanos) {
        locked(() -> peers.forEach((connection, peer) -> ask(connection, peer, nowNanos)));
    }

    /**
     * The torrent is known and trades: whoever is connected goes on there.
     *
     * @param kept who may; the others are hung up on
     */
    void handOver(Exchange to, Predicate<PeerConnection> kept) {
        List<PeerConnection> closing = new ArrayList<>();
        locked(() -> {
            heir = to;
            peers.forEach((connection, peer) -> {
                if (!kept.test(connection) || !to.adopt(connection, peer.words.messages())) {
                    closing.add(connection);
                }
            });
            peers.clear();
            senders.clear();
            attendance.connections().clear();
        });
        closing.forEach(PeerConnection::close);
    }

    @Override
    public void received(PeerConnection from, BlockBatch batch) throws WireException {
        throw new WireException("a block that nobody asked for");
    }

    @Override
    public boolean read(int piece, int begin, ByteBuffer buffer) {
        return false;
    }

    @Override
    public void uploaded(long bytes) {
        // nothing is there to be given
    }

    @Override
    public int maxFrame() {
        return PeerMessageCodec.maxFrame(1);
    }

    /** Once a second: who went quiet, who is of no use, and what to ask anew. */
    void tick(long nowNanos) {
        List<PeerConnection> closing = new ArrayList<>();
        locked(() -> {
            rate.sample(receivedBytes, nowNanos);
            for (PeerConnection connection : peers.keySet()) {
                connection.traffic.sample(nowNanos);
                boolean useless = peers.size() > MANY
                        && connection.ageNanos(nowNanos) > USELESS_NANOS
                        && connection.extensions.metadataBytes().isEmpty();
                if (connection.out.isClosed() || connection.silentNanos(nowNanos) > DEAD_NANOS || useless) {
                    closing.add(connection);
                }
            }
        });
        closing.forEach(PeerConnection::close);
        askAll(nowNanos);
    }

    @Override
    public void close(Predicate<PeerConnection> unwanted) {
        List<PeerConnection> closing = new ArrayList<>();
        locked(() -> attendance.connections().stream().filter(unwanted).forEach(closing::add));
        closing.forEach(PeerConnection::close);
    }

    MetadataProgress progress() {
        return asked(() -> MetadataProgress.of(fetch, rate.bytesPerSecond()));
    }

    List<PeerSnapshot> snapshot() {
        return asked(() -> attendance.connections().stream()
                .map(connection -> PeerSnapshot.of(connection, UNKNOWN))
                .toList());
    }

    @Override
    public boolean isRunning() {
        return asked(() -> running);
    }

    @Override
    public boolean makeRoom() {
        return false;
    }

    @Override
    public boolean hasOthersAt(Sender sender) {
        return asked(() -> attendance.hasOthersAt(sender));
    }

    @Override
    public int connectionCount() {
        return asked(() -> attendance.connections().size());
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
