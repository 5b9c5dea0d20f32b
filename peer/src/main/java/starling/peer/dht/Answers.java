package starling.peer.dht;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import starling.announce.Endpoint;
import starling.bencode.BString;
import starling.krpc.KrpcMessage;
import starling.krpc.KrpcWriter;
import starling.krpc.NodeContact;
import starling.krpc.NodeId;
import starling.krpc.Question;

/** What we answer when other nodes ask (BEP 5, 32, 42). An answer fits a datagram, and nobody gets many in a short time. */
final class Answers {
    static final int MOST_IPV4_PEERS = 50;
    static final int MOST_IPV6_PEERS = 25;

    private static final int BYTES_PER_SECOND = 4_096;
    private static final Duration BURST = Duration.ofSeconds(12);

    private final boolean ipv6;
    private final RoutingTable table;
    private final StoredPeers stored;
    private final AnnounceTokens tokens;
    private final AnswerQuota quota;

    Answers(boolean ipv6, RoutingTable table, RandomGenerator random, long nowNanos) {
        this.ipv6 = ipv6;
        this.table = table;
        this.stored = new StoredPeers(random);
        this.tokens = new AnnounceTokens(random, nowNanos);
        this.quota = new AnswerQuota(BYTES_PER_SECOND, BURST, random.nextInt(), nowNanos);
    }

    StoredPeers stored() {
        return stored;
    }

    /** The datagram to answer with; empty where the asker has had enough. */
    Optional<byte[]> to(Endpoint from, KrpcMessage.Query query, long nowNanos) {
        byte[] answer = KrpcWriter.write(answer(from, query, nowNanos));
        return quota.allows(from, answer.length, nowNanos) ? Optional.of(answer) : Optional.empty();
    }

    private KrpcMessage answer(Endpoint from, KrpcMessage.Query query, long nowNanos) {
        BString transaction = query.transaction();
        if (query.question() instanceof Question.FindNode find) {
            return answer(from, transaction, nodes(find.target(), find.want(), nowNanos), List.of(), Optional.empty());
        } else if (query.question() instanceof Question.GetPeers get) {
            return answer(
                    from,
                    transaction,
                    nodes(NodeId.of(get.infoHash()), get.want(), nowNanos),
                    stored.some(get.infoHash(), ipv6 ? MOST_IPV6_PEERS : MOST_IPV4_PEERS, nowNanos),
                    Optional.of(tokens.of(from.address(), nowNanos)));
        } else if (query.question() instanceof Question.AnnouncePeer announce) {
            if (!tokens.isValid(announce.token(), from.address(), nowNanos)) {
                return new KrpcMessage.Failure(transaction, KrpcMessage.Failure.PROTOCOL, "bad token");
            }
            Endpoint peer = new Endpoint(from.address(), announce.port().orElse(from.port()));
            stored.add(announce.infoHash(), peer, from, nowNanos);
        } else if (query.question() instanceof Question.Unknown) {
            return new KrpcMessage.Failure(transaction, KrpcMessage.Failure.METHOD_UNKNOWN, "method unknown");
        }
        return answer(from, transaction, List.of(), List.of(), Optional.empty());
    }

    private List<NodeContact> nodes(NodeId target, Question.Want want, long nowNanos) {
        return want.wants(ipv6, ipv6) ? table.closest(target, RoutingTable.K, nowNanos) : new ArrayList<>();
    }

    private KrpcMessage answer(
            Endpoint to, BString transaction, List<NodeContact> nodes, List<Endpoint> peers, Optional<BString> token) {
        return new KrpcMessage.Answer(transaction, table.ownId(), nodes, peers, token, Optional.of(to));
    }
}
