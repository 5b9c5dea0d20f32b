package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import starling.announce.Endpoint;
import starling.peer.discovery.TrustedAuthorities;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Priority;
import starling.peer.session.TorrentSession.Intent;
import starling.peer.testing.OwnCertificate;

/** A client and servers that have its torrent (BEP 19), over loopback. */
class WebSeedTest extends OnLoopback {
    private TinyWebServer server;

    @BeforeEach
    void start() throws IOException {
        server = keep(new TinyWebServer());
    }

    private TorrentSession download(Sample sample) throws IOException {
        Client client = keep(Sample.client(home.resolve("client")));
        TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        session.start();
        return session;
    }

    private static WebSeedStatus status(TorrentSession session) {
        return session.webSeeds().get(0);
    }

    private void serveFiles(Sample sample) {
        for (int index = 0; index < sample.metainfo().files().size(); index++) {
            server.with("/dir/sample/" + sample.metainfo().files().get(index).display(), sample.file(index));
        }
    }

    @Test
    void oneFileComesInLongRuns() throws Exception {
        Sample sample = Sample.of(200 * BLOCK + 17, 2 * BLOCK).withWebSeeds(server.url("/x/sample.bin"));
        server.with("/x/sample.bin", sample.bytes());

        TorrentSession session = download(sample);

        awaitComplete(session);
        assertThat(home.resolve("downloads/sample.bin")).hasBinaryContent(sample.bytes());
        assertThat(session.snapshot().downloadedBytes()).isEqualTo(sample.bytes().length);
        assertThat(server.asked()).as("runs, not blocks").hasSizeLessThan(100);
        await(() -> session.snapshot().peers().isEmpty());
        assertThat(status(session).state()).isEqualTo(WebSeedStatus.State.IDLE);
    }

    @Test
    void oneOverHttpsIsAskedWhereItsCertificateIsTrusted() throws Exception {
        OwnCertificate certificate = OwnCertificate.make(home);
        TinyWebServer secured = keep(TinyWebServer.secured(certificate.server()));
        Sample sample = Sample.of(20 * BLOCK + 17, 2 * BLOCK).withWebSeeds(secured.url("/x"));
        secured.with("/x", sample.bytes());
        TorrentSession distrusting = download(sample);
        await(() -> status(distrusting).state() == WebSeedStatus.State.FAILING);
        assertThat(status(distrusting).lastError().orElseThrow()).startsWith("its certificate is not to be trusted");
        assertThat(secured.asked()).isEmpty();

        Client client = keep(new LoopbackOptions(home.resolve("trusting"))
                .trusting(TrustedAuthorities.with(certificate.pem()))
                .open());
        TorrentSession session = sample.open(client, home.resolve("trusted"), Intent.DOWNLOAD);
        session.start();

        awaitComplete(session);
        assertThat(home.resolve("trusted/sample.bin")).hasBinaryContent(sample.bytes());
    }

    @Test
    void filesOfAFolderComeAcrossTheirEnds() throws Exception {
        Sample sample =
                Sample.ofFiles(BLOCK, 5, 0, 3 * BLOCK + 1, 70_001, BLOCK).withWebSeeds(server.url("/dir"));
        serveFiles(sample);

        awaitComplete(download(sample));

        for (int index = 0; index < 5; index++) {
            assertThat(home.resolve("downloads/sample/f" + (index + 1))).hasBinaryContent(sample.file(index));
        }
        assertThat(server.asked()).noneMatch(asked -> asked.path().equals("/dir/sample/f2"));
    }

    @Test
    void whatIsNotWantedIsNotAskedFor() throws Exception {
        Sample sample = Sample.ofFiles(BLOCK, 2 * BLOCK, 3 * BLOCK, 2 * BLOCK).withWebSeeds(server.url("/dir/"));
        serveFiles(sample);
        Client client = keep(Sample.client(home.resolve("client")));
        TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        session.plan(new FetchPlan(List.of(Priority.NORMAL, Priority.OFF, Priority.NORMAL), false));
        session.start();

        awaitComplete(session);

        assertThat(server.asked()).isNotEmpty().noneMatch(asked -> asked.path().equals("/dir/sample/f2"));
    }

    @Test
    void aRedirectIsFollowedOnceAndThenKnown() throws Exception {
        Sample sample = Sample.of(100 * BLOCK, BLOCK).withWebSeeds(server.url("/old"));
        server.with("/new", sample.bytes()).saying("/old", TinyWebServer.redirect(server.url("/new")));

        awaitComplete(download(sample));

        assertThat(server.asked().stream().filter(asked -> asked.path().equals("/old")))
                .hasSize(1);
    }

