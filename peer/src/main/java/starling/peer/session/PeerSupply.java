package starling.peer.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import starling.announce.Endpoint;
import starling.metainfo.Metainfo;
import starling.peer.discovery.PeerOrigin;
import starling.peer.discovery.TrackerStatus;
import starling.peer.net.Link;
import starling.wire.Handshake;

/**
 * Where the peers of one torrent come from: its trackers, the other searches, and those who call. Its torrent's monitor
 * guards what is announced and searched; the calls are for any thread.
 */
final class PeerSupply {
    private final Metainfo metainfo;
    private final TorrentContext context;
    private final OutgoingCalls calls;
    private final Announcing announcing;
    private final PeerSearches searches;

    /**
     * @param trade what trackers are told of; taken when an announce is made
     * @param found told who was found, and how
     */
    PeerSupply(
            Metainfo metainfo,
            TorrentContext context,
            Supplier<ExchangeSnapshot> trade,
            BiConsumer<PeerOrigin, Collection<Endpoint>> found) {
        this.metainfo = metainfo;
        this.context = context;
        this.calls = new OutgoingCalls(metainfo, context);
        this.announcing =
                new Announcing(metainfo, context, trade, endpoints -> found.accept(PeerOrigin.TRACKER, endpoints));
        this.searches = new PeerSearches(
                metainfo.infoHash(),
                metainfo.isPrivate() ? List.of() : context.finding().sources(),
                found);
    }

    /** Goes on where a magnet link led to its torrent: with its peers, and its word to the trackers. */
    void follow(PeerSupply before) {
        calls.takeOver(before.calls);
        announcing.follow(before.announcing);
    }

    /** Begins to announce, to search and to call, for peers that go to {@code to}. */
    void start(ConnectionOwner to, boolean complete) {
        announcing.start(complete);
        searches.start();
        callMore(to, System.nanoTime());
    }

    /** Says goodbye to the trackers in the background. */
    void stop() {
        announcing.stop();
        searches.stop();
    }

    /** Waits for a goodbye that is being said. */
    Runnable goodbye(Duration most) {
        return announcing.goodbye(most);
    }

    /** The last piece is there. */
    void completed() {
        announcing.completed();
    }

    /** Nobody is there who has what is wanted. */
    void moreWanted() {
        announcing.moreWanted();
        searches.moreWanted();
    }

    List<TrackerStatus> trackers() {
        return announcing.statuses();
    }

    /** Peers to be called; those of a private torrent count only from its trackers (BEP 27). */
    void add(PeerOrigin origin, Collection<Endpoint> endpoints, Optional<? extends ConnectionOwner> to) {
        calls.add(origin, endpoints);
        to.ifPresent(trading -> callMore(trading, System.nanoTime()));
    }

    /** Calls as many as there is room for and are due. */
    void callMore(ConnectionOwner to, long nowNanos) {
        calls.dialMore(to, nowNanos);
    }

    /** Everyone who waits is due at once. */
    void forgive() {
        calls.forgive();
    }

    /** Takes a peer that called and showed its handshake. The calling thread becomes the connection's reader. */
    void accept(Link link, Handshake theirs, ConnectionOwner to) throws IOException {
        if (!calls.isWelcome(link, theirs.peerId(), to)) {
            link.close();
            return;
        }
        context.handshakes().answer(link, metainfo.infoHash());
        new PeerConnection(link, theirs, to, context.shared()).run();
    }

    /** Whether a peer may stay where peers may come from trackers alone. */
    boolean mayStay(PeerConnection connection) {
        return calls.mayStay(connection);
    }

    void ended(PeerConnection connection, boolean useful) {
        calls.ended(connection, useful);
    }

    /** Bans who sent what was wrong, and hangs up on it and on whoever else the ban is meant for. */
    void ban(Sender liar, ConnectionOwner from) {
        calls.ban(liar, from);
    }

    /** Those that can be called again by the next run. */
    List<Endpoint> reached() {
        return calls.reached();
    }
}
