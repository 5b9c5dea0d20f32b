package starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.HttpAnnounceQuery;
import starling.announce.PeerId;
import starling.announce.PieceMap;
import starling.announce.ScrapeResponse;
import starling.announce.UdpAnswer;
import starling.announce.UdpAnswerCodec;
import starling.announce.UdpRequest;
import starling.announce.UdpRequestCodec;
import starling.metainfo.InfoHash;
import starling.tracker.swarm.AnnounceTerms;

/** The tracker put together, asked by a client that is not our own. */
@Timeout(60)
class TrackerTest {
    private static final String ANNOUNCE =
            "?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=-XX0001-000000000001&port=7001&uploaded=3&left=";

    private final HttpClient http = HttpClient.newHttpClient();
    private Tracker tracker;

    @BeforeEach
    void start() throws Exception {
        tracker = Tracker.start(inMemory(new InetSocketAddress("127.0.0.1", 0)), Clock.systemUTC());
    }

    private static TrackerOptions inMemory(InetSocketAddress address) {
        return new TrackerOptions(
                address, AnnounceTerms.every(Duration.ofMinutes(30)), Optional.empty(), true, OptionalInt.empty());
    }

    @AfterEach
    void stop() {
        tracker.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create(tracker.announceUrl()).resolve(path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anAnnouncedPeerShowsEverywhere() throws Exception {
        get("/announce" + ANNOUNCE + "9&event=started");
        assertThat(get("/swarms/" + "61".repeat(20)).body())
                .contains("\"info_hash\":\"" + "61".repeat(20) + "\"", "\"leechers\":1")
                .contains("\"address\":\"127.0.0.1\",\"port\":7001,\"role\":\"peer\"", "\"left\":9");
        assertThat(get("/stats").body()).contains("\"swarms\":1,\"peers\":1,\"seeders\":0,\"leechers\":1");
        assertThat(get("/").body()).contains("61".repeat(20));
        assertThat(get("/healthz").body()).isEqualTo("ok\n");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "/swarms/6161616161616161616161616161616161616161,404",
        "/swarms/61,400",
        "/swarms/zz61616161616161616161616161616161616161,400",
        "/swarms/,400",
        "/nothing,404",
        "/stats,200"
    })
    void statuses(String path, int status) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(status);
    }

