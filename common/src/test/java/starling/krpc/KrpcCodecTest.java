package starling.krpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.Endpoint;
import starling.bencode.BString;
import starling.metainfo.InfoHash;
import starling.testing.Mutations;

class KrpcCodecTest {
    private static final NodeId ID = NodeId.of(ascii("abcdefghij0123456789"));
    private static final NodeId OTHER = NodeId.of(ascii("mnopqrstuvwxyz123456"));
    private static final InfoHash HASH = InfoHash.of(ascii("mnopqrstuvwxyz123456"));
    private static final BString TRANSACTION = BString.of("aa");

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Endpoint endpoint(String address, int port) {
        try {
            return new Endpoint(InetAddress.getByName(address), port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static Stream<KrpcMessage> messages() {
        NodeContact four = new NodeContact(OTHER, endpoint("192.0.2.1", 6881));
        NodeContact six = new NodeContact(OTHER, endpoint("2001:db8::7", 65535));
        return Stream.of(
                query(new Question.Ping()),
                new KrpcMessage.Query(TRANSACTION, ID, true, new Question.Ping()),
                query(new Question.FindNode(OTHER, Question.Want.UNSAID)),
                query(new Question.FindNode(OTHER, Question.Want.BOTH)),
                query(new Question.GetPeers(HASH, new Question.Want(false, true))),
                query(new Question.AnnouncePeer(HASH, Optional.of(6881), BString.of("aoeusnth"))),
                query(new Question.AnnouncePeer(HASH, Optional.empty(), BString.of("aoeusnth"))),
                query(new Question.Unknown("vote")),
                new KrpcMessage.Answer(TRANSACTION, ID, List.of(), List.of(), Optional.empty(), Optional.empty()),
                new KrpcMessage.Answer(
                        TRANSACTION,
                        ID,
                        List.of(four, six),
                        List.of(endpoint("192.0.2.2", 1), endpoint("2001:db8::8", 2)),
                        Optional.of(BString.of("token")),
                        Optional.of(endpoint("198.51.100.3", 4711))),
                new KrpcMessage.Failure(TRANSACTION, KrpcMessage.Failure.PROTOCOL, "bad token"));
    }

    private static KrpcMessage query(Question question) {
        return new KrpcMessage.Query(TRANSACTION, ID, false, question);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsWrittenIsReadAsItWas(KrpcMessage message) throws KrpcException {
        assertThat(KrpcReader.read(KrpcWriter.write(message))).isEqualTo(message);
    }

    @Test
    void readsTheExamplesOfBep5() throws KrpcException {
        assertThat(KrpcReader.read(ascii("d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe")))
                .isEqualTo(query(new Question.Ping()));
        assertThat(KrpcReader.read(ascii("d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e"
                        + "1:q9:find_node1:t2:aa1:y1:qe")))
                .isEqualTo(query(new Question.FindNode(OTHER, Question.Want.UNSAID)));
        assertThat(KrpcReader.read(ascii("d1:ad2:id20:abcdefghij012345678912:implied_porti1e9:info_hash20:"
                        + "mnopqrstuvwxyz1234564:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe")))
                .isEqualTo(query(new Question.AnnouncePeer(HASH, Optional.empty(), BString.of("aoeusnth"))));
        KrpcMessage.Answer answer = (KrpcMessage.Answer) KrpcReader.read(ascii(
                "d1:rd2:id20:abcdefghij01234567895:" + "token8:aoeusnth6:valuesl6:axje.u6:idhtnmee1:t2:aa1:y1:re"));
        assertThat(answer.peers())
                .containsExactly(endpoint("97.120.106.101", 11893), endpoint("105.100.104.116", 28269));
        assertThat(answer.token()).contains(BString.of("aoeusnth"));
        assertThat(KrpcReader.read(ascii("d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee")))
                .isEqualTo(new KrpcMessage.Failure(TRANSACTION, 201, "A Generic Error Ocurred"));
    }

    @Test
    void takesTheAskersAddressFromEitherPlace() throws KrpcException {
        String beside = "d2:ip6:axje.u1:rd2:id20:abcdefghij0123456789e1:t2:aa1:y1:re";
        String inside = "d1:rd2:id20:abcdefghij01234567892:ip6:axje.ue1:t2:aa1:y1:re";
        for (String text : List.of(beside, inside)) {
            assertThat(((KrpcMessage.Answer) KrpcReader.read(ascii(text))).seenAs())
                    .contains(endpoint("97.120.106.101", 11893));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "le",
                "de",
                "i1e",
                "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:y1:qe",
                "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t0:1:y1:qe",
                "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:xe",
                "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aae",
                "d1:ad2:id19:abcdefghij012345678e1:q4:ping1:t2:aa1:y1:qe",
                "d1:ade1:q4:ping1:t2:aa1:y1:qe",
                "d1:q4:ping1:t2:aa1:y1:qe",
                "d1:ad2:id20:abcdefghij0123456789e1:t2:aa1:y1:qe",
                "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe trailing",
                "d1:ad2:id20:abcdefghij0123456789e1:q9:find_node1:t2:aa1:y1:qe",
                "d1:ad2:id20:abcdefghij01234567899:info_hash3:abce1:q9:get_peers1:t2:aa1:y1:qe",
                "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234564:porti0e5:token1:xe"
                        + "1:q13:announce_peer1:t2:aa1:y1:qe",
                "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234564:porti65536e5:token1:xe"
                        + "1:q13:announce_peer1:t2:aa1:y1:qe",
                "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234564:porti1e5:token0:e"
                        + "1:q13:announce_peer1:t2:aa1:y1:qe",
                "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234564:porti1ee"
                        + "1:q13:announce_peer1:t2:aa1:y1:qe",
                "d1:rd2:id20:abcdefghij01234567895:nodes25:aaaaaaaaaaaaaaaaaaaaaaaaae1:t2:aa1:y1:re",
                "d1:rd2:id20:abcdefghij01234567896:valuesli1eee1:t2:aa1:y1:re",
                "d1:t2:aa1:y1:re",
                "d1:eli201ee1:t2:aa1:y1:ee",
                "d1:ele1:t2:aa1:y1:ee",
                "d1:ad1:xlllllllleeeeeeee2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe",
            })
    void refusesWhatIsNoMessage(String datagram) {
        assertThatThrownBy(() -> KrpcReader.read(ascii(datagram))).isInstanceOf(KrpcException.class);
    }

    @Test
    void takesNoMoreThanAnAnswerHasRoomFor() throws KrpcException {
        String nodes = "n".repeat(26 * 100);
        KrpcMessage.Answer answer = (KrpcMessage.Answer) KrpcReader.read(
                ascii("d1:rd2:id20:abcdefghij01234567895:nodes" + nodes.length() + ":" + nodes + "e1:t2:aa1:y1:re"));
        assertThat(answer.nodes()).hasSize(KrpcReader.MOST_NODES);
        byte[] huge = new byte[KrpcReader.MAX_BYTES + 1];
        assertThatThrownBy(() -> KrpcReader.read(huge)).isInstanceOf(KrpcException.class);
    }

    @Test
    void damagedMessagesAreReadOrRefused() {
        Mutations.Tally tally =
                Mutations.run(messages().map(KrpcWriter::write).toList(), 20_000, KrpcException.class, input -> {
                    KrpcMessage message = KrpcReader.read(input);
                    assertThat(KrpcReader.read(KrpcWriter.write(message))).isEqualTo(message);
                });
        assertThat(tally.taken()).isPositive();
        assertThat(tally.refused()).isPositive();
    }
}
