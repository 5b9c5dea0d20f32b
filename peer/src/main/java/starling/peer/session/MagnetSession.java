package starling.peer.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.Endpoint;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.peer.discovery.PeerOrigin;
import starling.peer.discovery.TrackerException;
import starling.peer.net.Link;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.MetadataAttempt;
import starling.peer.storage.MagnetRecord;
import starling.wire.Bitfield;
import starling.wire.Extension;
import starling.wire.Handshake;

/**
 * A torrent of which a magnet link is all that is known: it joins the swarm and fetches the metadata, from peers (BEP 9)
 * or from a tracker's catalogue, whichever is first. Then it ends, and a {@link TorrentSession} goes on with its peers.
 */
public final class MagnetSession implements MetadataExchange.Listener {
    /** What is told to trackers to be missing while nobody knows. */
    private static final long UNKNOWN_LEFT = 16 * 1024;

    private static final Logger log = LoggerFactory.getLogger(MagnetSession.class);

    /** Told, without a lock, what the client must know. */
    interface Listener {
        /** The torrent is there. */
        void found(MagnetSession magnet, byte[] torrent);

        /** A person stopped it, or lets it go on. */
        void changed(MagnetSession magnet);
    }

    private final TorrentContext context;
    private final MagnetRecord origin;
    private final Metainfo metainfo;
    private final Listener listener;
    private final StateWatch state;
    private final PeerSupply peers;
    private MetadataExchange exchange;
    private Optional<Problem> problem = Optional.empty();
    private boolean pausedByPerson;
    private TorrentSession successor;

    MagnetSession(TorrentContext context, MagnetRecord record, Listener listener) {
        this.context = context;
        this.state = new StateWatch(context.stateChanged());
        this.origin = record;
        this.pausedByPerson = record.paused();
        this.metainfo = record.link().metainfo();
        this.listener = listener;
        this.peers = new PeerSupply(metainfo, context, MagnetSession::nothingKnown, this::addPeers);
        this.exchange = newExchange();
    }

    private MetadataExchange newExchange() {
        return new MetadataExchange(
                metainfo.infoHash(),
                context.peerId(),
                new ExtendedMessages(context.everywhere(), context.finding().own(), EnumSet.allOf(Extension.class)),
                context.finding().dht(),
                this);
    }

    /** Full, so that no map of it is told: nobody knows of how many pieces it would be. */
    private static ExchangeSnapshot nothingKnown() {
        return new ExchangeSnapshot(Bitfield.full(1), UNKNOWN_LEFT, UNKNOWN_LEFT, 0, 0, false);
    }

    /** What the link says of the torrent: no files and no pieces. */
    public Metainfo metainfo() {
        return metainfo;
    }

    InfoHash infoHash() {
        return metainfo.infoHash();
    }

    /** As it is to be recorded. */
    synchronized MagnetRecord record() {
        return origin.withPaused(pausedByPerson);
    }

    /** Peers that a person or the link names, to be tried at once. */
    public void addPeers(Collection<Endpoint> endpoints) {
        addPeers(PeerOrigin.GIVEN, endpoints);
    }

    @Override
    public void named(List<Endpoint> others) {
        addPeers(PeerOrigin.EXCHANGE, others);
    }

    private void addPeers(PeerOrigin from, Collection<Endpoint> endpoints) {
        Optional<TorrentSession> next = successor();
        if (next.isPresent()) {
            next.get().addPeers(from, endpoints);
            return;
        }
        peers.add(from, endpoints, Optional.of(exchange()));
    }

    /** Begins to look for the metadata. Nothing happens where it does already. */
    public void start() {
        Optional<TorrentSession> next = successor();
        if (next.isPresent()) {
            next.get().start();
            return;
        }
        synchronized (this) {
            if (state.is(TorrentState.METADATA)) {
                return;
            }
            problem = Optional.empty();
            pausedByPerson = false;
            state.set(TorrentState.METADATA);
            exchange = newExchange();
            exchange.start();
            peers.forgive();
            peers.start(exchange, false);
        }
        context.threads().newThread(this::lookAround).start();
        listener.changed(this);
    }

    /** Calls the peers that the link names, and asks the trackers whether one of them has the torrent itself. */
    private void lookAround() {
        for (String peer : origin.link().peers()) {
            try {
                addPeers(List.of(endpoint(peer)));
            } catch (UnknownHostException | IllegalArgumentException nobody) {
                log.info("{}: there is no peer {}", metainfo.name(), peer);
            }
        }
        for (List<String> tier : context.tiers(metainfo)) {
            for (String url : tier) {
                if (url.startsWith("http") && state.is(TorrentState.METADATA)) {
                    lookInCatalogue(url);
                }
            }
        }
    }

