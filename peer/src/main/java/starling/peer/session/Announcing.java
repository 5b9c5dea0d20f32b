package starling.peer.session;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.announce.AnnouncedPeer;
import starling.announce.Endpoint;
import starling.announce.PieceMap;
import starling.metainfo.Metainfo;
import starling.peer.discovery.TrackerAnnouncer;
import starling.peer.discovery.TrackerClient;
import starling.peer.discovery.TrackerStatus;

/**
 * One torrent's word to its trackers, run after run: hello, what it has, that it is complete (which is told once, and
 * late rather than never), goodbye. Its torrent's monitor guards it.
 */
final class Announcing {
    private static final int PEERS_WANTED = 60;

    private final Metainfo metainfo;
    private final TorrentContext context;
    private final Supplier<ExchangeSnapshot> trade;
    private final Consumer<Collection<Endpoint>> found;
    private TrackerAnnouncer announcer;
    private TrackerAnnouncer leaving;
    private boolean completionUntold;

    /**
     * @param trade what to tell of; taken when an announce is made
     * @param found told who the trackers named
     */
    Announcing(
            Metainfo metainfo,
            TorrentContext context,
            Supplier<ExchangeSnapshot> trade,
            Consumer<Collection<Endpoint>> found) {
        this.metainfo = metainfo;
        this.context = context;
        this.trade = trade;
        this.found = found;
    }

    void start(boolean complete) {
        List<List<String>> tiers = context.tiers(metainfo);
        if (tiers.isEmpty()) {
            return;
        }
        completionUntold |= leaving != null && leaving.isCompletionPending();
        ExchangeSnapshot before = trade.get();
        announcer = new TrackerAnnouncer(
                tiers,
                new SplittableRandom(),
                context.trackerClient(),
                context.threads(),
                (event, trackerId, pieceMapBytes) -> request(before, event, trackerId, pieceMapBytes),
                this::answered);
        if (complete && completionUntold) {
            announcer.completed();
            completionUntold = false;
        }
        if (leaving == null) {
            announcer.start();
        } else {
            announcer.startAfter(leaving);
        }
        leaving = null;
    }

    /** @param before the trade when this run began: a tracker counts from {@code started} on */
    private AnnounceRequest request(
            ExchangeSnapshot before, AnnounceEvent event, Optional<String> trackerId, OptionalInt pieceMapBytes) {
        ExchangeSnapshot now = trade.get();
        AnnounceRequest request = AnnounceRequest.of(
                        metainfo.infoHash(),
                        context.peerId(),
                        context.listenPort(metainfo),
                        Math.max(0, now.uploadedBytes() - before.uploadedBytes()),
                        Math.max(0, now.downloadedBytes() - before.downloadedBytes()),
                        now.missingBytes(),
                        event)
                .withNumWant(event == AnnounceEvent.STOPPED ? 0 : PEERS_WANTED)
                .withKey(Optional.of(context.announceKey()), trackerId);
        if (pieceMapBytes.isEmpty() || now.have().isFull()) {
            return request;
        }
        return PieceMap.pack(now.have().bytes(), now.have().size(), pieceMapBytes.getAsInt())
                .map(request::withPieceMap)
                .orElse(request);
    }

    private void answered(String url, AnnounceResponse.Swarm swarm) {
        swarm.externalAddress().ifPresent(context.finding().own()::seenFromOutside);
        boolean near = TrackerClient.isOfThisMachine(url);
        found.accept(swarm.peers().stream()
                .map(AnnouncedPeer::endpoint)
                .filter(endpoint -> near || !endpoint.address().isLoopbackAddress())
                .toList());
    }

    /** Says hello only once the goodbye of the announcing before it is said. */
    void follow(Announcing before) {
        leaving = before.leaving;
    }

    /** The last piece is there. Where nobody announces now, the trackers hear of it when somebody does again. */
    void completed() {
        if (announcer == null) {
            completionUntold = true;
        } else {
            announcer.completed();
        }
    }

    void moreWanted() {
        if (announcer != null) {
            announcer.moreWanted();
        }
    }

    /** Says goodbye in the background. */
    void stop() {
        if (announcer != null) {
            announcer.stop();
            leaving = announcer;
            announcer = null;
        }
    }

    /** Waits for a goodbye that is being said. */
    Runnable goodbye(Duration most) {
        TrackerAnnouncer saying = leaving;
        return () -> {
            if (saying != null) {
                saying.join(most);
            }
        };
    }

    List<TrackerStatus> statuses() {
        return announcer == null ? List.of() : announcer.statuses();
    }
}
