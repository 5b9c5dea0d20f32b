package starling.tracker.swarm;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceException;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.announce.Endpoint;
import starling.announce.PieceMap;
import starling.announce.ScrapeResponse;
import starling.bencode.BString;
import starling.metainfo.InfoHash;
import starling.tracker.admission.Admission;

/** What the tracker says to an announce or a scrape, whichever protocol brought it. Safe for many threads. */
public final class AnnounceLogic {
    /** How many peers an answer names where the request leaves it open. */
    public static final int DEFAULT_PEERS = 50;

    /** How many swarms a scrape of the whole tracker shows at most. */
    public static final int MAX_WHOLE_SCRAPE = 2_000;

    private static final Duration RETRY_WHEN_FULL = Duration.ofMinutes(30);
    private static final int MAX_TRACKER_ID_LENGTH = 256;

    private static final Duration RETRY_WHEN_BUSY = Duration.ofMinutes(5);
    private static final AnnounceResponse.Failure NOT_SERVED =
            new AnnounceResponse.Failure("this tracker does not serve this torrent", Optional.empty());

    private final SwarmStore store;
    private final AnnounceTerms terms;
    private final Admission admission;
    private final LongAdder announces = new LongAdder();
    private final LongAdder scrapes = new LongAdder();

    public AnnounceLogic(SwarmStore store, AnnounceTerms terms, Admission admission) {
        this.store = store;
        this.terms = terms;
        this.admission = admission;
    }

    /**
     * @param source where the request came from, which is where the peer is taken to be
     * @param families the addresses that the answer can carry
     */
    public AnnounceResponse announce(
            AnnounceRequest request, InetAddress source, AddressFamilies families, Instant now) {
        announces.increment();
        if (!admission.serves(request.infoHash())) {
            return NOT_SERVED;
        }
        // whoever leaves is let go: that makes the next announces fewer
        if (request.event() != AnnounceEvent.STOPPED && !admission.hasCapacity(source)) {
            return new AnnounceResponse.Failure("the tracker is busy", Optional.of(RETRY_WHEN_BUSY));
        }
        Optional<SwarmAnswer> answer = store.announce(
                new SwarmAnnounce(
                        request.infoHash(),
                        request.peerId(),
                        new Endpoint(peerAddress(request, source), request.port()),
                        request.uploadedBytes(),
                        request.downloadedBytes(),
                        request.leftBytes(),
                        request.event(),
                        Math.min(request.numWant().orElse(DEFAULT_PEERS), terms.mostPeers()),
                        families,
                        !request.compact() && !request.noPeerId(),
                        request.pieceMap().filter(AnnounceLogic::isPieceMap)),
                now);
        if (answer.isEmpty()) {
            return new AnnounceResponse.Failure("the tracker is full", Optional.of(RETRY_WHEN_FULL));
        }
        SwarmAnswer swarm = answer.get();
        return new AnnounceResponse.Swarm(
                terms.interval(),
                Optional.of(terms.minInterval()),
                swarm.seeders(),
                swarm.leechers(),
                Optional.of(swarm.completed()),
                swarm.peers(),
                warning(request),
                request.trackerId().filter(id -> id.length() <= MAX_TRACKER_ID_LENGTH),
                Optional.of(source),
                OptionalInt.of(PieceMap.MAX_PACKED_BYTES));
    }

    /** A map that is none is passed over: a peer is not turned away for what it need not send. */
    private static boolean isPieceMap(BString packed) {
        if (packed.length() > PieceMap.MAX_PACKED_BYTES) {
            return false;
        }
        try {
            PieceMap.unpack(packed.bytes());
            return true;
        } catch (AnnounceException broken) {
            return false;
        }
    }

    /** @param infoHashes what is asked for; none asks for the whole tracker */
    public ScrapeResponse scrape(List<InfoHash> infoHashes, Instant now) {
        scrapes.increment();
        Map<InfoHash, ScrapeResponse.Count> counts = new LinkedHashMap<>();
        if (infoHashes.isEmpty()) {
            store.resources(MAX_WHOLE_SCRAPE, 0, now)
                    .forEach(resource -> counts.put(resource.infoHash(), count(resource)));
        }
        for (InfoHash infoHash : infoHashes) {
            store.resource(infoHash, 0, now).ifPresent(resource -> counts.put(infoHash, count(resource)));
        }
        counts.keySet().removeIf(infoHash -> !admission.serves(infoHash));
        return new ScrapeResponse.Counts(counts);
    }

    /** How many announces there were. */
    public long announces() {
        return announces.sum();
    }

    /** How many scrapes there were. */
    public long scrapes() {
        return scrapes.sum();
    }

    /**
     * The source is believed and the claim is not: it would let anyone point a swarm at a third party. Inside one
     * network a peer may know better, as one does that speaks to the tracker on its own machine over loopback.
     */
    private static InetAddress peerAddress(AnnounceRequest request, InetAddress source) {
        return LocalRange.contains(source)
                ? request.claimedAddress().filter(LocalRange::contains).orElse(source)
                : source;
    }

    private static Optional<String> warning(AnnounceRequest request) {
        return request.port() == 0 && request.event() != AnnounceEvent.STOPPED
                ? Optional.of("port is 0: no peer is told of you")
                : Optional.empty();
    }

    private static ScrapeResponse.Count count(Resource resource) {
        return new ScrapeResponse.Count(resource.seeders(), resource.completed(), resource.leechers(), resource.name());
    }
}
