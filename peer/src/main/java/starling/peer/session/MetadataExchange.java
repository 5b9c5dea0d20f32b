package starling.peer.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
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
import starling.wire.Extension;
import starling.wire.MetadataMessage;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;
import starling.wire.WireException;

/**
 * The peers of a torrent of which only the hash is known: has them asked for the metadata, remembers what else they say,
 * and hands them over, still connected, once the torrent is known. Its one lock is not held over I/O or hashing;
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

    /** What all that peers say early may take. */
    private static final int MOST_EARLY_BYTES = 8 << 20;

    /** Stands for the layout that is not known yet. */
    static final PieceLayout UNKNOWN = new PieceLayout(1, 1);

    private static final Logger log = LoggerFactory.getLogger(MetadataExchange.class);

    private final InfoHash infoHash;
    private final Listener listener;
    private final ExtendedMessages extended;
    private final Dht dht;
    private final ReentrantLock lock = new ReentrantLock();
    private final Attendance attendance;
    private final Map<PeerConnection, EarlyWords> peers = new HashMap<>();
    private final MetadataRequests requests = new MetadataRequests();
    private final List<Endpoint> named = new ArrayList<>();
    private boolean running;
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
            peers.put(connection, new EarlyWords());
            requests.joined(connection);
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
        boolean useful;
        lock.lock();
        try {
            owner = heir;
            attendance.remove(connection);
            EarlyWords words = peers.remove(connection);
            earlyBytes -= words == null ? 0 : words.heldBytes();
            useful = requests.left(connection);
        } finally {
            lock.unlock();
        }
        if (owner != null) {
            owner.detach(connection, reason);
        } else {
            log.debug("{}: {} left ({})", infoHash, connection, reason);
            listener.ended(connection, useful);
        }
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
            EarlyWords words = peers.get(from);
            if (owner == null && words != null) {
                replaced = Attendance.replacedBy(from);
                whole = received(from, words, message);
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

    private Optional<MetadataAttempt> received(PeerConnection from, EarlyWords words, PeerMessage message)
            throws WireException {
        if (message instanceof PeerMessage.Port port) {
            dht.suggest(new Endpoint(from.link().remote().address(), port.port()));
            return Optional.empty();
        }
        if (message instanceof PeerMessage.Extended extension) {
            return extended(from, extension, System.nanoTime());
        }
        int before = words.heldBytes();
        words.add(message);
        earlyBytes += words.heldBytes() - before;
        if (earlyBytes > MOST_EARLY_BYTES) {
            throw new WireException("says more than can be remembered");
        }
        return Optional.empty();
    }

    private Optional<MetadataAttempt> extended(PeerConnection from, PeerMessage.Extended message, long nowNanos)
            throws WireException {
        List<MetadataMessage> said = new ArrayList<>(1);
        extended.received(from, message, (peer, extension, body) -> {
            ByteBuffer payload = body.payload();
            if (extension == Extension.PEER_EXCHANGE) {
                named.addAll(PeerExchanges.heard(from, payload, nowNanos));
            } else if (extension == Extension.METADATA) {
                said.add(MetadataMessage.read(payload));
            } else if (extension == Extension.UPLOAD_ONLY) {
                from.extensions.setUploadOnly(payload.hasRemaining() && payload.get() != 0);
            }
        });
        requests.greeted(from);
        Optional<MetadataAttempt> whole = Optional.empty();
        for (MetadataMessage each : said) {
            whole = requests.received(from, each, nowNanos);
        }
        requests.ask(from, nowNanos);
        return whole;
    }

    private void judge(MetadataAttempt whole) {
        boolean matches = whole.matches(infoHash);
        MetadataRequests.Judgement judgement = asked(() -> requests.judged(whole, matches));
        judgement.liars().forEach(listener::liar);
        if (judgement.found()) {
            listener.found(whole);
        } else {
            locked(() -> requests.askAll(System.nanoTime()));
        }
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
            peers.forEach((connection, words) -> {
                if (!kept.test(connection) || !to.adopt(connection, words.messages())) {
                    closing.add(connection);
                }
            });
            peers.clear();
            requests.end();
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
            requests.sample(nowNanos);
            for (PeerConnection connection : peers.keySet()) {
                connection.traffic.sample(nowNanos);
                boolean useless = peers.size() > MANY
                        && connection.ageNanos(nowNanos) > USELESS_NANOS
                        && connection.extensions.metadataBytes().isEmpty();
                if (connection.out.isClosed() || connection.silentNanos(nowNanos) > DEAD_NANOS || useless) {
                    closing.add(connection);
                }
            }
            requests.askAll(nowNanos);
        });
        closing.forEach(PeerConnection::close);
    }

    @Override
    public void close(Predicate<PeerConnection> unwanted) {
        List<PeerConnection> closing = new ArrayList<>();
        locked(() -> attendance.connections().stream().filter(unwanted).forEach(closing::add));
        closing.forEach(PeerConnection::close);
    }

    MetadataProgress progress() {
        return asked(requests::progress);
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
