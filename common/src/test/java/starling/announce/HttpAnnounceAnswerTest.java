package starling.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.InfoHash;
import starling.testing.Mutations;

class HttpAnnounceAnswerTest {
    private static final PeerId ID = PeerId.random("-ST0100-", new Random(1));

    private static AnnounceRequest request(boolean compact, boolean noPeerId) {
        return new AnnounceRequest(
                InfoHash.of(new byte[20]),
                ID,
                1,
                0,
                0,
                OptionalLong.of(0),
                AnnounceEvent.UPDATE,
                OptionalInt.empty(),
                compact,
                noPeerId,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static AnnouncedPeer peer(String address, int port, Optional<PeerId> id) throws Exception {
        return new AnnouncedPeer(new Endpoint(InetAddress.getByName(address), port), id);
    }

    private static List<AnnouncedPeer> peers(Optional<PeerId> id) throws Exception {
        return List.of(peer("127.0.0.1", 1, id), peer("10.2.3.255", 65535, id), peer("2001:db8::ff", 6881, id));
    }

    private static AnnounceResponse.Swarm swarm(List<AnnouncedPeer> peers) throws Exception {
        return new AnnounceResponse.Swarm(
                Duration.ofMinutes(30),
                Optional.of(Duration.ofSeconds(90)),
                3,
                4,
                Optional.of(5),
                peers,
                Optional.of("a warning"),
                Optional.of("tracker id"),
                Optional.of(InetAddress.getByName("10.9.8.7")));
    }

    private static AnnounceResponse read(String body) throws AnnounceException {
        return HttpAnnounceAnswer.read(body.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static AnnounceResponse.Swarm readSwarm(String body) throws AnnounceException {
        return (AnnounceResponse.Swarm) read(body);
    }

    private static AnnounceResponse back(AnnounceResponse response, AnnounceRequest request) throws AnnounceException {
        return HttpAnnounceAnswer.read(HttpAnnounceAnswer.write(response, request));
    }

    @Test
    void packedPeersOfBothFamiliesComeBack() throws Exception {
        byte[] body = HttpAnnounceAnswer.write(swarm(peers(Optional.of(ID))), request(true, false));

        assertThat(HttpAnnounceAnswer.read(body)).isEqualTo(swarm(peers(Optional.empty())));
        assertThat(new String(body, StandardCharsets.ISO_8859_1))
                .contains("5:peers12:\u007f\u0000\u0000\u0001\u0000\u0001\n\u0002\u0003\u00ff\u00ff\u00ff")
                .contains("6:peers618: \u0001\r\u00b8")
                .contains("11:external ip4:\n\u0009\u0008\u0007");
    }

    @Test
    void theLongFormComesBackWithIdsAndWithout() throws Exception {
        AnnounceResponse.Swarm swarm = swarm(peers(Optional.of(ID)));

        assertThat(back(swarm, request(false, false))).isEqualTo(swarm);
        assertThat(back(swarm, request(false, true))).isEqualTo(swarm(peers(Optional.empty())));
    }

    @Test
    void theLongFormHasNoZone() throws Exception {
        byte[] linkLocal = InetAddress.getByName("fe80::1").getAddress();
        AnnouncedPeer zoned =
                new AnnouncedPeer(new Endpoint(Inet6Address.getByAddress(null, linkLocal, 3), 1), Optional.empty());

        assertThat(((AnnounceResponse.Swarm) back(swarm(List.of(zoned)), request(false, false))).peers())
                .containsExactly(peer("fe80::1", 1, Optional.empty()));
    }

    @Test
    void aSwarmOfNothingButTheNeedfulComesBack() throws Exception {
        AnnounceResponse.Swarm bare = new AnnounceResponse.Swarm(
                Duration.ofSeconds(1),
                Optional.empty(),
                0,
                0,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(back(bare, request(true, true))).isEqualTo(bare);
        assertThat(back(bare, request(false, false))).isEqualTo(bare);
        assertThat(new String(HttpAnnounceAnswer.write(bare, request(true, true)), StandardCharsets.ISO_8859_1))
                .isEqualTo("d8:completei0e10:incompletei0e8:intervali1e5:peers0:e");
    }

    @Test
    void anExternalIpv6AddressComesBack() throws Exception {
        assertThat(readSwarm("d11:external ip16:" + "\u0000".repeat(15) + "\u00018:intervali1ee")
                        .externalAddress())
                .contains(InetAddress.getByName("::1"));
        assertThat(readSwarm("d11:external ip5:aaaaa8:intervali1ee").externalAddress())
                .isEmpty();
    }

    @Test
    void aFailureComesBack() throws Exception {
        for (Optional<Duration> retry : List.of(Optional.<Duration>empty(), Optional.of(Duration.ofMinutes(7)))) {
            AnnounceResponse.Failure failure = new AnnounceResponse.Failure("no such t\u00f6rrent", retry);
            assertThat(back(failure, request(true, true))).isEqualTo(failure);
        }
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT1S, 1", "PT60S, 1", "PT61S, 2", "PT90S, 2", "PT2H, 120"})
    void theWaitIsRoundedUpToMinutes(Duration wait, int minutes) {
        byte[] body = HttpAnnounceAnswer.writeFailure(new AnnounceResponse.Failure("x", Optional.of(wait)));

        assertThat(new String(body, StandardCharsets.US_ASCII))
                .isEqualTo("d14:failure reason1:x8:retry ini" + minutes + "ee");
    }

    @ParameterizedTest
    @CsvSource({
        "i5e, PT5M",
        "5:never, PT24H",
        "i9223372036854775807e, PT24H",
        "i1441e, PT24H",
        "i0e, PT1S",
        "i-1e, PT1S",
        "i-153722867280912931e, PT1S",
        "i-9223372036854775808e, PT1S"
    })
    void theWaitStaysWithinADay(String retry, Duration expected) throws Exception {
        assertThat(read("d14:failure reason1:x8:retry in" + retry + "e"))
                .isEqualTo(new AnnounceResponse.Failure("x", Optional.of(expected)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT1S",
        "-1, PT1S",
        "-9223372036854775808, PT1S",
        "1800, PT30M",
        "86401, PT24H",
        "9223372036854775807, PT24H"
    })
    void intervalsStayWithinADay(long interval, Duration expected) throws Exception {
        AnnounceResponse.Swarm swarm = readSwarm("d8:intervali" + interval + "e12:min intervali" + interval + "ee");

        assertThat(swarm.interval()).isEqualTo(expected);
        assertThat(swarm.minInterval()).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "-9223372036854775808, 0", "7, 7", "9223372036854775807, 2147483647"})
    void countsStayWithinAnInt(long count, int expected) throws Exception {
        AnnounceResponse.Swarm swarm =
                readSwarm("d8:completei%1$de10:downloadedi%1$de10:incompletei%1$de8:intervali9ee".formatted(count));

        assertThat(swarm.seeders()).isEqualTo(expected);
        assertThat(swarm.leechers()).isEqualTo(expected);
        assertThat(swarm.completed()).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>404</html>",
                "le",
                "i1e",
                "de",
                "d5:peers0:e",
                "d8:interval4:1800e",
                "d14:failure reasoni1ee",
                "d8:intervali1800e5:peers5:aaaaae",
                "d8:intervali1800e5:peers7:aaaaaaae",
                "d8:intervali1800e6:peers617:aaaaaaaaaaaaaaaaae",
                "d8:intervali1800e5:peers6:aaaaa",
                "d8:intervali1800e5:peers99999999:ae",
                "d8:intervali1800e8:intervali1800ee"
            })
    void refusesWhatIsNoAnswer(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(AnnounceException.class);
    }

    @Test
    void passesOverPeersThatCannotBeReached() throws Exception {
        String good = "d2:ip9:127.0.0.14:porti5ee";
        String list = String.join(
                "",
                "i1e",
                "1:x",
                "le",
                "de",
                "d2:ip9:127.0.0.1e",
                "d4:porti5ee",
                "d2:ip9:127.0.0.14:porti0ee",
                "d2:ip9:127.0.0.14:porti-1ee",
                "d2:ip9:127.0.0.14:porti65536ee",
                "d2:ip9:127.0.0.14:porti4294967301ee",
                "d2:ip17:looked-up.invalid4:porti5ee",
                "d2:ip9:999.1.1.14:porti5ee",
                "d2:ipi1e4:porti5ee");

        assertThat(readSwarm("d8:intervali9e5:peersl" + list + good + "ee").peers())
                .containsExactly(peer("127.0.0.1", 5, Optional.empty()));
    }

    @Test
    void aPeerIdOfAnotherLengthIsNone() throws Exception {
        assertThat(readSwarm("d8:intervali9e5:peersld2:ip9:127.0.0.17:peer id3:abc4:porti5eeee")
                        .peers())
                .containsExactly(peer("127.0.0.1", 5, Optional.empty()));
    }

    @Test
    void peersOfAnotherKindAreNone() throws Exception {
        assertThat(readSwarm("d8:intervali9e5:peersi1ee").peers()).isEmpty();
        assertThat(readSwarm("d8:intervali9ee").peers()).isEmpty();
    }

    @Test
    void aDamagedAnswerIsRefusedOrInRange() throws Exception {
        AnnounceResponse.Swarm swarm = swarm(peers(Optional.of(ID)));
        List<byte[]> examples = List.of(
                HttpAnnounceAnswer.write(swarm, request(true, true)),
                HttpAnnounceAnswer.write(swarm, request(false, false)),
                HttpAnnounceAnswer.writeFailure(
                        new AnnounceResponse.Failure("reason", Optional.of(Duration.ofHours(1)))));

        Mutations.Tally tally = Mutations.run(examples, 40_000, AnnounceException.class, input -> {
            if (HttpAnnounceAnswer.read(input) instanceof AnnounceResponse.Swarm read) {
                assertThat(read.interval()).isBetween(Duration.ofSeconds(1), Duration.ofDays(1));
                assertThat(Math.min(read.seeders(), read.leechers())).isNotNegative();
            }
        });

        assertThat(tally.taken()).isGreaterThan(500);
        assertThat(tally.refused()).isGreaterThan(500);
    }
}
