package starling.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.InfoHash;
import starling.testing.Mutations;

class UdpCodecTest {
    private static final InfoHash INFO_HASH = InfoHash.parse("0102030405060708090a0b0c0d0e0f1011121314");
    private static final PeerId PEER_ID = PeerId.of("-XX0001-abcdefghijkl".getBytes());

    private static AnnounceRequest request(AnnounceEvent event) {
        return new AnnounceRequest(
                INFO_HASH,
                PEER_ID,
                65_535,
                Long.MAX_VALUE,
                2,
                OptionalLong.of(3),
                event,
                OptionalInt.of(50),
                true,
                true,
                Optional.of("00abcdef"),
                Optional.empty(),
                Optional.of(address("10.1.2.3")));
    }

    private static InetAddress address(String literal) {
        return AddressLiteral.parse(literal).orElseThrow();
    }

    private static byte[] written(UdpRequest request) {
        ByteBuffer out = ByteBuffer.allocate(UdpRequestCodec.MAX_BYTES);
        UdpRequestCodec.write(request, out);
        return bytes(out);
    }

    private static byte[] written(UdpAnswer answer, boolean ipv6) {
        ByteBuffer out = ByteBuffer.allocate(UdpAnswerCodec.MAX_BYTES);
        UdpAnswerCodec.write(answer, ipv6, out);
        return bytes(out);
    }

