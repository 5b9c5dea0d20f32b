package starling.peer.dht;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import starling.announce.Endpoint;
import starling.krpc.KrpcException;
import starling.krpc.KrpcMessage;
import starling.krpc.KrpcReader;
import starling.krpc.NodeContact;
import starling.krpc.NodeId;
import starling.krpc.Question;
import starling.peer.dht.KnownNode.Standing;
import starling.peer.discovery.Addresses;
import starling.peer.discovery.ExternalAddress;

/**
 * Our node in the DHT of one address family (BEP 5, 32). It knows neither clock nor socket: it is given the time with
 * every call, and what it sends goes to a consumer. Not safe for several threads.
 */
final class DhtNode {
    /** With fewer good nodes than these the DHT has to be joined, again or for the first time. */
    static final int FEW = 4;

    /** A new address means a new id, and so to begin again: it takes many to say so. */
    private static final int ENOUGH_VOTES = 8;

    private static final int MOST_PINGS = 8;
    private static final int MOST_SUGGESTIONS = 64;
    private static final int MOST_LATELY = 256;
    private static final long DOUBT_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long BETWEEN_REFRESHES_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long BETWEEN_DOUBTS_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long BUSY_TICK_NANOS = Duration.ofMillis(100).toNanos();
    private static final long IDLE_TICK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long EXPIRE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Duration FIRST_REJOIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_REJOIN = Duration.ofMinutes(5);

    private final boolean ipv6;
    private final RandomGenerator random;
    private final BiConsumer<Endpoint, byte[]> out;
    private final Predicate<Endpoint> reachable;
    private final Consumer<NodeContact> ofOtherFamily;
    private final RoutingTable table;
    private final Questions questions;
    private final Lookups lookups;
    private final Answers answers;
    private final FollowedTorrents torrents;
    private final ExternalAddress external = new ExternalAddress(ENOUGH_VOTES);
    private final Deque<Endpoint> suggested = new ArrayDeque<>();

    /** Who was suggested of late: two nodes that each ask back whoever asks would never come to an end. */
    private final Set<Endpoint> lately = new LinkedHashSet<>();

    private final Pings pings = new Pings();
    private final boolean readOnly;
    private boolean joining;
    private int joins;
    private long nextJoinNanos;
    private long expiredNanos;
    private long refreshedNanos;
    private boolean wantsBoth;

    /**
     * @param readOnly whether it asks and does not answer (BEP 43)
     * @param out is handed each datagram with where it goes
     * @param reachable whom it may send to at all
     * @param ofOtherFamily told of nodes of the other address family that an answer named
     */
    DhtNode(
            NodeId id,
            boolean ipv6,
            boolean readOnly,
            RandomGenerator random,
            BiConsumer<Endpoint, byte[]> out,
            Predicate<Endpoint> reachable,
            Consumer<NodeContact> ofOtherFamily,
            long nowNanos) {
        this.ipv6 = ipv6;
        this.readOnly = readOnly;
        this.random = random;
        this.out = out;
        this.reachable =
                endpoint -> endpoint.isIpv6() == ipv6 && Addresses.isPossible(endpoint) && reachable.test(endpoint);
        this.ofOtherFamily = ofOtherFamily;
        this.table = new RoutingTable(id, nowNanos);
        this.questions = new Questions(table, readOnly, random, out);
        this.lookups = new Lookups(table, questions, contact -> this.reachable.test(contact.endpoint()));
        this.answers = new Answers(ipv6, table, random, nowNanos);
        this.torrents = new FollowedTorrents(
                lookups, questions, random, this::want, peer -> peer.port() != 0 && this.reachable.test(peer));
        this.nextJoinNanos = nowNanos;
        this.expiredNanos = nowNanos;
    }

    RoutingTable table() {
        return table;
    }

    boolean isIpv6() {
        return ipv6;
    }

    FollowedTorrents torrents() {
        return torrents;
    }

    /** How it stands. */
    DhtStatus.Family status(long nowNanos) {
        return new DhtStatus.Family(
                ipv6,
                table.ownId().hex(),
                external.agreed(),
                table.count(Standing.GOOD, nowNanos),
                table.count(Standing.QUESTIONABLE, nowNanos),
                lookups.count(),
                torrents.count(),
                answers.stored().torrentCount(),
                answers.stored().peerCount());
    }

    /** Whether answers shall name nodes of the other family, too. */
    void wantBoth(boolean both) {
        wantsBoth = both;
    }

    private Question.Want want() {
        return wantsBoth ? Question.Want.BOTH : Question.Want.UNSAID;
    }

    /** Nodes of an earlier run. */
    void remember(Collection<NodeContact> contacts, long nowNanos) {
        contacts.stream()
                .filter(contact -> reachable.test(contact.endpoint()))
                .forEach(contact -> table.remembered(contact, nowNanos));
    }

    /** Somebody says that a node is there; it is asked, and known once it answers. */
    void suggest(Endpoint endpoint) {
        if (reachable.test(endpoint) && suggested.size() < MOST_SUGGESTIONS && lately.add(endpoint)) {
            suggested.add(endpoint);
            if (lately.size() > MOST_LATELY) {
                lately.remove(lately.iterator().next());
            }
        }
    }

    /** Whether it knows too few good nodes to find anything. */
    boolean isAlone(long nowNanos) {
        return !table.hasAny(FEW, Standing.GOOD, nowNanos);
    }

    /** Whether it is alone, and the nodes that it remembered or was told of have had their chance to change that. */
    boolean needsBootstrap(long nowNanos) {
        return isAlone(nowNanos) && !joining && (joins > 0 || !table.hasAny(1, Standing.QUESTIONABLE, nowNanos));
    }

