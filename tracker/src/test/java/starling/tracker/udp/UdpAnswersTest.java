package starling.tracker.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AddressLiteral;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.PeerId;
import starling.announce.ScrapeResponse;
import starling.announce.UdpAnswer;
import starling.announce.UdpAnswerCodec;
import starling.announce.UdpRequest;
import starling.announce.UdpRequestCodec;
import starling.metainfo.InfoHash;
import starling.tracker.admission.AddressQuota;
import starling.tracker.admission.Admission;
import starling.tracker.swarm.AnnounceLogic;
import starling.tracker.swarm.AnnounceTerms;
import starling.tracker.swarm.MemorySwarmStore;
import starling.tracker.swarm.StoreLimits;
import starling.tracker.swarm.SwarmStore;

/** What comes back for each datagram, without a socket. */
class UdpAnswersTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final InetAddress FOUR = address("192.0.2.1");
    private static final InetAddress SIX = address("2001:db8::1");
    private static final int TRANSACTION = 0x1234_5678;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final Random random = new Random(5);
    private final SwarmStore store = new MemorySwarmStore(Duration.ofHours(1), StoreLimits.DEFAULT, () -> random);
    private final ConnectionIds ids = new ConnectionIds(new SecureRandom(), nanos::get);
    private final UdpAnswers answers = new UdpAnswers(
            new AnnounceLogic(store, AnnounceTerms.every(Duration.ofMinutes(30)), Admission.OPEN),
            ids,
            Admission.OPEN,
            Clock.fixed(NOW, ZoneOffset.UTC));

    private static InetAddress address(String literal) {
        return AddressLiteral.parse(literal).orElseThrow();
    }

    private static InfoHash infoHash(int number) {
        return InfoHash.parse(String.format("%040x", number));
    }

    private static AnnounceRequest request(int number, long left) {
        PeerId id = PeerId.of(String.format("-XX0001-%012d", number).getBytes());
        return AnnounceRequest.of(infoHash(1), id, 7_000 + number, 0, 0, left, AnnounceEvent.STARTED);
    }

    private static byte[] bytes(UdpRequest request) {
        ByteBuffer out = ByteBuffer.allocate(UdpRequestCodec.MAX_BYTES);
        UdpRequestCodec.write(request, out);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    private ByteBuffer ask(byte[] datagram, InetAddress source) {
        ByteBuffer out = ByteBuffer.allocate(UdpAnswers.MAX_ANSWER_BYTES);
        answers.answer(ByteBuffer.wrap(datagram), source, out);
        return out;
    }

    private UdpAnswer answer(UdpRequest request, InetAddress source) throws Exception {
        return UdpAnswerCodec.read(ask(bytes(request), source), source == SIX);
    }

    private long connect(InetAddress source) throws Exception {
        UdpAnswer.Connected connected = (UdpAnswer.Connected) answer(new UdpRequest.Connect(TRANSACTION), source);
        assertThat(connected.transactionId()).isEqualTo(TRANSACTION);
        return connected.connectionId();
    }

    private UdpRequest announce(long id, AnnounceRequest request) {
        return new UdpRequest.Announce(id, TRANSACTION, request, Optional.empty());
    }

    private static byte[] header(long connectionId, int action, int length) {
        byte[] datagram = new byte[Math.max(16, length)];
        ByteBuffer.wrap(datagram).putLong(connectionId).putInt(action).putInt(TRANSACTION);
        return Arrays.copyOf(datagram, length);
    }

    @Test
    void howManyPeersEverAreWantedTheAnswerFitsADatagram() throws Exception {
        AnnounceTerms generous =
                new AnnounceTerms(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 1_000);
        UdpAnswers answering = new UdpAnswers(
                new AnnounceLogic(store, generous, Admission.OPEN),
                ids,
                Admission.OPEN,
                Clock.fixed(NOW, ZoneOffset.UTC));
        ByteBuffer out = ByteBuffer.allocate(UdpAnswers.MAX_ANSWER_BYTES);
        for (int i = 0; i < 600; i++) {
            byte[] announce = bytes(announce(connect(FOUR), request(i, 5).withNumWant(1_000)));
            answering.answer(ByteBuffer.wrap(announce), FOUR, out);
        }
        assertThat(out.remaining()).isEqualTo(20 + 238 * 6);
    }

    @Test
    void whoAsksTooOftenGetsNoAnswerUntilItHasWaited() throws Exception {
        Admission onceASecond =
                new Admission(Optional.empty(), Optional.of(AddressQuota.ofEach(1, nanos::get)), Optional.empty());
        UdpAnswers limited = new UdpAnswers(
                new AnnounceLogic(store, AnnounceTerms.every(Duration.ofMinutes(30)), onceASecond),
                ids,
                onceASecond,
                Clock.fixed(NOW, ZoneOffset.UTC));
        ByteBuffer out = ByteBuffer.allocate(UdpAnswers.MAX_ANSWER_BYTES);
        byte[] announce = bytes(announce(connect(FOUR), request(1, 5)));
        for (int i = 0; i < AddressQuota.BURST.toSeconds(); i++) {
            limited.answer(ByteBuffer.wrap(announce), FOUR, out);
            assertThat(out.hasRemaining()).isTrue();
        }
        limited.answer(ByteBuffer.wrap(announce), FOUR, out);
        assertThat(out.hasRemaining()).as("too often").isFalse();
        limited.answer(ByteBuffer.wrap(bytes(announce(connect(SIX), request(2, 5)))), SIX, out);
        assertThat(out.hasRemaining()).as("another address").isTrue();
        limited.answer(ByteBuffer.wrap(bytes(new UdpRequest.Connect(1))), FOUR, out);
        assertThat(out.hasRemaining())
                .as("whoever forges an address uses up nothing")
                .isTrue();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        limited.answer(ByteBuffer.wrap(announce), FOUR, out);
        assertThat(out.hasRemaining()).as("a second later").isTrue();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {16, 17, 98, 2_048})
    void aConnectOfAnySizeIsAnsweredWithSixteenBytes(int length) {
        ByteBuffer answer = ask(header(UdpRequestCodec.PROTOCOL_ID, UdpRequestCodec.CONNECT, length), FOUR);
        assertThat(answer.remaining()).isEqualTo(16);
        assertThat(answer.getInt(0)).isZero();
        assertThat(answer.getInt(4)).isEqualTo(TRANSACTION);
    }

    @ParameterizedTest(name = "action {0}, {1} bytes")
    @CsvSource({
        "0,0",
        "0,1",
        "0,8",
        "0,15",
        "1,15",
        "1,16",
        "1,97",
        "2,15",
        "2,16",
        "2,35",
        "2,36",
        "2,1496",
        "3,16",
        "3,98",
        "4,16",
        "-1,16",
        "-1,98",
        "255,500",
        "16777216,16"
    })
    void withoutProofThatIsAnsweredNothing(int action, int length) {
        long id = action == 0 ? UdpRequestCodec.PROTOCOL_ID : 0x0123_4567_89ab_cdefL;
        assertThat(ask(header(id, action, length), FOUR).remaining()).isZero();
        assertThat(ask(header(0, action, length), FOUR).remaining()).isZero();
    }

    @Test
    void withoutProofNoAnswerIsLongerThanTheQuestion() {
        for (int length = 0; length <= UdpRequestCodec.MAX_BYTES; length++) {
            for (int action = -1; action <= 4; action++) {
                for (long id : new long[] {0, -1, UdpRequestCodec.PROTOCOL_ID}) {
                    assertThat(ask(header(id, action, length), SIX).remaining()).isLessThanOrEqualTo(length);
                }
            }
        }
        assertThat(store.totals().swarms()).isZero();
    }

    @ParameterizedTest(name = "action {0}, {1} bytes: {2}")
    @CsvSource({
        "1,16,an announce has 98 bytes or more",
        "1,97,an announce has 98 bytes or more",
        "1,2049,the request is too long",
        "2,16,a scrape has 20 bytes for each info hash",
        "2,35,a scrape has 20 bytes for each info hash",
        "2,37,a scrape has 20 bytes for each info hash",
        "2,1516,a scrape asks for 74 at most",
        "3,16,no such action",
        "4,98,no such action",
        "-1,16,no such action"
    })
    void whatIsProvenAndMalformedGetsAnError(int action, int length, String reason) throws Exception {
        ByteBuffer answer = ask(header(connect(FOUR), action, length), FOUR);
        assertThat(UdpAnswerCodec.read(answer, false)).isEqualTo(new UdpAnswer.Failed(TRANSACTION, reason));
    }

    @ParameterizedTest(name = "{0} ms after: good {1}")
    @CsvSource({"0,true", "1000,true", "60000,true", "119900,true", "120000,false", "121000,false", "409600,false"})
    void anIdIsGoodForTwoMinutes(long millis, boolean good) throws Exception {
        long id = connect(FOUR);
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
        assertThat(answer(announce(id, request(1, 0)), FOUR) instanceof UdpAnswer.Announced)
                .isEqualTo(good);
    }

    @Test
    void anIdIsGoodAtItsAddressAloneAndNoBitOfItMayDiffer() throws Exception {
        long id = connect(FOUR);
        assertThat(ids.isGood(id, FOUR)).isTrue();
        assertThat(ids.another().isGood(id, FOUR)).isTrue();
        assertThat(ids.isGood(id, address("192.0.2.2"))).isFalse();
        assertThat(ids.isGood(id, SIX)).isFalse();
        assertThat(new ConnectionIds(new SecureRandom(), nanos::get).isGood(id, FOUR))
                .isFalse();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            assertThat(ids.isGood(id ^ 1L << bit, FOUR)).as("bit " + bit).isFalse();
        }
    }

    @Test
    void whoShowsABadIdIsToldSoAndIsNotNoted() throws Exception {
        assertThat(answer(announce(connect(SIX), request(1, 0)), FOUR)).isInstanceOf(UdpAnswer.Failed.class);
        assertThat(store.totals().swarms()).isZero();
    }

    @ParameterizedTest(name = "wanted {0}: {1} over IPv4, {2} over IPv6")
    @CsvSource({
        "-1,50,50",
        "-2147483648,50,50",
        "0,0,0",
        "7,7,7",
        "79,79,79",
        "80,80,79",
        "200,200,79",
        "2147483647,200,79"
    })
    void anAnswerNamesPeersOfItsFamilyAndFitsADatagram(int wanted, int fours, int sixes) throws Exception {
        for (InetAddress source : List.of(FOUR, SIX)) {
            long id = connect(source);
            IntStream.rangeClosed(1, 300).forEach(number -> ask(bytes(announce(id, request(number, 0))), source));
            AnnounceRequest asks = request(500, 1);
            UdpRequest request = announce(id, wanted < 0 ? asks : asks.withNumWant(wanted));
            byte[] datagram = bytes(request);
            ByteBuffer.wrap(datagram).putInt(92, wanted);
            ByteBuffer raw = ask(datagram, source);
            assertThat(raw.remaining()).isLessThanOrEqualTo(UdpAnswers.MAX_ANSWER_BYTES);
            UdpAnswer.Announced answer = (UdpAnswer.Announced) UdpAnswerCodec.read(raw, source == SIX);
            assertThat(answer.swarm().peers())
                    .hasSize(source == SIX ? sixes : fours)
                    .allMatch(peer -> peer.endpoint().address().equals(source));
            assertThat(answer.swarm().interval()).isEqualTo(Duration.ofMinutes(30));
        }
        assertThat(store.resource(infoHash(1), 0, NOW).orElseThrow().seeders()).isEqualTo(600);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 73, 74})
    void aScrapeIsAnsweredInItsOrder(int hashes) throws Exception {
        ask(bytes(announce(connect(FOUR), request(1, 0))), FOUR);
        List<InfoHash> asked =
                IntStream.range(0, hashes).mapToObj(i -> infoHash(hashes - i)).toList();
        UdpAnswer.Scraped answer =
                (UdpAnswer.Scraped) answer(new UdpRequest.Scrape(connect(FOUR), TRANSACTION, asked), FOUR);
        assertThat(answer.counts()).hasSize(hashes);
        assertThat(answer.counts().get(hashes - 1)).isEqualTo(new ScrapeResponse.Count(1, 0, 0, Optional.empty()));
        assertThat(answer.counts().subList(0, hashes - 1)).allMatch(count -> count.seeders() == 0);
    }

    @Test
    void anAnnounceWithOptionsIsTakenAndOneCutShortIsNot() throws Exception {
        UdpRequest whole = new UdpRequest.Announce(
                connect(FOUR), TRANSACTION, request(1, 0), Optional.of("/announce?key=" + "x".repeat(300)));
        byte[] datagram = bytes(whole);
        assertThat(UdpAnswerCodec.read(ask(datagram, FOUR), false)).isInstanceOf(UdpAnswer.Announced.class);
        byte[] cut = Arrays.copyOf(datagram, datagram.length - 1);
        assertThat(UdpAnswerCodec.read(ask(cut, FOUR), false))
                .isEqualTo(new UdpAnswer.Failed(TRANSACTION, "an option is cut short"));
    }

    @Test
    void aFullTrackerSaysSo() throws Exception {
        SwarmStore full = new MemorySwarmStore(Duration.ofHours(1), new StoreLimits(0, 0, 0), () -> random);
        UdpAnswers refusing = new UdpAnswers(
                new AnnounceLogic(full, AnnounceTerms.every(Duration.ofMinutes(30)), Admission.OPEN),
                ids,
                Admission.OPEN,
                Clock.fixed(NOW, ZoneOffset.UTC));
        ByteBuffer out = ByteBuffer.allocate(UdpAnswers.MAX_ANSWER_BYTES);
        refusing.answer(ByteBuffer.wrap(bytes(announce(connect(FOUR), request(1, 0)))), FOUR, out);
        assertThat(UdpAnswerCodec.read(out, false)).isEqualTo(new UdpAnswer.Failed(TRANSACTION, "the tracker is full"));
    }
}
