package starling.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.MetainfoReader;
import starling.tracker.admission.Admission;
import starling.tracker.catalogue.Catalogue;
import starling.tracker.http.BodyBudget;
import starling.tracker.http.HttpLimits;
import starling.tracker.http.HttpServer;
import starling.tracker.http.Route;
import starling.tracker.http.Router;
import starling.tracker.swarm.AnnounceLogic;
import starling.tracker.swarm.AnnounceTerms;
import starling.tracker.swarm.MemorySwarmStore;
import starling.tracker.swarm.StoreLimits;
import starling.tracker.swarm.SwarmStore;
import starling.tracker.testing.Torrents;

/** Publishing and finding over real sockets. */
@Timeout(60)
class TorrentRoutesTest {
    private static final int BUDGET_BYTES = 4 << 20;

    private final SwarmStore store =
            new MemorySwarmStore(Duration.ofHours(1), StoreLimits.DEFAULT, () -> new Random(1));
    private final HttpClient http = HttpClient.newHttpClient();
    private Catalogue catalogue;
    private HttpServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        catalogue = Catalogue.open(folder.resolve("catalogue.db"), infoHash -> true);
        Clock clock = Clock.systemUTC();
        AnnounceLogic logic = new AnnounceLogic(store, AnnounceTerms.every(Duration.ofMinutes(30)), Admission.OPEN);
        List<Route> routes = new ArrayList<>();
        routes.addAll(new TorrentRoutes(catalogue, store, new BodyBudget(BUDGET_BYTES), clock).routes());
        routes.addAll(new SwarmRoutes(store, catalogue, infoHash -> true, clock).routes());
        routes.addAll(new WebRoutes(store, logic, catalogue, infoHash -> true, clock).routes());
        server = new HttpServer(
                new InetSocketAddress("127.0.0.1", 0),
                new Router(routes),
                HttpLimits.DEFAULT.withMaxBodyBytes(TorrentRoutes.MAX_TORRENT_BYTES),
                Clock.systemUTC(),
                System::nanoTime);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        catalogue.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(to(path));
    }

    private HttpResponse<String> put(String path, byte[] body) throws Exception {
        return send(to(path).PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    @Test
    void whatIsPublishedIsFoundAndFetched() throws Exception {
        byte[] torrent = Torrents.file("got5.mp4", 3);
        String infoHash = MetainfoReader.read(torrent).infoHash().hex();
        HttpResponse<String> created = put("/torrents/a%20b%C3%A9.torrent", torrent);
        String row = "{\"name\":\"got5.mp4\",\"type\":\"mp4\",\"torrent\":\"a bé.torrent\",\"info_hash\":\"" + infoHash
                + "\",\"size\":49152,\"pieces\":3,\"seeders\":0,\"leechers\":0}";
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).isEqualTo(row + "\n");
        assertThat(created.headers().firstValue("location")).contains("/torrents/" + infoHash);
        assertThat(put("/torrents/other.torrent", torrent).statusCode()).isEqualTo(200);

        assertThat(get("/torrents?q=got").body()).isEqualTo("[" + row + "]\n");
        HttpResponse<byte[]> fetched =
                http.send(to("/torrents/" + infoHash).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(fetched.statusCode()).isEqualTo(200);
        assertThat(fetched.headers().firstValue("content-type")).contains("application/x-bittorrent");
        assertThat(fetched.body()).isEqualTo(torrent);
        assertThat(get("/torrents/" + infoHash + ".torrent").statusCode()).isEqualTo(200);
        assertThat(get("/swarms/" + infoHash).body()).contains("\"name\":\"got5.mp4\"");
    }

    @Test
    void rowsCarrySeedersAndLeechers() throws Exception {
        byte[] torrent = Torrents.file("a.txt", 1);
        put("/torrents/a.torrent", torrent);
        SwarmExample.announce(
                store,
                MetainfoReader.read(torrent).infoHash(),
                1,
                0,
                null,
                Clock.systemUTC().instant());
        SwarmExample.announce(
                store,
                MetainfoReader.read(torrent).infoHash(),
                2,
                5,
                null,
                Clock.systemUTC().instant());
        assertThat(get("/torrents?q=").body()).contains("\"seeders\":1,\"leechers\":1");
    }

    @ParameterizedTest(name = "{0} {1}: {2} {3}")
    @CsvSource({
        "/torrents/a.torrent,'',400,not a torrent",
        "/torrents/a.torrent,le,400,not a torrent: it is not a dictionary",
        "/torrents/a.torrent,de,400,it has no info",
        "/torrents/a.torrent,d4:infodee,400,it has no name",
        "/torrents/a.torrent,d4:infod4:name4:../aee,400,separator",
        "/torrents/a,GOOD,400,NAME.torrent",
        "/torrents/,GOOD,400,name is empty",
        "/torrents/.torrent,GOOD,400,NAME.torrent",
        "/torrents/a%2Fb.torrent,GOOD,400,separator",
        "/torrents/a/b.torrent,GOOD,400,separator",
        "/torrents/..%2f..%2fb.torrent,GOOD,400,separator",
        "/torrents/a%00.torrent,GOOD,400,separator",
        "/torrents/a%0Ab.torrent,GOOD,201,a_b.torrent",
        "/torrents/a%FF.torrent,GOOD,201,a\ufffd.torrent",
        "/torrents,GOOD,405,GET",
        "/swarms/x.torrent,GOOD,405,GET"
    })
    void whatIsPut(String path, String body, int status, String answer) throws Exception {
        byte[] bytes = body.equals("GOOD") ? Torrents.file("a", 1) : body.getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> response = put(path, bytes);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(answer);
        assertThat(catalogue.count()).isEqualTo(status == 201 ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz"})
    void aBrokenEscapeIsRefused(String escape) throws Exception {
        try (RawConnection raw = raw()) {
            raw.send("PUT /torrents/" + escape + ".torrent HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
            assertThat(raw.readLine()).startsWith("HTTP/1.1 400");
        }
    }

    private RawConnection raw() throws IOException {
        return new RawConnection(server.address().getPort());
    }

    @Test
    void aBodyThatIsTooLongIsRefusedBeforeItIsSent() throws Exception {
        for (long length : List.of(TorrentRoutes.MAX_TORRENT_BYTES + 1, 999_999_999_999_999_999L)) {
            try (RawConnection raw = raw()) {
                raw.send("PUT /torrents/a.torrent HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: "
                        + length + "\r\n\r\n");
                assertThat(raw.readLine()).startsWith("HTTP/1.1 413");
            }
        }
    }

    @Test
    void aBodyWithoutALengthIsNotPublished() throws Exception {
        try (RawConnection raw = raw()) {
            raw.send("PUT /torrents/a.torrent HTTP/1.1\r\nHost: t\r\n\r\n");
            raw.send(Torrents.file("a.txt", 1));
            assertThat(raw.readLine()).startsWith("HTTP/1.1 400");
        }
        assertThat(catalogue.count()).isZero();
    }

    @Test
    void aSenderThatWaitsIsToldToGoOn() throws Exception {
        byte[] torrent = Torrents.file("a.txt", 1);
        try (RawConnection raw = raw()) {
            raw.send("PUT /torrents/a.torrent HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: "
                    + torrent.length + "\r\n\r\n");
            assertThat(raw.readLine()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(raw.readLine()).isEmpty();
            raw.send(torrent);
            assertThat(raw.readLine()).isEqualTo("HTTP/1.1 201 Created");
        }
    }

    @Test
    void uploadsTogetherStayWithinTheirBudgetAndGiveItBack() throws Exception {
        byte[] half = new byte[BUDGET_BYTES + 1];
        for (int round = 0; round < 3; round++) {
            try (RawConnection first = raw();
                    RawConnection second = raw()) {
                String head = "PUT /torrents/a.torrent HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: "
                        + (half.length + 1) + "\r\n\r\n";
                first.send(head);
                assertThat(first.readLine()).isEqualTo("HTTP/1.1 100 Continue");
                first.send(half);
                assertThat(first.readLine()).isEmpty();
                assertThat(first.readLine()).startsWith("HTTP/1.1 503");
                second.send(head.replace("Expect: 100-continue\r\n", "").replace("" + (half.length + 1), "2"));
                second.send("de");
                assertThat(second.readLine()).startsWith("HTTP/1.1 400");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/torrents,200",
        "/torrents?q=%22%22%27,200",
        "/torrents?q=%FF%FE%00,200",
        "/torrents?q=a&limit=99999999&offset=99999999,200",
        "/torrents?q=a&limit=-1&offset=x,200",
        "/torrents?q=a&limit=99999999999999999999,200",
        "/torrents/0000000000000000000000000000000000000000,404",
        "/torrents/0000000000000000000000000000000000000000.torrent,404",
        "/torrents/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,404",
        "/torrents/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1,400",
        "/torrents/x,400",
        "/torrents/,400",
        "/torrents/..%2f..%2fetc%2fpasswd,400",
        "/torrents/000000000000000000000000000000000000000g,400"
    })
    void whatIsAskedFor(String path, int status) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(status);
    }

    @Test
    void base32NamesTheSameTorrent() throws Exception {
        assertThat(PathHash.parse("AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT").hex())
                .isEqualTo("000102030405060708090a0b0c0d0e0f10111213");
    }

    @Test
    void whileTheDatabaseIsLockedPublishingFailsAndTheRestGoesOn() throws Exception {
        put("/torrents/a.torrent", Torrents.file("a.txt", 1));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("catalogue.db"));
                Statement statement = other.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            HttpResponse<String> refused = put("/torrents/b.torrent", Torrents.file("bb.txt", 1));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).doesNotContain(folder.toString());
            assertThat(get("/torrents?q=txt").body()).contains("a.txt").doesNotContain("bb.txt");
            assertThat(get("/").statusCode()).isEqualTo(200);
        }
        assertThat(put("/torrents/b.torrent", Torrents.file("bb.txt", 1)).statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/?q=x", "/swarms/HASH"})
    void aBrowserIsToldToRunNothing(String path) throws Exception {
        byte[] torrent = Torrents.file("<b>'\"&.txt", 1);
        put("/torrents/a.torrent", torrent);
        String infoHash = MetainfoReader.read(torrent).infoHash().hex();
        HttpResponse<String> page = send(to(path.replace("HASH", infoHash)).header("Accept", "text/html,*/*"));
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe", "script", "*");
        assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(page.body()).doesNotContain("<b>", "<script").contains("</html>");
    }

    @Test
    void metricsAreWhatPrometheusReads() throws Exception {
        put("/torrents/a.torrent", Torrents.file("a.txt", 1));
        HttpResponse<String> metrics = get("/metrics");
        assertThat(metrics.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body().lines())
                .contains("starling_torrents 1")
                .allMatch(line -> line.matches("# (HELP|TYPE) starling_[a-z_]+ .+|starling_[a-z_]+ \\d+"));
    }

    @Test
    void manyPublishAtOnce() throws Exception {
        List<java.util.concurrent.CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(http.sendAsync(
                    to("/torrents/t" + i + ".torrent")
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(Torrents.file("f" + i % 20, 1)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        int created = 0;
        for (var answer : answers) {
            assertThat(answer.get().statusCode()).isIn(200, 201);
            created += answer.get().statusCode() == 201 ? 1 : 0;
        }
        assertThat(created).isEqualTo(20);
        assertThat(catalogue.count()).isEqualTo(20);
    }
}