    @Test
    void aTakenPortIsAnErrorAndTheFirstTrackerGoesOn() throws Exception {
        TrackerOptions same = inMemory(tracker.address());
        assertThatThrownBy(() -> Tracker.start(same, Clock.systemUTC())).isInstanceOf(BindException.class);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void bothFrontEndsShareOneSwarm() throws Exception {
        get("/announce" + ANNOUNCE + "0&event=started");
        InfoHash infoHash = InfoHash.of("a".repeat(20).getBytes());
        ByteBuffer out = ByteBuffer.allocate(UdpRequestCodec.MAX_BYTES);
        try (DatagramSocket socket = new DatagramSocket(0, tracker.address().getAddress())) {
            UdpRequestCodec.write(new UdpRequest.Connect(1), out);
            long id = ((UdpAnswer.Connected) exchange(socket, out)).connectionId();
            UdpRequestCodec.write(new UdpRequest.Scrape(id, 2, List.of(infoHash)), out.clear());
            assertThat(((UdpAnswer.Scraped) exchange(socket, out)).counts())
                    .containsExactly(new ScrapeResponse.Count(1, 0, 0, Optional.empty()));
        }
    }

    private UdpAnswer exchange(DatagramSocket socket, ByteBuffer request) throws Exception {
        socket.send(new DatagramPacket(request.array(), request.position(), tracker.address()));
        DatagramPacket answer = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(answer);
        return UdpAnswerCodec.read(ByteBuffer.wrap(answer.getData(), 0, answer.getLength()), false);
    }

    @Test
    void withoutUdpItsPortIsFree() throws Exception {
        TrackerOptions options = new TrackerOptions(
                new InetSocketAddress("127.0.0.1", 0),
                AnnounceTerms.every(Duration.ofMinutes(30)),
                Optional.empty(),
                false,
                OptionalInt.empty());
        try (Tracker httpAlone = Tracker.start(options, Clock.systemUTC());
                DatagramSocket same = new DatagramSocket(httpAlone.address())) {
            assertThat(same.isBound()).isTrue();
        }
    }

    private static TrackerOptions in(Path folder) {
        return new TrackerOptions(
                new InetSocketAddress("127.0.0.1", 0),
                AnnounceTerms.every(Duration.ofMinutes(30)),
                Optional.of(folder),
                true,
                OptionalInt.empty());
    }

    @Test
    void whoMissesWhatOutlivesTheTracker(@TempDir Path folder) throws Exception {
        byte[] firstFourAndSeventh = {(byte) 0xf2, 0};
        AnnounceRequest request = AnnounceRequest.of(
                        InfoHash.of("a".repeat(20).getBytes()),
                        PeerId.of("-ST0100-000000000001".getBytes()),
                        7001,
                        0,
                        9,
                        9,
                        AnnounceEvent.UPDATE)
                .withPieceMap(PieceMap.pack(firstFourAndSeventh, 10, PieceMap.MAX_PACKED_BYTES)
                        .orElseThrow());
        tracker.close();
        tracker = Tracker.start(in(folder), Clock.systemUTC());
        get("/announce?" + HttpAnnounceQuery.write(request));
        String before = get("/swarms/" + "61".repeat(20)).body();
        assertThat(before).contains("\"pieces_missing\":5", "\"missing\":[[4,5],[7,9]]");
        tracker.close();
        tracker = Tracker.start(in(folder), Clock.systemUTC());
        assertThat(get("/swarms/" + "61".repeat(20)).body()).isEqualTo(before);
    }

    @Test
    void whatWasLearntOutlivesTheTracker(@TempDir Path folder) throws Exception {
        TrackerOptions options = in(folder);
        tracker.close();
        for (int run = 0; run < 3; run++) {
            tracker = Tracker.start(options, Clock.systemUTC());
            if (run > 0) {
                assertThat(get("/stats").body()).contains("\"swarms\":1,\"peers\":1,\"seeders\":1", "\"completed\":1");
            } else {
                get("/announce" + ANNOUNCE + "9&event=started");
                get("/announce" + ANNOUNCE + "0&event=completed");
            }
            tracker.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1D", "P-1D", "P3650D"})
    void whoSetsTheClockHasNoOneForgottenOrKept(Duration jump) throws Exception {
        Duration lifetime = AnnounceTerms.every(Duration.ofMinutes(30)).peerLifetime();
        AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
        tracker.close();
        tracker = Tracker.start(inMemory(new InetSocketAddress("127.0.0.1", 0)), new SetClock(wall::get), nanos::get);
        get("/announce" + ANNOUNCE + "9&event=started");
        wall.set(wall.get().plus(jump));
        HttpResponse<String> answer = get("/swarms/" + "61".repeat(20));
        assertThat(answer.body()).contains("\"leechers\":1", "\"seen_seconds_ago\":0");
        assertThat(answer.headers().firstValue("date"))
                .hasValue(DateTimeFormatter.RFC_1123_DATE_TIME
                        .format(wall.get().atZone(ZoneOffset.UTC))
                        .replaceFirst(", (\\d) ", ", 0$1 "));
        nanos.addAndGet(lifetime.toNanos());
        assertThat(get("/swarms/" + "61".repeat(20)).body()).contains("\"seen_seconds_ago\":3600");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(get("/swarms/" + "61".repeat(20)).body()).doesNotContain("\"leechers\":1");
    }

    /** A clock that shows what it is told. */
    private static final class SetClock extends Clock {
        private final Supplier<Instant> shows;

        SetClock(Supplier<Instant> shows) {
            this.shows = shows;
        }

        @Override
        public Instant instant() {
            return shows.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void onceClosedItAnswersNoMore() throws Exception {
        tracker.close();
        tracker.awaitClose();
        assertThatThrownBy(() -> get("/healthz")).isInstanceOf(java.io.IOException.class);
    }
}
