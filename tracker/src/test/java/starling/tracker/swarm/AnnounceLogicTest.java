package starling.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.AddressLiteral;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.announce.PeerId;
import starling.announce.ScrapeResponse;
import starling.metainfo.InfoHash;
import starling.tracker.admission.AddressQuota;
import starling.tracker.admission.Admission;
import starling.tracker.admission.TorrentList;

class AnnounceLogicTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final InfoHash TORRENT = InfoHash.parse("00".repeat(19) + "01");
    private static final Duration INTERVAL = Duration.ofMinutes(30);

    private final SwarmStore store = store(StoreLimits.DEFAULT);
    private final AnnounceLogic logic = new AnnounceLogic(store, AnnounceTerms.every(INTERVAL), Admission.OPEN);

    private static SwarmStore store(StoreLimits limits) {
        Random random = new Random(7);
        return new MemorySwarmStore(INTERVAL.multipliedBy(2), limits, () -> random);
    }

    private static InetAddress address(String literal) {
        return AddressLiteral.parse(literal).orElseThrow();
    }

    private static AnnounceRequest request(int port, Optional<String> trackerId, String claimed) {
        return new AnnounceRequest(
                TORRENT,
                PeerId.of(String.format("-XX0001-%012d", port).getBytes()),
                port,
                0,
                0,
                OptionalLong.of(1),
                AnnounceEvent.UPDATE,
                OptionalInt.empty(),
                true,
                false,
                Optional.empty(),
                trackerId,
                Optional.ofNullable(claimed).map(AnnounceLogicTest::address));
    }

    private AnnounceResponse.Swarm announce(AnnounceRequest request, String source) {
        return (AnnounceResponse.Swarm) logic.announce(request, address(source), AddressFamilies.BOTH, NOW);
    }

    @ParameterizedTest(name = "from {0} claiming {1}: {2}")
    @CsvSource({
        "127.0.0.1,,127.0.0.1",
        "127.0.0.1,192.168.1.5,192.168.1.5",
        "127.0.0.1,127.0.0.9,127.0.0.9",
        "192.168.1.9,10.1.2.3,10.1.2.3",
        "172.16.0.1,172.31.255.255,172.31.255.255",
        "::1,fd00::5,fd00::5",
        "fd00::9,fe80::1,fe80::1",
        "127.0.0.1,8.8.8.8,127.0.0.1",
        "127.0.0.1,0.0.0.0,127.0.0.1",
        "127.0.0.1,224.0.0.1,127.0.0.1",
        "192.168.1.9,172.32.0.1,192.168.1.9",
        "10.0.0.1,2001:db8::1,10.0.0.1",
        "8.8.8.8,192.168.1.5,8.8.8.8",
        "8.8.8.8,8.8.4.4,8.8.8.8",
        "8.8.8.8,127.0.0.1,8.8.8.8",
        "2001:db8::1,fd00::5,2001:db8::1"
    })
    void aClaimedAddressCountsInsideOneNetworkAlone(String source, String claimed, String taken) {
        announce(request(7001, Optional.empty(), claimed), source);
        assertThat(store.resource(TORRENT, 9, NOW).orElseThrow().peers())
                .extracting(peer -> peer.endpoint().address())
                .containsExactly(address(taken));
    }

    @Test
    void thePeerLearnsTheAddressItWasSeenAt() {
        AnnounceResponse.Swarm answer = announce(request(7001, Optional.empty(), "10.0.0.7"), "127.0.0.1");
        assertThat(answer.externalAddress()).contains(address("127.0.0.1"));
    }

    @Test
    void anAnswerNamesFiftyUnlessAskedOtherwiseAndNeverMoreThanTwoHundred() {
        for (int port = 1; port <= 300; port++) {
            announce(request(port, Optional.empty(), null), "10.0.0.1");
        }
        AnnounceRequest asks = request(1, Optional.empty(), null);
        assertThat(announce(asks, "10.0.0.1").peers()).hasSize(50);
        assertThat(announce(asks.withNumWant(0), "10.0.0.1").peers()).isEmpty();
        assertThat(announce(asks.withNumWant(3), "10.0.0.1").peers()).hasSize(3);
        assertThat(announce(asks.withNumWant(Integer.MAX_VALUE), "10.0.0.1").peers())
                .hasSize(200);
    }

    @Test
    void theTrackerIdComesBackWhereItIsOfSensibleLength() {
        assertThat(announce(request(1, Optional.of("abc"), null), "10.0.0.1").trackerId())
                .contains("abc");
        assertThat(announce(request(1, Optional.of("x".repeat(300)), null), "10.0.0.1")
                        .trackerId())
                .isEmpty();
    }

    @Test
    void whoHasNoPortIsWarned() {
        assertThat(announce(request(0, Optional.empty(), null), "10.0.0.1").warning())
                .isPresent();
        assertThat(announce(request(1, Optional.empty(), null), "10.0.0.1").warning())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT2S,PT2S", "PT1M,PT1M", "PT30M,PT1M"})
    void intervalsAreToldAndTheLeastIsNeverTheLonger(Duration interval, Duration least) {
        AnnounceLogic other = new AnnounceLogic(store, AnnounceTerms.every(interval), Admission.OPEN);
        AnnounceResponse.Swarm answer = (AnnounceResponse.Swarm)
                other.announce(request(1, Optional.empty(), null), address("10.0.0.1"), AddressFamilies.BOTH, NOW);
        assertThat(answer.interval()).isEqualTo(interval);
        assertThat(answer.minInterval()).contains(least);
    }

    @Test
    void aFullTrackerSaysSoAndWhenToComeBack() {
        AnnounceLogic full =
                new AnnounceLogic(store(new StoreLimits(0, 0, 0)), AnnounceTerms.every(INTERVAL), Admission.OPEN);
        AnnounceResponse answer =
                full.announce(request(1, Optional.empty(), null), address("10.0.0.1"), AddressFamilies.BOTH, NOW);
        assertThat(answer).isInstanceOfSatisfying(AnnounceResponse.Failure.class, failure -> {
            assertThat(failure.reason()).contains("full");
            assertThat(failure.retryIn()).isPresent();
        });
    }

    @Test
    void aBusyTrackerLetsPeersGoAndTellsOthersToComeBack() {
        AtomicLong nanos = new AtomicLong();
        AnnounceLogic busy = new AnnounceLogic(
                store,
                AnnounceTerms.every(INTERVAL),
                new Admission(Optional.empty(), Optional.empty(), Optional.of(AddressQuota.ofAll(1, nanos::get))));
        AnnounceRequest asks = request(1, Optional.empty(), null);
        AnnounceRequest leaves = AnnounceRequest.of(
                asks.infoHash(),
                asks.peerId(),
                asks.port(),
                0,
                0,
                asks.leftBytes().orElse(0),
                AnnounceEvent.STOPPED);
        InetAddress source = address("10.0.0.1");
        for (int i = 0; i < AddressQuota.BURST.toSeconds(); i++) {
            assertThat(busy.announce(asks, source, AddressFamilies.BOTH, NOW))
                    .isInstanceOf(AnnounceResponse.Swarm.class);
        }
        assertThat(busy.announce(asks, source, AddressFamilies.BOTH, NOW))
                .isInstanceOfSatisfying(AnnounceResponse.Failure.class, failure -> {
                    assertThat(failure.reason()).contains("busy");
                    assertThat(failure.retryIn()).isPresent();
                });
        assertThat(busy.announce(leaves, source, AddressFamilies.BOTH, NOW)).isInstanceOf(AnnounceResponse.Swarm.class);
    }

    @Test
    void whatIsNotServedIsRefusedAndNotShown(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("blocked"), "ff".repeat(20));
        AnnounceLogic choosy = new AnnounceLogic(
                store,
                AnnounceTerms.every(INTERVAL),
                new Admission(
                        Optional.of(TorrentList.read(file, TorrentList.Mode.BLOCK)),
                        Optional.empty(),
                        Optional.empty()));
        AnnounceRequest asks = request(1, Optional.empty(), null);
        InetAddress source = address("10.0.0.1");
        choosy.announce(asks, source, AddressFamilies.BOTH, NOW);
        assertThat(choosy.scrape(List.of(), NOW))
                .isInstanceOfSatisfying(
                        ScrapeResponse.Counts.class,
                        counts -> assertThat(counts.swarms()).containsKey(TORRENT));
        Files.writeString(file, TORRENT.toString());
        choosy = new AnnounceLogic(
                store,
                AnnounceTerms.every(INTERVAL),
                new Admission(
                        Optional.of(TorrentList.read(file, TorrentList.Mode.BLOCK)),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(choosy.announce(asks, source, AddressFamilies.BOTH, NOW))
                .isInstanceOfSatisfying(
                        AnnounceResponse.Failure.class,
                        failure -> assertThat(failure.reason()).contains("not serve"));
        assertThat(choosy.scrape(List.of(TORRENT), NOW))
                .isInstanceOfSatisfying(
                        ScrapeResponse.Counts.class,
                        counts -> assertThat(counts.swarms()).isEmpty());
        assertThat(choosy.scrape(List.of(), NOW))
                .isInstanceOfSatisfying(
                        ScrapeResponse.Counts.class,
                        counts -> assertThat(counts.swarms()).isEmpty());
    }

    @Test
    void aScrapeShowsWhatIsAskedForAndKnown() {
        announce(request(1, Optional.empty(), null), "10.0.0.1");
        store.name(TORRENT, "a.iso");
        InfoHash unknown = InfoHash.parse("ff".repeat(20));
        ScrapeResponse.Counts counts = (ScrapeResponse.Counts) logic.scrape(List.of(TORRENT, unknown), NOW);
        assertThat(counts.swarms())
                .containsOnlyKeys(TORRENT)
                .containsValue(new ScrapeResponse.Count(0, 0, 1, Optional.of("a.iso")));
    }

    @Test
    void aScrapeOfEverythingIsBounded() {
        for (int number = 0; number < AnnounceLogic.MAX_WHOLE_SCRAPE + 10; number++) {
            store.name(InfoHash.parse(String.format("%040x", number)), "n" + number);
        }
        ScrapeResponse.Counts counts = (ScrapeResponse.Counts) logic.scrape(List.of(), NOW);
        assertThat(counts.swarms()).hasSize(AnnounceLogic.MAX_WHOLE_SCRAPE);
        assertThat(logic.scrapes()).isEqualTo(1);
    }
}
