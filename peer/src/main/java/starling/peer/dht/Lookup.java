package starling.peer.dht;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import starling.announce.Endpoint;
import starling.bencode.BString;
import starling.krpc.NodeContact;
import starling.krpc.NodeId;
import starling.peer.discovery.Addresses;

/**
 * The search for the nodes nearest to an id (BEP 5): asks the nearest it knows for nearer ones until the {@value
 * RoutingTable#K} nearest have answered. Whom to ask next is all it says; who asks tells it what came of it.
 */
final class Lookup {
    /** How many are asked at once; each that is slow to answer makes room for one more, up to the second number. */
    static final int AT_ONCE = 4;

    static final int MOST_AT_ONCE = 8;

    /** Whoever makes us go round in circles is left after so many questions. */
    static final int MOST_ASKED = 160;

    private static final int MOST_CANDIDATES = 100;

    private enum State {
        NEW,
        ASKED,
        SLOW,
        ANSWERED,
        FAILED
    }

    private static final class Candidate {
        final NodeContact contact;
        State state = State.NEW;
        Optional<BString> token = Optional.empty();

        Candidate(NodeContact contact) {
            this.contact = contact;
        }
    }

    /** A node that answered, and the token to announce with, where it gave one. */
    record Found(NodeContact contact, Optional<BString> token) {}

    private final NodeId target;
    private final NodeId ownId;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<Endpoint, Candidate> byEndpoint = new HashMap<>();
    private final Set<Object> owners = new HashSet<>();
    private final Set<NodeId> ids = new HashSet<>();
    private final Deque<Endpoint> strangers = new ArrayDeque<>();
    private final Set<Endpoint> strangersAsked = new HashSet<>();
    private int asked;

    /**
     * @param ownId is never a candidate
     * @param strangers addresses of nodes whose ids are not known, asked first
     */
    Lookup(NodeId target, NodeId ownId, Collection<NodeContact> start, Collection<Endpoint> strangers) {
        this.target = target;
        this.ownId = ownId;
        start.forEach(this::add);
        this.strangers.addAll(strangers);
    }

    NodeId target() {
        return target;
    }

    private void add(NodeContact contact) {
        if (contact.id().equals(ownId)
                || ids.contains(contact.id())
                || !owners.add(Addresses.owner(contact.endpoint()))) {
            return;
        }
        ids.add(contact.id());
        int at = candidates.size();
        while (at > 0
                && target.compareDistance(
                                contact.id(), candidates.get(at - 1).contact.id())
                        < 0) {
            at--;
        }
        Candidate candidate = new Candidate(contact);
        candidates.add(at, candidate);
        byEndpoint.put(contact.endpoint(), candidate);
        if (candidates.size() > MOST_CANDIDATES && candidates.get(MOST_CANDIDATES).state == State.NEW) {
            byEndpoint.remove(candidates.remove(MOST_CANDIDATES).contact.endpoint());
        }
    }

    /** The next stranger to ask, where there is one; it counts as asked. */
    Optional<Endpoint> nextStranger() {
        if (strangers.isEmpty() || count(State.ASKED) + strangersAsked.size() >= MOST_AT_ONCE) {
            return Optional.empty();
        }
        Endpoint next = strangers.poll();
        strangersAsked.add(next);
        return Optional.of(next);
    }

    /** The next node to ask, where one is to be asked now; it counts as asked. */
    Optional<NodeContact> next() {
        int waiting = count(State.ASKED);
        if (waiting >= AT_ONCE || waiting + count(State.SLOW) >= MOST_AT_ONCE || asked >= MOST_ASKED) {
            return Optional.empty();
        }
        int answered = 0;
        for (Candidate candidate : candidates) {
            if (candidate.state == State.NEW) {
                candidate.state = State.ASKED;
                asked++;
                return Optional.of(candidate.contact);
            }
            if (candidate.state == State.ANSWERED && ++answered == RoutingTable.K) {
                break;
            }
        }
        return Optional.empty();
    }

    private int count(State state) {
        int count = 0;
        for (Candidate candidate : candidates) {
            if (candidate.state == state) {
                count++;
            }
        }
        return count;
    }

    /** A node takes long: another may be asked. */
    void slow(Endpoint from) {
        find(from).filter(candidate -> candidate.state == State.ASKED).ifPresent(late -> late.state = State.SLOW);
    }

    void failed(Endpoint from) {
        strangersAsked.remove(from);
        find(from).ifPresent(lost -> lost.state = State.FAILED);
    }

    void answered(NodeContact from, Collection<NodeContact> nodes, Optional<BString> token) {
        if (strangersAsked.remove(from.endpoint())) {
            add(from);
        }
        find(from.endpoint()).ifPresent(candidate -> {
            candidate.state = State.ANSWERED;
            candidate.token = token;
        });
        nodes.forEach(this::add);
    }

    private Optional<Candidate> find(Endpoint endpoint) {
        return Optional.ofNullable(byEndpoint.get(endpoint));
    }

    /** Whether the nearest have all answered, or nobody is left to ask. */
    boolean isDone() {
        if (!strangers.isEmpty() || !strangersAsked.isEmpty()) {
            return false;
        }
        int answered = 0;
        for (Candidate candidate : candidates) {
            switch (candidate.state) {
                case ASKED, SLOW -> {
                    return false;
                }
                case NEW -> {
                    if (asked < MOST_ASKED) {
                        return false;
                    }
                }
                case ANSWERED -> answered++;
                default -> {
                    // one that failed is passed over
                }
            }
            if (answered == RoutingTable.K) {
                return true;
            }
        }
        return true;
    }

    /** The nearest that answered, nearest first. */
    List<Found> closest() {
        return candidates.stream()
                .filter(candidate -> candidate.state == State.ANSWERED)
                .limit(RoutingTable.K)
                .map(candidate -> new Found(candidate.contact, candidate.token))
                .toList();
    }

    int answeredCount() {
        return count(State.ANSWERED);
    }
}