    @Test
    void itIsShownAmongThePeersAndLeftAloneWhilePaused() throws Exception {
        Sample sample = Sample.of(8 * BLOCK, BLOCK).withWebSeeds(server.url("/x"));
        CountDownLatch seen = new CountDownLatch(1);
        server.with("/x", sample.bytes()).saying("/x", exchange -> {
            try {
                seen.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        TorrentSession session = download(sample);
        await(() -> server.asked().size() == 1);

        PeerSnapshot peer = session.snapshot().peers().get(0);
        assertThat(peer.role()).isEqualTo(PeerSnapshot.Role.WEB);
        assertThat(peer.program()).contains(server.url("/x"));
        assertThat(peer.endpoint().address()).isEqualTo(InetAddress.getByName("127.0.0.1"));
        assertThat(status(session).state()).isEqualTo(WebSeedStatus.State.USED);

        session.pause();
        await(() -> session.snapshot().peers().isEmpty() && status(session).state() == WebSeedStatus.State.IDLE);
        server.serveAll();
        seen.countDown();
        session.start();
        awaitComplete(session);
    }

    static Stream<Arguments> uselessAnswers() {
        return Map.<String, TinyWebServer.Answer>of(
                        "status 404",
                        TinyWebServer.status(404),
                        "status 503",
                        TinyWebServer.status(503),
                        "whole files",
                        exchange -> {
                            exchange.sendResponseHeaders(200, 1_000_000);
                            // some versions of the server send no headers before
                            exchange.getResponseBody().write(0);
                            exchange.getResponseBody().flush();
                        },
                        "another part",
                        exchange -> {
                            exchange.getResponseHeaders().set("Content-Range", "bytes 1-2/1000000");
                            exchange.sendResponseHeaders(206, 2);
                            exchange.getResponseBody().write(new byte[2]);
                        },
                        "only http and https",
                        TinyWebServer.redirect("ftp://127.0.0.1/x"),
                        "from place to place",
                        TinyWebServer.redirect("/x"))
                .entrySet()
                .stream()
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uselessAnswers")
    void aUselessOneIsLeftAloneForAWhileAndSaysWhy(String why, TinyWebServer.Answer answer) throws Exception {
        Sample sample = Sample.of(20 * BLOCK, BLOCK).withWebSeeds(server.url("/x"));
        server.with("/x", sample.bytes()).saying("/x", answer);
        TorrentSession session = download(sample);

        await(() -> status(session).state() == WebSeedStatus.State.FAILING);
        assertThat(status(session).lastError().orElseThrow())
                .contains(why.equals("only http and https") ? "elsewhere than to the web" : why);
        assertThat(status(session).next()).isPresent();
        assertThat(server.asked()).hasSizeLessThan(7);

        session.pause();
        server.serveAll();
        session.start();
        awaitComplete(session);
    }

    @Test
    void aBodyThatEndsTooSoonCostsWhatIsMissingAlone() throws Exception {
        Sample sample = Sample.of(16 * BLOCK, BLOCK).withWebSeeds(server.url("/x"));
        AtomicInteger wholeBlocks = new AtomicInteger();
        server.with("/x", sample.bytes()).saying("/x", exchange -> {
            wholeBlocks.incrementAndGet();
            String range = exchange.getRequestHeaders().getFirst("Range").substring("bytes=".length());
            int from = Integer.parseInt(range.split("-")[0]);
            int to = Integer.parseInt(range.split("-")[1]);
            exchange.getResponseHeaders().set("Content-Range", "bytes " + range + "/" + sample.bytes().length);
            exchange.sendResponseHeaders(206, to + 1L - from);
            exchange.getResponseBody().write(sample.bytes(), from, Math.min(BLOCK + 5, to + 1 - from));
            throw new IOException("cut off");
        });
        TorrentSession session = download(sample);

        await(() -> status(session).state() == WebSeedStatus.State.FAILING);
        await(
                "a block of each answer is kept",
                () -> session.snapshot().leftBytes() == (16L - wholeBlocks.get()) * BLOCK);

        session.pause();
        server.serveAll();
        session.start();
        awaitComplete(session);
        assertThat(session.snapshot().downloadedBytes())
                .as("nothing comes twice")
                .isEqualTo(sample.bytes().length);
    }

    @Test
    void aFileThatOneDoesNotHaveComesFromAnother() throws Exception {
        TinyWebServer other = keep(new TinyWebServer());
        Sample sample = Sample.ofFiles(BLOCK, 2 * BLOCK, 2 * BLOCK, 2 * BLOCK)
                .withWebSeeds(server.url("/dir"), other.url("/dir"));
        server.with("/dir/sample/f1", sample.file(0)).with("/dir/sample/f3", sample.file(2));
        other.with("/dir/sample/f2", sample.file(1));

        awaitComplete(download(sample));
    }

    @Test
    void oneThatLiesIsBannedAndItsPiecesComeFromAPeer() throws Exception {
        Sample honest = Sample.of(20 * BLOCK, BLOCK);
        byte[] lies = new byte[honest.bytes().length];
        Sample sample = honest.withWebSeeds(server.url("/x"));
        server.with("/x", lies);
        TorrentSession session = download(sample);

        await(() -> status(session).state() == WebSeedStatus.State.BANNED);
        await(() -> session.snapshot().peers().isEmpty());
        assertThat(session.snapshot().have().isEmpty()).isTrue();

        Client seeder = keep(Sample.client(home.resolve("seeder")));
        sample.writeTo(home.resolve("seed"));
        TorrentSession seeding = sample.open(seeder, home.resolve("seed"), Intent.SEED);
        seeding.start();
        assertThat(seeding.awaitSettled(PATIENCE)).isTrue();
        // At the same address as the liar, which was banned by itself.
        session.addPeers(List.of(new Endpoint(InetAddress.getLoopbackAddress(), seeder.port())));

        awaitComplete(session);
        assertThat(Files.readAllBytes(home.resolve("downloads/sample.bin"))).isEqualTo(honest.bytes());
        assertThat(status(session).state()).isEqualTo(WebSeedStatus.State.BANNED);
    }

    @Test
    void manyAreUsedAFewAtOnce() throws Exception {
        String[] urls =
                IntStream.range(0, 30).mapToObj(i -> server.url("/x" + i)).toArray(String[]::new);
        Sample sample = Sample.of(4 * BLOCK, BLOCK).withWebSeeds(urls);
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < 30; i++) {
            server.saying("/x" + i, exchange -> {
                try {
                    end.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        TorrentSession session = download(sample);

        await(() -> !server.asked().isEmpty());
        assertThat(session.webSeeds().stream()
                        .filter(seed -> seed.state() == WebSeedStatus.State.USED)
                        .count())
                .isBetween(1L, 4L);
        session.pause();
        end.countDown();
    }
}