    private static byte[] bytes(ByteBuffer out) {
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    static Stream<UdpRequest> requests() {
        AnnounceRequest bare = AnnounceRequest.of(INFO_HASH, PEER_ID, 0, 0, 0, 0, AnnounceEvent.UPDATE);
        return Stream.of(
                new UdpRequest.Connect(-1),
                new UdpRequest.Announce(Long.MIN_VALUE, 7, request(AnnounceEvent.UPDATE), Optional.empty()),
                new UdpRequest.Announce(1, 7, request(AnnounceEvent.COMPLETED), Optional.of("/announce?a=b")),
                new UdpRequest.Announce(1, 7, request(AnnounceEvent.STARTED), Optional.of("/" + "x".repeat(600))),
                new UdpRequest.Announce(1, 7, request(AnnounceEvent.STOPPED), Optional.of("/äöü")),
                new UdpRequest.Announce(1, 7, bare, Optional.empty()),
                new UdpRequest.Scrape(-1, 0, List.of(INFO_HASH)),
                new UdpRequest.Scrape(-1, 0, Collections.nCopies(74, INFO_HASH)));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsReadAsItWasWritten(UdpRequest request) throws AnnounceException {
        assertThat(UdpRequestCodec.read(ByteBuffer.wrap(written(request)))).isEqualTo(request);
    }

    @Test
    void theBytesStandWhereTheBepPutsThem() {
        assertThat(HexFormat.of().formatHex(written(new UdpRequest.Connect(0x01020304))))
                .isEqualTo("0000041727101980" + "00000000" + "01020304");
        byte[] announce = written(new UdpRequest.Announce(
                0x1112131415161718L, 0x01020304, request(AnnounceEvent.STARTED), Optional.of("/a")));
        assertThat(HexFormat.of().formatHex(announce))
                .isEqualTo("1112131415161718" + "00000001" + "01020304" + INFO_HASH.hex() + PEER_ID.hex()
                        + "0000000000000002" + "0000000000000003" + "7fffffffffffffff" + "00000002" + "0a010203"
                        + "00abcdef" + "00000032" + "ffff" + "02022f61");
    }

    static Stream<UdpAnswer> answers() {
        List<AnnouncedPeer> fours = List.of(new AnnouncedPeer(new Endpoint(address("1.2.3.4"), 5), Optional.empty()));
        return Stream.of(
                new UdpAnswer.Connected(1, -2),
                new UdpAnswer.Announced(3, swarm(fours)),
                new UdpAnswer.Announced(3, swarm(List.of())),
                new UdpAnswer.Scraped(4, List.of(new ScrapeResponse.Count(1, 2, 3, Optional.empty()))),
                new UdpAnswer.Failed(5, "kein Schwarm für dich"));
    }

    private static AnnounceResponse.Swarm swarm(List<AnnouncedPeer> peers) {
        return new AnnounceResponse.Swarm(
                Duration.ofMinutes(30),
                Optional.empty(),
                7,
                9,
                Optional.empty(),
                peers,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerIsReadAsItWasWritten(UdpAnswer answer) throws AnnounceException {
        assertThat(UdpAnswerCodec.read(ByteBuffer.wrap(written(answer, false)), false))
                .isEqualTo(answer);
    }

    @Test
    void anAnswerCarriesOneFamily() throws AnnounceException {
        List<AnnouncedPeer> both = List.of(
                new AnnouncedPeer(new Endpoint(address("1.2.3.4"), 5), Optional.empty()),
                new AnnouncedPeer(new Endpoint(address("2001:db8::1"), 6), Optional.empty()));
        for (boolean ipv6 : new boolean[] {false, true}) {
            byte[] bytes = written(new UdpAnswer.Announced(3, swarm(both)), ipv6);
            UdpAnswer.Announced read = (UdpAnswer.Announced) UdpAnswerCodec.read(ByteBuffer.wrap(bytes), ipv6);
            assertThat(read.swarm().peers()).containsExactly(both.get(ipv6 ? 1 : 0));
        }
    }

    @ParameterizedTest(name = "{0}, {1} bytes, IPv6 {2}")
    @CsvSource({
        "0,0,false",
        "0,7,false",
        "0,15,false",
        "1,19,false",
        "1,21,false",
        "1,25,false",
        "1,37,true",
        "1,26,true",
        "2,9,false",
        "2,19,false",
        "4,20,false",
        "-1,20,false"
    })
    void anAnswerOfAnotherShapeIsRefused(int action, int length, boolean ipv6) {
        ByteBuffer answer =
                ByteBuffer.allocate(Math.max(4, length)).putInt(0, action).limit(length);
        assertThatThrownBy(() -> UdpAnswerCodec.read(answer, ipv6)).isInstanceOf(AnnounceException.class);
    }

    @ParameterizedTest(name = "number {1} at {0}")
    @CsvSource({"56,-2", "64,-2", "72,-2", "56,-9223372036854775808"})
    void anAmountBelowNothingIsRefused(int at, long value) {
        byte[] bytes = written(new UdpRequest.Announce(1, 2, request(AnnounceEvent.UPDATE), Optional.empty()));
        ByteBuffer announce = ByteBuffer.wrap(bytes).putLong(at, value);
        assertThatThrownBy(() -> UdpRequestCodec.read(announce))
                .isInstanceOf(AnnounceException.class)
                .hasMessageContaining("must be a number");
    }

    @Test
    void minusOneIsUnknown() throws AnnounceException {
        byte[] bytes = written(new UdpRequest.Announce(1, 2, request(AnnounceEvent.UPDATE), Optional.empty()));
        ByteBuffer announce = ByteBuffer.wrap(bytes)
                .putLong(56, -1)
                .putLong(64, -1)
                .putLong(72, -1)
                .putInt(92, -1);
        AnnounceRequest read = ((UdpRequest.Announce) UdpRequestCodec.read(announce)).request();
        assertThat(read.leftBytes()).isEmpty();
        assertThat(read.numWant()).isEmpty();
        assertThat(read.uploadedBytes() + read.downloadedBytes()).isZero();
    }

    @ParameterizedTest(name = "options {0}: {1}")
    @CsvSource({
        "00,",
        "0000,",
        "00ffff,",
        "01010100,",
        "02022f61,/a",
        "0102022f6100,/a",
        "02012f02016100,/a",
        "0900,",
        "0903616263,",
        "02012f0902ffff020161,/a",
        "0200,''"
    })
    void optionsAreRead(String options, String urlData) throws AnnounceException {
        assertThat(readWithOptions(options).urlData()).isEqualTo(Optional.ofNullable(urlData));
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "0201", "02ff00", "09", "0901", "0102", "02012f02"})
    void anOptionCutShortIsRefused(String options) {
        assertThatThrownBy(() -> readWithOptions(options)).isInstanceOf(AnnounceException.class);
    }

    private static UdpRequest.Announce readWithOptions(String options) throws AnnounceException {
        byte[] announce = written(new UdpRequest.Announce(1, 2, request(AnnounceEvent.UPDATE), Optional.empty()));
        byte[] more = HexFormat.of().parseHex(options);
        ByteBuffer all = ByteBuffer.allocate(announce.length + more.length)
                .put(announce)
                .put(more)
                .flip();
        return (UdpRequest.Announce) UdpRequestCodec.read(all);
    }

    @Test
    void aScrapeOfNoneOrTooManyIsNotWritten() {
        for (int hashes : new int[] {0, 75}) {
            UdpRequest scrape = new UdpRequest.Scrape(1, 2, Collections.nCopies(hashes, INFO_HASH));
            assertThatThrownBy(() -> written(scrape)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** What is taken is written back and read as the same again. */
    @Test
    void damagedRequestsAreTakenOrRefused() {
        List<byte[]> examples = new ArrayList<>();
        requests().forEach(request -> examples.add(written(request)));
        Mutations.Tally tally = Mutations.run(examples, 20_000, AnnounceException.class, input -> {
            UdpRequest read = UdpRequestCodec.read(ByteBuffer.wrap(input));
            assertThat(written(read)).hasSizeLessThanOrEqualTo(UdpRequestCodec.MAX_BYTES);
        });
        assertThat(tally.taken()).isPositive();
        assertThat(tally.refused()).isPositive();
    }

    @Test
    void damagedAnswersAreTakenOrRefused() {
        List<byte[]> examples = new ArrayList<>();
        answers().forEach(answer -> examples.add(written(answer, false)));
        Mutations.Tally tally = Mutations.run(examples, 20_000, AnnounceException.class, input -> {
            UdpAnswer read = UdpAnswerCodec.read(ByteBuffer.wrap(input), false);
            assertThat(UdpAnswerCodec.read(ByteBuffer.wrap(written(read, false)), false))
                    .isEqualTo(read);
        });
        assertThat(tally.taken()).isPositive();
        assertThat(tally.refused()).isPositive();
    }
}
