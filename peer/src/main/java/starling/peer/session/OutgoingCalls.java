package starling.peer.session;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.metainfo.Metainfo;
import starling.peer.discovery.BanList;
import starling.peer.discovery.PeerBook;
import starling.peer.discovery.PeerOrigin;
import starling.peer.fault.Faults;
import starling.peer.net.Link;

/** Whom one torrent knows, calls, calls again after a while, and never again. */
final class OutgoingCalls {
    /** With more than these no one else is called. */
    private static final int MAX_PEERS = 60;

    /** Whoever calls us is let in up to here: an idle peer costs little, and may be the one that needs us. */
    private static final int MAX_CONNECTED = 1_200;

    private static final int MAX_DIALLING = 10;

    private static final Logger log = LoggerFactory.getLogger(OutgoingCalls.class);

    private final Metainfo metainfo;
    private final TorrentContext context;
    private final BanList bans;
    private volatile PeerBook book;
    private final AtomicInteger dialling = new AtomicInteger();

    OutgoingCalls(Metainfo metainfo, TorrentContext context) {
        this.metainfo = metainfo;
        this.context = context;
        this.bans = context.bans();
        this.book = new PeerBook(metainfo.isPrivate(), context.finding().own());
    }

    void add(PeerOrigin origin, Collection<Endpoint> endpoints) {
        book.add(origin, endpoints);
    }

    /** Those that can be called again by the next run. */
    List<Endpoint> reached() {
        return book.reached();
    }

    /** Whom another knew of the same torrent; what was known of them is known of them here. */
    void takeOver(OutgoingCalls before) {
        if (metainfo.isPrivate()) {
            book.takeOver(before.book);
        } else {
            book = before.book;
        }
    }

    /** Whether the peer may stay where peers may come from trackers alone. */
    boolean mayStay(PeerConnection connection) {
        return !metainfo.isPrivate() || book.isKnown(connection.link().remote());
    }

    /** Everyone who waits is due at once. */
    void forgive() {
        book.forgive();
    }

    /** Calls as many as there is room for and are due. */
    void dialMore(ConnectionOwner trading, long nowNanos) {
        while (trading.isRunning()
                && trading.connectionCount() + dialling.get() < MAX_PEERS
                && dialling.get() < MAX_DIALLING
                && context.finding().halfOpen().tryAcquire()) {
            Endpoint next = book.next(nowNanos, trading.connectionCount() == 0);
            if (next == null) {
                context.finding().halfOpen().release();
                break;
            }
            if (bans.isBanned(next)) {
                book.never(next);
                context.finding().halfOpen().release();
                continue;
            }
            dialling.incrementAndGet();
            if (!begin(next, trading)) {
                break;
            }
        }
    }

    private boolean begin(Endpoint next, ConnectionOwner trading) {
        try {
            context.threads().newThread(() -> dial(next, trading)).start();
            return true;
        } catch (OutOfMemoryError noThread) {
            Faults.log("calls to peers", noThread);
            book.ended(next, false, System.nanoTime());
            dialling.decrementAndGet();
            context.finding().halfOpen().release();
            return false;
        }
    }

    private void dial(Endpoint endpoint, ConnectionOwner trading) {
        PeerConnection connection = null;
        try {
            connection =
                    context.handshakes().dial(endpoint, metainfo, book.opening(endpoint), trading, context.shared());
            book.opens(endpoint, Optional.of(connection.link().opening()));
        } catch (IOException | RuntimeException | Error failed) {
            if (!(failed instanceof IOException)) {
                Faults.log(endpoint.toString(), failed);
            }
            book.opens(endpoint, Optional.empty());
            log.debug("{}: {} {}", metainfo.name(), endpoint, failed.getMessage());
            book.ended(endpoint, false, System.nanoTime());
        } finally {
            dialling.decrementAndGet();
            context.finding().halfOpen().release();
        }
        if (connection != null) {
            connection.run();
        }
    }

    /** Whether a peer that called may come in. */
    boolean isWelcome(Link link, PeerId id, ConnectionOwner trading) {
        return !bans.isBanned(link.remote(), id)
                && !book.isNever(link.remote())
                && (trading.connectionCount() < MAX_CONNECTED || trading.makeRoom());
    }

    /** Where the peer can be reached, too, is tried now that it is not connected any more. */
    void ended(PeerConnection connection, boolean useful) {
        book.add(
                PeerOrigin.EXCHANGE,
                connection.extensions.elsewhere(connection.link().remote()));
        if (!connection.link().dialled()) {
            return;
        }
        if (connection.id().equals(context.peerId())) {
            book.never(connection.link().remote());
        } else {
            book.ended(connection.link().remote(), useful, System.nanoTime());
        }
    }

    /** Bans who sent what was wrong, and hangs up on it and on whoever else the ban is meant for. */
    void ban(Sender liar, ConnectionOwner trading) {
        if (context.quota().take(liar.endpoint().address(), System.nanoTime()).isPresent()) {
            log.warn("{}: {} sent what is wrong and is banned", metainfo.name(), liar);
        }
        boolean shared = book.isShared(liar.endpoint()) || trading.hasOthersAt(liar);
        bans.ban(liar.endpoint(), liar.id(), shared);
        trading.close(connection -> bans.isBanned(connection.link().remote(), connection.id()));
    }
}