    private static Endpoint endpoint(String peer) throws UnknownHostException {
        int colon = Math.max(0, peer.lastIndexOf(':'));
        return new Endpoint(
                InetAddress.getByName(peer.substring(0, colon)), Integer.parseInt(peer.substring(colon + 1)));
    }

    private void lookInCatalogue(String url) {
        try {
            context.trackerClient()
                    .catalogue(url)
                    .torrent(infoHash())
                    .filter(torrent -> TorrentBytes.isOf(infoHash(), torrent))
                    .ifPresent(this::found);
        } catch (TrackerException notThere) {
            log.debug("{}: {} has no catalogue: {}", metainfo.name(), url, notThere.getMessage());
        }
    }

    /** Stops at a person's word. */
    public void pause() {
        Optional<TorrentSession> next = successor();
        if (next.isPresent()) {
            next.get().pause();
            return;
        }
        synchronized (this) {
            pausedByPerson = true;
            stop(TorrentState.PAUSED);
        }
        listener.changed(this);
    }

    private synchronized void stop(TorrentState next) {
        state.set(next);
        peers.stop();
        exchange.stop();
    }

    /** Stops and says goodbye, in at most the given time. */
    void close(Duration most) {
        Runnable goodbye;
        synchronized (this) {
            if (successor != null) {
                return;
            }
            stop(TorrentState.STOPPED);
            goodbye = peers.goodbye(most);
        }
        goodbye.run();
    }

    @Override
    public void found(MetadataAttempt whole) {
        byte[] torrent = origin.link().torrent(whole.pieces());
        log.info("{}: has its metadata from peers", metainfo.name());
        found(torrent);
    }

    private void found(byte[] torrent) {
        if (state.is(TorrentState.METADATA)) {
            listener.found(this, torrent);
        }
    }

    /** The metadata is there and of no use, or cannot be kept. */
    synchronized void fail(Problem why) {
        log.warn("{}: {}", metainfo.name(), why.message());
        problem = Optional.of(why);
        stop(TorrentState.FAILED);
    }

    /**
     * A torrent goes on in its place: it is told the peers, and takes those who are connected once it trades.
     *
     * @param starting whether it starts at once; whoever sees it in the link's place sees it running then
     */
    synchronized void goOnAs(TorrentSession next, boolean starting) {
        if (successor != null) {
            return;
        }
        peers.stop();
        next.follow(peers, exchange);
        if (starting) {
            next.start();
        }
        successor = next;
        state.set(TorrentState.STOPPED);
    }

    /** The torrent, once it is known. */
    public synchronized Optional<TorrentSession> successor() {
        return Optional.ofNullable(successor);
    }

    private synchronized MetadataExchange exchange() {
        return exchange;
    }

    @Override
    public void ended(PeerConnection connection, boolean useful) {
        peers.ended(connection, useful);
    }

    @Override
    public void liar(Sender sender) {
        peers.ban(sender, exchange());
    }

    /** Takes a peer that called and showed its handshake. The calling thread becomes the connection's reader. */
    void accept(Link link, Handshake theirs) throws IOException {
        MetadataExchange taking = exchange();
        if (taking.isRunning()) {
            peers.accept(link, theirs, taking);
        } else {
            link.close();
        }
    }

    /** Once a second. */
    void tick(long nowNanos) {
        if (!state.is(TorrentState.METADATA)) {
            return;
        }
        MetadataExchange now = exchange();
        now.tick(nowNanos);
        peers.callMore(now, nowNanos);
        if (now.connectionCount() == 0) {
            synchronized (this) {
                peers.moreWanted();
            }
        }
    }

    public TorrentState state() {
        return state.get();
    }

    /** Waits until it looks for the metadata no more, or the time is over. Whether it is so. */
    public boolean awaitSettled(Duration most) throws InterruptedException {
        return state.awaitNeither(most, TorrentState.METADATA, TorrentState.METADATA);
    }

    /** What it looks like now, or the torrent that goes on in its place. */
    public synchronized TorrentSnapshot snapshot() {
        if (successor != null) {
            return successor.snapshot();
        }
        return TorrentSnapshot.of(
                origin, state.get(), problem, exchange.progress(), exchange.snapshot(), peers.trackers());
    }

    /** What it looked like, where it is not running. */
    static TorrentSnapshot snapshot(MagnetRecord record) {
        return TorrentSnapshot.of(
                record,
                record.paused() ? TorrentState.PAUSED : TorrentState.STOPPED,
                Optional.empty(),
                MetadataProgress.NONE,
                List.of(),
                List.of());
    }

    /** What is to be fetched of the torrent. */
    FetchPlan plan(Metainfo torrent) {
        return MagnetPlan.of(origin, torrent);
    }
}
