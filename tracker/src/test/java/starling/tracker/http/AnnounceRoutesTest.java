package starling.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.announce.HttpAnnounceAnswer;
import starling.announce.HttpAnnounceQuery;
import starling.announce.HttpScrape;
import starling.announce.PeerId;
import starling.announce.ScrapeResponse;
import starling.bencode.BDictionary;
import starling.bencode.BList;
import starling.bencode.BString;
import starling.bencode.BencodeReader;
import starling.metainfo.InfoHash;
import starling.tracker.admission.Admission;
import starling.tracker.swarm.AnnounceLogic;
import starling.tracker.swarm.AnnounceTerms;
import starling.tracker.swarm.MemorySwarmStore;
import starling.tracker.swarm.StoreLimits;
import starling.tracker.swarm.SwarmStore;

/** Announces and scrapes as bytes on a socket. */
@Timeout(60)
class AnnounceRoutesTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final String ID = "-XX0001-00000000000";

    private final Random random = new Random(3);
    private final SwarmStore store = new MemorySwarmStore(Duration.ofHours(1), StoreLimits.DEFAULT, () -> random);
    private HttpServer server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        AnnounceLogic logic = new AnnounceLogic(store, AnnounceTerms.every(Duration.ofMinutes(30)), Admission.OPEN);
        AnnounceRoutes routes = new AnnounceRoutes(logic, Clock.fixed(NOW, ZoneOffset.UTC));
        server = new HttpServer(
                new InetSocketAddress("127.0.0.1", 0),
                new Router(routes.routes()),
                HttpLimits.DEFAULT,
                Clock.systemUTC(),
                System::nanoTime);
        server.start();
        client = new RawClient(server.address().getPort());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private static InfoHash bytesFrom(int first) {
        byte[] bytes = new byte[InfoHash.LENGTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return InfoHash.of(bytes);
    }

    private static AnnounceRequest request(InfoHash infoHash, int number, long left) {
        PeerId id = PeerId.of((ID + number).getBytes());
        return AnnounceRequest.of(infoHash, id, 7000 + number, 0, 0, left, AnnounceEvent.STARTED);
    }

    private AnnounceResponse.Swarm announce(AnnounceRequest request) throws IOException {
        RawClient.Answer answer =
                client.get("/announce?" + HttpAnnounceQuery.write(request)).read();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head()).contains("Content-Type: text/plain\r\n");
        return (AnnounceResponse.Swarm) HttpAnnounceAnswer.read(answer.body());
    }

    @ParameterizedTest(name = "20 bytes from {0}")
    @ValueSource(ints = {0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220, 236})
    void anInfoHashOfAnyBytesNamesItsSwarm(int first) throws IOException {
        InfoHash infoHash = bytesFrom(first);
        announce(request(infoHash, 1, 0));
        assertThat(announce(request(infoHash, 2, 5)).peers())
                .extracting(peer -> peer.endpoint().port())
                .containsExactly(7001);
        assertThat(store.resource(infoHash, 0, NOW)).isPresent();
        assertThat(store.totals().swarms()).isEqualTo(1);
    }

    @Test
    void aHeadAnnouncesNobody() throws IOException {
        String query = HttpAnnounceQuery.write(request(bytesFrom(1), 1, 0));

        client.send("HEAD /announce?" + query + " HTTP/1.1\r\nHost: t\r\n\r\n").read(false);

        assertThat(store.totals().swarms()).isZero();
    }

    @Test
    void bytesAreTakenUnescapedToo() throws IOException {
        StringBuilder raw = new StringBuilder();
        for (int b = 0x80; b < 0x80 + InfoHash.LENGTH; b++) {
            raw.append((char) b);
        }
        client.get("/announce?info_hash=" + raw + "&peer_id=" + ID + "1&port=7001&left=0")
                .read();
        assertThat(store.resource(bytesFrom(0x80), 0, NOW)).isPresent();
    }

    @Test
    void peersComePackedOrWrittenOutAsAskedFor() throws IOException {
        InfoHash infoHash = bytesFrom(1);
        announce(request(infoHash, 1, 0));
        String query = HttpAnnounceQuery.write(request(infoHash, 2, 5)).replace("&no_peer_id=1", "");
        BDictionary packed = answer(query);
        assertThat(packed.string("peers").orElseThrow().bytes())
                .isEqualTo(new byte[] {127, 0, 0, 1, 7001 >> 8, (byte) 7001});
        BList written =
                answer(query.replace("&compact=1", "&compact=0")).list("peers").orElseThrow();
        BDictionary peer = (BDictionary) written.values().get(0);
        assertThat(peer.text("ip")).contains("127.0.0.1");
        assertThat(peer.integer("port")).hasValue(7001);
        assertThat(peer.text("peer id")).contains(ID + "1");
        BList noIds = answer(query.replace("&compact=1", "&compact=0&no_peer_id=1"))
                .list("peers")
                .orElseThrow();
        assertThat(((BDictionary) noIds.values().get(0)).get("peer id")).isEmpty();
    }

    private BDictionary answer(String query) throws IOException {
        byte[] body = client.get("/announce?" + query).read().body();
        return (BDictionary) BencodeReader.read(body, BencodeReader.Limits.MESSAGE);
    }

    @Test
    void theAnswerHoldsTheCountsTheIntervalsAndTheAddressSeen() throws IOException {
        InfoHash infoHash = bytesFrom(9);
        announce(request(infoHash, 1, 0));
        BDictionary answer = answer(HttpAnnounceQuery.write(request(infoHash, 2, 5)) + "&trackerid=t1");
        assertThat(answer.integer("interval")).hasValue(1800);
        assertThat(answer.integer("min interval")).hasValue(60);
        assertThat(answer.integer("complete")).hasValue(1);
        assertThat(answer.integer("incomplete")).hasValue(1);
        assertThat(answer.integer("downloaded")).hasValue(0);
        assertThat(answer.text("tracker id")).contains("t1");
        assertThat(answer.string("external ip")).contains(BString.of(new byte[] {127, 0, 0, 1}));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "peer_id=-XX0001-000000000001&port=1,info_hash is missing",
        "info_hash=abc&peer_id=-XX0001-000000000001&port=1,info_hash must have 20 bytes",
        "info_hash=aaaaaaaaaaaaaaaaaaaaa&peer_id=-XX0001-000000000001&port=1,info_hash must have 20 bytes",
        "info_hash=aaaaaaaaaaaaaaaaaaaa&port=1,peer_id is missing",
        "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=x&port=1,peer_id must have 20 bytes",
        "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=-XX0001-000000000001,port is missing",
        "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=-XX0001-000000000001&port=65536,port must be 0 to 65535",
        "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=-XX0001-000000000001&port=-7,port must be a number",
        "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=-XX0001-000000000001&port=1&left=x,left must be a number",
        "info_hash=%,broken escape in the query",
        "info_hash=%4,broken escape in the query",
        "info_hash=%zz,broken escape in the query",
        "'',info_hash is missing"
    })
    void whatFailsIsAFailureReasonAlone(String query, String reason) throws IOException {
        RawClient.Answer answer = client.get("/announce?" + query).read();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("d14:failure reason" + reason.length() + ":" + reason + "e");
        assertThat(store.totals().swarms()).isZero();
    }

    @Test
    void aScrapeTakesSeveralHashesOrNone() throws IOException {
        for (int first = 1; first <= 3; first++) {
            announce(request(bytesFrom(first), first, 0));
        }
        assertThat(scrape("/scrape?" + HttpScrape.writeQuery(List.of(bytesFrom(1), bytesFrom(2), bytesFrom(99)))))
                .isInstanceOfSatisfying(
                        ScrapeResponse.Counts.class,
                        counts -> assertThat(counts.swarms()).containsOnlyKeys(bytesFrom(1), bytesFrom(2)));
        assertThat(scrape("/scrape"))
                .isInstanceOfSatisfying(
                        ScrapeResponse.Counts.class,
                        counts -> assertThat(counts.swarms()).hasSize(3));
        assertThat(scrape("/scrape?info_hash=short"))
                .isEqualTo(new ScrapeResponse.Failure("info_hash must have 20 bytes"));
    }

    private ScrapeResponse scrape(String target) throws IOException {
        return HttpScrape.read(client.get(target).read().body());
    }
}
