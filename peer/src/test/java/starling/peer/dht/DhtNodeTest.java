package starling.peer.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.bencode.BString;
import starling.krpc.KrpcMessage;
import starling.krpc.KrpcReader;
import starling.krpc.KrpcWriter;
import starling.krpc.NodeId;
import starling.krpc.Question;
import starling.peer.dht.KnownNode.Standing;

/** One node, and what it says to others that the test plays. */
class DhtNodeTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private record Sent(Endpoint to, KrpcMessage message) {}

    private final SplittableRandom random = new SplittableRandom(2);
    private final NodeId other = NodeId.random(random);
    private final List<Sent> sent = new ArrayList<>();
    private Endpoint there;
    private DhtNode node;

    @BeforeEach
    void make() throws Exception {
        there = new Endpoint(InetAddress.getByName("45.1.2.3"), 6_881);
        node = node(false);
    }

    private DhtNode node(boolean readOnly) {
        return new DhtNode(
                NodeId.random(random), false, readOnly, random, this::sent, endpoint -> true, contact -> {}, 0);
    }

    private void sent(Endpoint to, byte[] datagram) {
        try {
            sent.add(new Sent(to, KrpcReader.read(datagram)));
        } catch (java.io.IOException ofOurOwn) {
            throw new AssertionError(ofOurOwn);
        }
    }

    private List<KrpcMessage.Query> queries() {
        return sent.stream()
                .map(Sent::message)
                .filter(KrpcMessage.Query.class::isInstance)
                .map(KrpcMessage.Query.class::cast)
                .toList();
    }

    private void receive(Endpoint from, KrpcMessage message, long now) {
        node.received(from, KrpcWriter.write(message), now);
    }

    private KrpcMessage.Answer pong(BString transaction) {
        return new KrpcMessage.Answer(transaction, other, List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    private KrpcMessage.Query ping(boolean readOnly) {
        return new KrpcMessage.Query(BString.of("q1"), other, readOnly, new Question.Ping());
    }

    @Test
    void knowsWhoAsksOnlyOnceItHasAnswered() {
        receive(there, ping(false), 0);
        assertThat(sent.get(0).message()).isInstanceOf(KrpcMessage.Answer.class);
        assertThat(node.table().count(Standing.GOOD, 0)).isZero();

        node.tick(SECOND);
        receive(there, pong(queries().get(0).transaction()), SECOND);

        assertThat(node.table().count(Standing.GOOD, SECOND)).isOne();
    }

    @Test
    void whoAsksAgainAndAgainIsNotAskedBackEachTime() {
        for (int i = 0; i < 50; i++) {
            receive(there, ping(false), 0);
            node.tick(i);
        }
        assertThat(queries()).hasSize(1);
    }

    @Test
    void doesNotAskWhoIsReadOnly() {
        receive(there, ping(true), 0);
        node.tick(SECOND);

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).message()).isInstanceOf(KrpcMessage.Answer.class);
    }

    @Test
    void readOnlyItAsksAndNeverAnswers() {
        node = node(true);
        receive(there, ping(false), 0);
        node.suggest(there);
        node.tick(SECOND);

        assertThat(sent).hasSize(1);
        assertThat(queries()).allMatch(KrpcMessage.Query::readOnly);
    }

    @Test
    void takesAnAnswerOnlyFromWhereItAsked() throws Exception {
        node.suggest(there);
        node.tick(0);
        BString transaction = queries().get(0).transaction();

        receive(new Endpoint(InetAddress.getByName("45.9.9.9"), 6_881), pong(transaction), 1);
        receive(there, pong(BString.of("nope")), 1);
        assertThat(node.table().count(Standing.GOOD, 1)).isZero();

        receive(there, pong(transaction), 1);
        assertThat(node.table().count(Standing.GOOD, 1)).isOne();
    }

    @Test
    void whatIsNotTheDhtsIsPassedOver() {
        assertThat(node.received(there, "d1:ad2:id".getBytes(StandardCharsets.US_ASCII), 0))
                .isFalse();
        assertThat(node.received(there, new byte[20], 0)).isFalse();
        assertThat(sent).isEmpty();
    }

    @Test
    void takesAnIdThatFitsTheAddressOthersSeeItAt() throws Exception {
        InetAddress seen = InetAddress.getByName("203.0.114.7");
        NodeId before = node.table().ownId();
        for (int i = 1; i <= 8; i++) {
            Endpoint voter = new Endpoint(InetAddress.getByName("45.1.7." + i), 6_881);
            node.suggest(voter);
            sent.clear();
            node.tick(i * SECOND);
            BString transaction = sent.stream()
                    .filter(datagram -> datagram.to().equals(voter))
                    .map(datagram -> datagram.message().transaction())
                    .findFirst()
                    .orElseThrow();
            receive(
                    voter,
                    new KrpcMessage.Answer(
                            transaction,
                            NodeId.random(random),
                            List.of(),
                            List.of(),
                            Optional.empty(),
                            Optional.of(new Endpoint(seen, 1))),
                    i * SECOND);
        }

        assertThat(node.table().ownId()).isNotEqualTo(before);
        assertThat(SecureNodeId.fits(node.table().ownId(), seen)).isTrue();
    }
}