    /** Looks up its own neighbourhood, beginning with what it knows and with these. */
    void join(Collection<Endpoint> bootstrap, long nowNanos) {
        joining = true;
        lookups.start(
                new Lookups.Task(
                        table.ownId(),
                        new Question.FindNode(table.ownId(), want()),
                        bootstrap.stream().filter(reachable).toList(),
                        this::heard,
                        this::joined),
                nowNanos);
    }

    private void joined(Lookup lookup, long nowNanos) {
        joining = false;
        Duration wait = FIRST_REJOIN.multipliedBy(1L << Math.min(joins, 6));
        nextJoinNanos = nowNanos + (wait.compareTo(LONGEST_REJOIN) < 0 ? wait : LONGEST_REJOIN).toNanos();
        if (lookup.answeredCount() == 0) {
            joins++;
            return;
        }
        joins = isAlone(nowNanos) ? joins + 1 : 0;
        table.sparseParts(nowNanos, random).forEach(target -> refresh(target, nowNanos));
    }

    private void refresh(NodeId target, long nowNanos) {
        lookups.start(
                new Lookups.Task(
                        target, new Question.FindNode(target, want()), List.of(), this::heard, (lookup, now) -> {}),
                nowNanos);
    }

    private void heard(KrpcMessage.Answer answer) {
        for (NodeContact contact : answer.nodes()) {
            if (contact.endpoint().isIpv6() != ipv6) {
                ofOtherFamily.accept(contact);
            }
        }
    }

    /** A datagram came in; whether it was the DHT's. */
    boolean received(Endpoint from, byte[] datagram, long nowNanos) {
        if (!reachable.test(from)) {
            return false;
        }
        try {
            KrpcMessage message = KrpcReader.read(datagram);
            if (message instanceof KrpcMessage.Query query) {
                asked(from, query, nowNanos);
            } else if (message instanceof KrpcMessage.Answer answer) {
                answered(from, answer, nowNanos);
            } else if (message instanceof KrpcMessage.Failure failure) {
                questions.refused(from, failure, nowNanos);
            }
            return true;
        } catch (KrpcException notOurs) {
            return false;
        }
    }

    private void asked(Endpoint from, KrpcMessage.Query query, long nowNanos) {
        if (query.id().equals(table.ownId())) {
            return;
        }
        if (!readOnly) {
            answers.to(from, query, nowNanos).ifPresent(answer -> out.accept(from, answer));
        }
        if (!query.readOnly() && table.asked(new NodeContact(query.id(), from), nowNanos)) {
            suggest(from);
        }
    }

    private void answered(Endpoint from, KrpcMessage.Answer answer, long nowNanos) {
        if (!questions.answered(from, answer, nowNanos) || answer.seenAs().isEmpty()) {
            return;
        }
        boolean agreed = external.vote(from, answer.seenAs().get().address());
        if (agreed && !SecureNodeId.fits(table.ownId(), external.agreed().orElseThrow())) {
            table.moveTo(SecureNodeId.of(external.agreed().orElseThrow(), random), nowNanos);
            joins = 0;
            join(List.of(), nowNanos);
        }
    }

    /** Does what time brings; to be called again after the nanoseconds that it returns. */
    long tick(long nowNanos) {
        questions.tick(nowNanos);
        if (nowNanos - expiredNanos >= EXPIRE_NANOS) {
            expiredNanos = nowNanos;
            lately.clear();
            answers.stored().expire(nowNanos);
        }
        boolean alone = isAlone(nowNanos);
        boolean knowsAny =
                !alone || table.count(Standing.GOOD, nowNanos) + table.count(Standing.QUESTIONABLE, nowNanos) > 0;
        if (alone && !joining && knowsAny && nowNanos - nextJoinNanos >= 0) {
            join(List.of(), nowNanos);
        }
        pings.tick(nowNanos);
        if (lookups.hasRoom() && !alone && nowNanos - refreshedNanos >= BETWEEN_REFRESHES_NANOS) {
            refreshedNanos = nowNanos;
            table.nextRefresh(nowNanos, random).ifPresent(target -> refresh(target, nowNanos));
        }
        if (knowsAny && !joining) {
            torrents.tick(nowNanos);
        }
        return questions.pendingCount() > 0 || !suggested.isEmpty() ? BUSY_TICK_NANOS : IDLE_TICK_NANOS;
    }

    /** Asks nodes whether they are there: those that were suggested, and those of the table that are in doubt. */
    private final class Pings implements Questions.Asker {
        private int running;
        private long doubtedNanos;

        void tick(long nowNanos) {
            while (running < MOST_PINGS && !suggested.isEmpty()) {
                ping(suggested.poll(), Optional.empty(), nowNanos);
            }
            if (running < MOST_PINGS && nowNanos - doubtedNanos >= BETWEEN_DOUBTS_NANOS) {
                doubtedNanos = nowNanos;
                table.nextInDoubt(DOUBT_NANOS, nowNanos)
                        .ifPresent(node -> ping(node.endpoint(), Optional.of(node.id()), nowNanos));
            }
        }

        private void ping(Endpoint to, Optional<NodeId> id, long nowNanos) {
            running++;
            questions.ask(to, id, new Question.Ping(), this, nowNanos);
        }

        @Override
        public void answered(NodeContact from, KrpcMessage.Answer answer, long nowNanos) {
            running--;
        }

        @Override
        public void failed(Endpoint to, long nowNanos) {
            running--;
        }
    }
}
