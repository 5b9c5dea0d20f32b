package starling.peer.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.bencode.BString;
import starling.krpc.KrpcException;
import starling.krpc.KrpcMessage;
import starling.krpc.KrpcReader;
import starling.krpc.NodeContact;
import starling.krpc.NodeId;
import starling.krpc.Question;
import starling.metainfo.InfoHash;

class AnswersTest {
    private static final int MOST_DATAGRAM = 1_200;
    private static final InfoHash HASH = InfoHash.parse("00112233445566778899aabbccddeeff01234567");

    private final SplittableRandom random = new SplittableRandom(9);
    private final NodeId own = NodeId.random(random);
    private final RoutingTable table = new RoutingTable(own, 0);
    private final Answers answers = new Answers(false, table, random, 0);
    private final Endpoint asker = endpoint(1, 4_000);

    private static Endpoint endpoint(int number, int port) {
        try {
            return new Endpoint(
                    InetAddress.getByAddress(
                            new byte[] {45, (byte) (number >> 16), (byte) (number >> 8), (byte) number}),
                    port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Optional<byte[]> ask(Endpoint from, Question question, long now) {
        return answers.to(from, new KrpcMessage.Query(BString.of("tx"), NodeId.random(random), false, question), now);
    }

    private KrpcMessage answer(Endpoint from, Question question, long now) throws KrpcException {
        KrpcMessage message = KrpcReader.read(ask(from, question, now).orElseThrow());
        assertThat(message.transaction()).isEqualTo(BString.of("tx"));
        return message;
    }

    private BString token(Endpoint from, long now) throws KrpcException {
        return ((KrpcMessage.Answer) answer(from, new Question.GetPeers(HASH, Question.Want.UNSAID), now))
                .token()
                .orElseThrow();
    }

    private KrpcMessage announce(Endpoint from, BString token, long now) throws KrpcException {
        return answer(from, new Question.AnnouncePeer(HASH, Optional.of(6_881), token), now);
    }

    @Test
    void whoAnnouncesWithItsTokenIsNamedToOthers() throws KrpcException {
        assertThat(announce(asker, token(asker, 0), 0)).isInstanceOf(KrpcMessage.Answer.class);

        KrpcMessage.Answer found =
                (KrpcMessage.Answer) answer(endpoint(2, 1), new Question.GetPeers(HASH, Question.Want.UNSAID), 0);
        assertThat(found.peers()).containsExactly(endpoint(1, 6_881));
        assertThat(found.seenAs()).contains(endpoint(2, 1));
        assertThat(found.id()).isEqualTo(own);
    }

    @Test
    void aTokenIsGoodAtItsAddressAndForAWhile() throws KrpcException {
        BString token = token(asker, 0);
        long rotation = AnnounceTokens.ROTATION.toNanos();

        assertThat(announce(endpoint(2, 4_000), token, 0)).isInstanceOf(KrpcMessage.Failure.class);
        assertThat(announce(asker, BString.of("guess"), 0)).isInstanceOf(KrpcMessage.Failure.class);
        assertThat(announce(asker, token, rotation + 1)).isInstanceOf(KrpcMessage.Answer.class);
        assertThat(announce(asker, token, 2 * rotation + 2)).isInstanceOf(KrpcMessage.Failure.class);
        assertThat(announce(asker, token(asker, 10 * rotation), 20 * rotation)).isInstanceOf(KrpcMessage.Failure.class);
    }

    @Test
    void whatIsNewerThanWeAreIsRefused() throws KrpcException {
        assertThat(answer(asker, new Question.Unknown("vote"), 0))
                .isInstanceOfSatisfying(
                        KrpcMessage.Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(KrpcMessage.Failure.METHOD_UNKNOWN));
    }

    @Test
    void theLargestAnswerFitsADatagram() throws KrpcException {
        for (int i = 0; i < 300; i++) {
            table.replied(new NodeContact(NodeId.random(random), endpoint(1_000 + i, 6_881)), 0);
            answers.stored().add(HASH, endpoint(2_000 + i, 6_881), endpoint(2_000 + i, 1), 0);
        }

        byte[] bytes =
                ask(asker, new Question.GetPeers(HASH, Question.Want.BOTH), 0).orElseThrow();

        KrpcMessage.Answer answer = (KrpcMessage.Answer) KrpcReader.read(bytes);
        assertThat(answer.nodes()).hasSize(RoutingTable.K);
        assertThat(answer.peers()).hasSize(Answers.MOST_IPV4_PEERS);
        assertThat(bytes.length).isLessThan(MOST_DATAGRAM);
    }

    /** Someone writes an address that is not theirs into a thousand questions a second. */
    @Test
    void nobodyIsFloodedWithAnswers() throws KrpcException {
        long second = Duration.ofSeconds(1).toNanos();
        for (int i = 0; i < 300; i++) {
            answers.stored().add(HASH, endpoint(2_000 + i, 6_881), endpoint(2_000 + i, 1), 0);
        }
        long sent = 0;
        for (int i = 0; i < 60_000; i++) {
            sent += ask(
                            endpoint(1, i % 60_000 + 1),
                            new Question.GetPeers(HASH, Question.Want.UNSAID),
                            i * second / 1_000)
                    .map(bytes -> bytes.length)
                    .orElse(0);
        }

        assertThat(sent / 60).isLessThan(6_000);
        assertThat(ask(endpoint(77, 1), new Question.Ping(), 30 * second)).isPresent();
    }
}
