package starling.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import starling.metainfo.InfoHash;
import starling.testing.Mutations;

class HttpAnnounceQueryTest {
    private static final InfoHash HASH = InfoHash.parse("00112233445566778899aabbccddeeff2526207e");
    private static final PeerId ID = PeerId.random("-ST0100-", new Random(1));
    private static final String LEAST = "info_hash=" + QueryString.escape(HASH.bytes()) + "&peer_id="
            + QueryString.escape(ID.bytes()) + "&port=6881";

    private static AnnounceRequest read(String query) throws AnnounceException {
        return HttpAnnounceQuery.read(QueryString.parse(query));
    }

    private static AnnounceRequest request(AnnounceEvent event) {
        return AnnounceRequest.of(HASH, ID, 6881, 1, 2, 3, event);
    }

    private static AnnounceRequest full(InetAddress claimed) {
        return new AnnounceRequest(
                HASH,
                ID,
                65535,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                OptionalLong.of(Long.MAX_VALUE),
                AnnounceEvent.STARTED,
                OptionalInt.of(Integer.MAX_VALUE),
                false,
                true,
                Optional.of("k&=%+ \u00fc"),
                Optional.of("t&r=a"),
                Optional.of(claimed));
    }

    static Stream<AnnounceRequest> requests() throws Exception {
        byte[] linkLocal = InetAddress.getByName("fe80::1").getAddress();
        return Stream.of(
                request(AnnounceEvent.UPDATE),
                request(AnnounceEvent.STARTED).withNumWant(0),
                request(AnnounceEvent.STOPPED).withKey(Optional.of("key"), Optional.empty()),
                full(InetAddress.getByName("127.0.0.1")),
                full(InetAddress.getByName("2001:db8::1")),
                full(Inet6Address.getByAddress(null, linkLocal, 3)),
                new AnnounceRequest(
                        HASH,
                        ID,
                        0,
                        0,
                        0,
                        OptionalLong.empty(),
                        AnnounceEvent.COMPLETED,
                        OptionalInt.empty(),
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void comesBack(AnnounceRequest request) throws Exception {
        assertThat(read(HttpAnnounceQuery.write(request))).isEqualTo(request);
    }

    @ParameterizedTest
    @EnumSource(AnnounceEvent.class)
    void eventsComeBack(AnnounceEvent event) throws Exception {
        String query = HttpAnnounceQuery.write(request(event));

        assertThat(query.contains("event=")).isEqualTo(event != AnnounceEvent.UPDATE);
        assertThat(read(query).event()).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource({"'', UPDATE", "paused, UPDATE", "STARTED, UPDATE", "stopped, STOPPED", "update, UPDATE"})
    void anUnknownEventIsAnUpdate(String word, AnnounceEvent expected) throws Exception {
        assertThat(read(LEAST + "&event=" + word).event()).isEqualTo(expected);
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws Exception {
        AnnounceRequest request = read(LEAST);

        assertThat(request.uploadedBytes()).isZero();
        assertThat(request.downloadedBytes()).isZero();
        assertThat(request.leftBytes()).isEmpty();
        assertThat(request.event()).isEqualTo(AnnounceEvent.UPDATE);
        assertThat(request.numWant()).isEmpty();
        assertThat(request.compact()).isFalse();
        assertThat(request.noPeerId()).isFalse();
        assertThat(request.key()).isEmpty();
        assertThat(request.trackerId()).isEmpty();
        assertThat(request.claimedAddress()).isEmpty();
    }

    @Test
    void minusOneAndNothingMeanNotKnown() throws Exception {
        AnnounceRequest request = read(LEAST + "&left=-1&numwant=-1&uploaded=-1&downloaded=");

        assertThat(request.leftBytes()).isEmpty();
        assertThat(request.numWant()).isEmpty();
        assertThat(request.uploadedBytes()).isZero();
        assertThat(request.downloadedBytes()).isZero();
    }

    @Test
    void aWishForMorePeersThanThereCanBeIsCut() throws Exception {
        assertThat(read(LEAST + "&numwant=99999999999").numWant()).hasValue(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"ip=localhost", "ip=999.1.1.1", "ip=.::1", "ip=", "ip=looked-up.invalid"})
    void aClaimedAddressThatIsANameIsPassedOver(String field) throws Exception {
        assertThat(read(LEAST + "&" + field).claimedAddress()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|info_hash is missing",
                "peer_id=aaaaaaaaaaaaaaaaaaaa&port=1|info_hash is missing",
                "info_hash=&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1|info_hash must have 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1|info_hash must have 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1|info_hash must have 20 bytes",
                "info_hash=00112233445566778899aabbccddeeff01234567&port=1|info_hash must have 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&port=1|peer_id is missing",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=a&port=1|peer_id must have 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa|port is missing",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=|port is missing",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=65536|port must be 0 to 65535",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=-2|port must be a number",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=x|port must be a number"
            })
    void refuses(String query, String reason) {
        assertThatThrownBy(() -> read(query))
                .isInstanceOf(AnnounceException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "uploaded, -5",
        "uploaded, 1.5",
        "uploaded, 0x10",
        "downloaded, 9223372036854775808",
        "downloaded, +5",
        "left, %D9%A3",
        "left, -9223372036854775808",
        "left, ' 1'",
        "numwant, many",
        "numwant, -0"
    })
    void refusesCountsThatAreNone(String field, String value) {
        assertThatThrownBy(() -> read(LEAST + "&" + field + "=" + value))
                .isInstanceOf(AnnounceException.class)
                .hasMessage(field + " must be a number");
    }

    @Test
    void aDamagedQueryIsRefusedOrComesBack() throws Exception {
        List<byte[]> examples = requests()
                .map(request -> HttpAnnounceQuery.write(request).getBytes(StandardCharsets.ISO_8859_1))
                .toList();

        Mutations.Tally tally = Mutations.run(examples, 40_000, AnnounceException.class, input -> {
            AnnounceRequest request = read(new String(input, StandardCharsets.ISO_8859_1));
            assertThat(request.port()).isBetween(0, 65535);
            assertThat(read(HttpAnnounceQuery.write(request))).isEqualTo(request);
        });

        assertThat(tally.taken()).isGreaterThan(500);
        assertThat(tally.refused()).isGreaterThan(500);
    }
}
