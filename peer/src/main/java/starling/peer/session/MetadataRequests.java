package starling.peer.session;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import starling.peer.policy.MetadataAttempt;
import starling.peer.policy.MetadataFetch;
import starling.peer.policy.MetadataGiver;
import starling.peer.policy.RateMeter;
import starling.wire.Extension;
import starling.wire.MetadataMessage;

/**
 * Which peer is asked for which piece of the metadata (BEP 9), what came, and from whom. Under the lock of the
 * {@link MetadataExchange}.
 */
final class MetadataRequests {
    /** What the rate that people see reaches back. */
    private static final int RATE_SECONDS = 5;

    /**
     * What came of hashing the whole.
     *
     * @param found whether this is it, and nobody had it before
     * @param liars who gave what is not as the hash says
     */
    record Judgement(boolean found, List<Sender> liars) {}

    private final Map<PeerConnection, MetadataGiver> givers = new HashMap<>();

    /** Who gave something, connected or not: they may turn out to have lied. */
    private final Map<MetadataGiver, Sender> gave = new HashMap<>();

    private final MetadataFetch fetch = new MetadataFetch();
    private final RateMeter rate = new RateMeter(RATE_SECONDS);
    private long receivedBytes;
    private boolean found;

    void joined(PeerConnection peer) {
        givers.put(peer, new MetadataGiver());
    }

    /** Whether something came of it. */
    boolean left(PeerConnection peer) {
        MetadataGiver giver = givers.remove(peer);
        if (giver == null) {
            return false;
        }
        fetch.left(giver);
        return gave.containsKey(giver);
    }

    /** Nobody is asked any more. */
    void end() {
        givers.clear();
        gave.clear();
    }

    /** The peer may have said by now how much there is. */
    void greeted(PeerConnection peer) {
        if (peer.extensions.takes(Extension.METADATA)) {
            peer.extensions.metadataBytes().ifPresent(bytes -> fetch.offers(givers.get(peer), bytes));
        }
    }

    /** What a peer says of the metadata. Where it is whole by that, it is to be hashed and {@link #judged}. */
    Optional<MetadataAttempt> received(PeerConnection from, MetadataMessage message, long nowNanos) {
        MetadataGiver giver = givers.get(from);
        if (message instanceof MetadataMessage.Data data && !found) {
            gave.putIfAbsent(giver, new Sender(from.link().remote(), from.id()));
            receivedBytes += data.data().remaining();
            return fetch.received(giver, data, nowNanos);
        }
        if (message instanceof MetadataMessage.Reject reject) {
            fetch.rejected(giver, reject.piece(), nowNanos);
        } else if (message instanceof MetadataMessage.Request request) {
            say(from, new MetadataMessage.Reject(request.piece()));
        }
        return Optional.empty();
    }

    Judgement judged(MetadataAttempt whole, boolean matches) {
        boolean first = matches && !found;
        found |= matches;
        Collection<MetadataGiver> lying = matches ? fetch.matches(whole) : fetch.differs(whole);
        return new Judgement(
                first, lying.stream().map(gave::get).filter(Objects::nonNull).toList());
    }

    void askAll(long nowNanos) {
        givers.keySet().forEach(peer -> ask(peer, nowNanos));
    }

    void ask(PeerConnection peer, long nowNanos) {
        if (!found && peer.extensions.takes(Extension.METADATA)) {
            for (int piece : fetch.ask(givers.get(peer), nowNanos)) {
                say(peer, new MetadataMessage.Request(piece));
            }
        }
    }

    private static void say(PeerConnection to, MetadataMessage message) {
        if (to.extensions.takes(Extension.METADATA)) {
            to.out.add(to.extensions.message(Extension.METADATA, MetadataMessage.payload(message)));
        }
    }

    /** Once a second. */
    void sample(long nowNanos) {
        rate.sample(receivedBytes, nowNanos);
    }

    MetadataProgress progress() {
        return MetadataProgress.of(fetch, rate.bytesPerSecond());
    }
}
