package starling.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server over real sockets on loopback, with a clock that moves when a test says so. */
@Timeout(60)
class HttpServerTest {
    private static final HttpLimits LIMITS =
            HttpLimits.DEFAULT.withTimes(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(30));

    /** More than any answer that is had at once. */
    private static final int LONG_ANSWER_BYTES = 100_000;

    /** More than the systems at both ends take in for a client that does not read. */
    private static final int HUGE_ANSWER_BYTES = 16 << 20;

    /** More than there are threads that accept. */
    private static final int MANY = 20;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<RawClient> clients = new ArrayList<>();
    private HttpServer server = start(LIMITS);

    private HttpServer start(HttpLimits limits) {
        return start(limits, true);
    }

    private HttpServer start(HttpLimits limits, boolean atOnce) {
        try {
            Router router = new Router(List.of(
                    Route.get("/ok", request -> HttpResponse.text(200, "ok " + request.query())),
                    Route.quickGet("/quick", request -> HttpResponse.text(200, "quick " + request.query())),
                    Route.quickGet(
                            "/thread",
                            request -> HttpResponse.text(
                                    200, Thread.currentThread().getName())),
                    Route.quickGet("/long", request -> HttpResponse.of(200, "text/plain", new byte[LONG_ANSWER_BYTES])),
                    Route.get("/huge", request -> HttpResponse.of(200, "text/plain", new byte[HUGE_ANSWER_BYTES])),
                    Route.get("/fault", request -> {
                        throw new IllegalStateException("on purpose");
                    }),
                    Route.get("/slow", request -> {
                        awaitRelease();
                        return HttpResponse.text(200, "at last");
                    }),
                    new Route(
                            "PUT",
                            "/put",
                            request -> HttpResponse.of(
                                    201, "text/plain", request.body().readAllBytes())),
                    new Route("PUT", "/unread", request -> HttpResponse.text(200, "no, thanks"))));
            HttpServer made = new HttpServer(
                    new InetSocketAddress("127.0.0.1", 0), router, limits, Clock.systemUTC(), nanos::get);
            if (atOnce) {
                made.start();
            }
            return made;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void restart(HttpLimits limits) {
        server.close();
        server = start(limits);
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() throws IOException {
        release.countDown();
        for (RawClient client : clients) {
            client.close();
        }
        server.close();
    }

    private RawClient client() throws IOException {
        RawClient client = new RawClient(server.address().getPort());
        clients.add(client);
        return client;
    }

    /** Until the server has taken notice; the test's time limit bounds it. */
    private void await(HttpConnection.Phase phase, int count) {
        while (server.countIn(phase) != count) {
            Thread.onSpinWait();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        server.closeOverdue();
    }

    @Test
    void aConnectionServesOneRequestAfterTheOther() throws IOException {
        RawClient client = client();
        for (int i = 0; i < 3; i++) {
            RawClient.Answer answer = client.get("/ok?" + i).read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("ok " + i + "\n");
            assertThat(answer.head()).contains("Connection: keep-alive\r\n");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            requests.append("GET /ok?").append(i).append(" HTTP/1.1\r\nHost: t\r\n\r\n");
        }
        RawClient client = client().send(requests.toString());
        for (int i = 0; i < 100; i++) {
            assertThat(client.read().text()).isEqualTo("ok " + i + "\n");
        }
    }

    @Test
    void aBodyIsReadOrPassedOverBeforeTheNextRequest() throws IOException {
        RawClient client = client();
        String head = " HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\n";
        client.send(
                "PUT /put" + head + "abcde" + "PUT /unread" + head + "GET /" + "GET /ok HTTP/1.1\r\nHost: t\r\n\r\n");
        assertThat(client.read().text()).isEqualTo("abcde");
        assertThat(client.read().text()).isEqualTo("no, thanks\n");
        assertThat(client.read().text()).isEqualTo("ok \n");
    }

    @Test
    void http10IsClosedUnlessItAsksOtherwise() throws IOException {
        RawClient once = client().send("GET /ok HTTP/1.0\r\n\r\n");
        assertThat(once.read().head()).contains("Connection: close\r\n");
        assertThat(once.isClosedByServer()).isTrue();
        RawClient twice = client();
        for (int i = 0; i < 2; i++) {
            twice.send("GET /ok HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(twice.read().head()).contains("Connection: keep-alive\r\n");
        }
    }

    @Test
    void closeIsHonoured() throws IOException {
        RawClient client = client().send("GET /ok HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void headHasTheLengthAndNoBody() throws IOException {
        RawClient client = client().send("HEAD /ok HTTP/1.1\r\nHost: t\r\n\r\n");
        RawClient.Answer answer = client.read(false);
        assertThat(answer.head()).contains("Content-Length: 4\r\n");
        assertThat(client.get("/ok?after").read().text()).isEqualTo("ok after\n");
    }

    static Stream<String> refused() {
        return Stream.of(
                "400 nonsense\r\n\r\n",
                "400 GET /ok HTTP/1.1\r\n\r\n",
                "400 PUT /put HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
                "413 PUT /put HTTP/1.1\r\nHost: t\r\nContent-Length: 70000\r\n\r\n" + "x".repeat(70_000),
                "414 GET /" + "x".repeat(50_000),
                "431 GET /ok HTTP/1.1\r\n" + "A: b\r\n".repeat(100) + "\r\n",
                "501 BREW /ok HTTP/1.1\r\nHost: t\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource
    void refused(String statusAndRequest) throws IOException {
        RawClient client = client().send(statusAndRequest.substring(4));
        assertThat(client.read().status()).isEqualTo(Integer.parseInt(statusAndRequest.substring(0, 3)));
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(client().get("/ok").read().status()).isEqualTo(200);
    }

    @Test
    void aFaultIsAnsweredAndTheServerGoesOn() throws IOException {
        RawClient.Answer answer = client().get("/fault").read();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("on purpose");
        assertThat(client().get("/ok").read().status()).isEqualTo(200);
    }

    @Test
    void aSlowSenderIsCutThoughEachByteComesInTime() throws IOException {
        RawClient slow = client().send("G");
        await(HttpConnection.Phase.RECEIVING, 1);
        for (int second = 0; second < 10; second++) {
            pass(Duration.ofSeconds(1));
            slow.send("E");
            assertThat(server.connections()).isEqualTo(1);
        }
        pass(Duration.ofSeconds(1));
        assertThat(slow.isClosedByServer()).isTrue();
    }

    @Test
    void anIdleConnectionIsClosedInItsTime() throws IOException {
        RawClient idle = client();
        idle.get("/ok").read();
        await(HttpConnection.Phase.IDLE, 1);
        pass(LIMITS.idleTime());
        assertThat(idle.get("/ok").read().status()).isEqualTo(200);
        await(HttpConnection.Phase.IDLE, 1);
        pass(LIMITS.idleTime().plusNanos(1));
        assertThat(idle.isClosedByServer()).isTrue();
    }

    @Test
    void manySlowConnectionsKeepNoOneWaiting() throws IOException {
        int slow = 1_000;
        for (int i = 0; i < slow; i++) {
            client().send("GET /ok HTTP/1.1\r\nX:");
        }
        await(HttpConnection.Phase.RECEIVING, slow);
        assertThat(client().get("/ok?now").read().text()).isEqualTo("ok now\n");
        pass(LIMITS.requestTime().plusNanos(1));
        for (RawClient client : clients.subList(0, slow)) {
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void whatIsAnsweredAtOnceIsAnsweredInOrderAndTheConnectionGoesOn() throws IOException {
        String get = " HTTP/1.1\r\nHost: t\r\n\r\n";
        RawClient client = client();
        client.send("GET /quick?1" + get + "GET /ok?2" + get + "GET /quick?3" + get);
        assertThat(client.read().text()).isEqualTo("quick 1\n");
        assertThat(client.read().text()).isEqualTo("ok 2\n");
        assertThat(client.read().text()).isEqualTo("quick 3\n");
        assertThat(client.get("/quick?4").read().text()).isEqualTo("quick 4\n");
        client.send("GET /quick?5 HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\n");
        assertThat(client.read().text()).isEqualTo("quick 5\n");
        client.send("abc").get("/quick?6");
        assertThat(client.read().text()).isEqualTo("quick 6\n");
    }

    @Test
    void whatIsThereWhenItIsAcceptedNeedsNoOtherThread() throws IOException {
        server.close();
        server = start(LIMITS, false);
        RawClient whole = client().get("/thread");
        RawClient half = client().send("GET /thread HTTP/1.1\r\n");
        server.start();
        assertThat(whole.read().text()).startsWith("http-accept");
        await(HttpConnection.Phase.RECEIVING, 1);
        assertThat(half.send("Host: t\r\n\r\n").read().text()).doesNotStartWith("http-accept");
    }

    static Stream<String> halfDone() {
        return Stream.of(
                "",
                "GET /quick?1 HTTP/1.1\r\nHost: t\r\n",
                "GET /quick HTTP/3.0\r\n\r\n",
                "GET /quick HTTP/1.0\r\n\r\nand more",
                "PUT /quick HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\n",
                "GET /quick HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\n",
                "GET /quick HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
                "GET /long HTTP/1.0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("halfDone")
    void whoGoesOnTooSlowlyKeepsNoOneWaiting(String request) throws IOException {
        server.close();
        server = start(LIMITS, false);
        for (int i = 0; i < MANY; i++) {
            RawClient stuck = new RawClient(server.address().getPort(), 1, 1);
            clients.add(stuck);
            stuck.send(request);
        }
        RawClient quick = client().get("/quick?now");
        server.start();
        assertThat(quick.read().text()).isEqualTo("quick now\n");
    }

    @Test
    void aBodyThatDripsIsCutLikeAnyRequest() throws IOException {
        RawClient dripping = client().send("PUT /put HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\na");
        await(HttpConnection.Phase.RECEIVING, 1);
        pass(LIMITS.requestTime().plusNanos(1));
        assertThat(dripping.isClosedByServer()).isTrue();
    }

    @Test
    void whoNeverReadsALargeAnswerIsCutInTimeAndKeepsNoOneWaiting() throws IOException {
        for (int i = 0; i < MANY; i++) {
            RawClient stuck = new RawClient(server.address().getPort(), 1, 1);
            clients.add(stuck);
            stuck.get("/huge");
        }
        await(HttpConnection.Phase.ANSWERING, MANY);
        assertThat(client().get("/ok?now").read().text()).isEqualTo("ok now\n");
        pass(LIMITS.responseTime().plusNanos(1));
        await(HttpConnection.Phase.ANSWERING, 0);
        assertThat(client().get("/ok?then").read().text()).isEqualTo("ok then\n");
    }

    /** It has none, by RFC 9112: what follows is the next request, and is none that anyone could mean. */
    @Test
    void aBodyWithoutALengthIsNoBody() throws IOException {
        RawClient client = client().send("PUT /put HTTP/1.1\r\nHost: t\r\n\r\nd4:infod4:name1:aee\r\n\r\n");
        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).isEmpty();
        assertThat(client.read().status()).isEqualTo(400);
        assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void pastTheCapWhoeverHoldsMostGivesWay() throws IOException {
        restart(LIMITS.withMaxConnections(3));
        RawClient modest = new RawClient(server.address().getPort(), 2, RawClient.DEFAULT_WINDOW);
        clients.add(modest);
        modest.get("/ok").read();
        await(HttpConnection.Phase.IDLE, 1);
        RawClient first = client().send("GET");
        await(HttpConnection.Phase.RECEIVING, 1);
        pass(Duration.ofSeconds(1));
        client().send("GET");
        await(HttpConnection.Phase.RECEIVING, 2);

        assertThat(client().get("/ok?now").read().text()).isEqualTo("ok now\n");
        assertThat(first.isClosedByServer()).isTrue();
        assertThat(modest.get("/ok?still").read().text()).isEqualTo("ok still\n");
    }

    @Test
    void pastTheCapTheLongestIdleGoesFirstAndThenTheSlowestSender() throws IOException {
        restart(LIMITS.withMaxConnections(3));
        RawClient slow = client().send("GET");
        await(HttpConnection.Phase.RECEIVING, 1);
        RawClient idle = client();
        idle.get("/ok").read();
        await(HttpConnection.Phase.IDLE, 1);
        client().get("/slow");
        await(HttpConnection.Phase.ANSWERING, 1);

        RawClient fourth = client().get("/slow");
        assertThat(idle.isClosedByServer()).isTrue();
        await(HttpConnection.Phase.ANSWERING, 2);
        RawClient fifth = client().get("/slow");
        assertThat(slow.isClosedByServer()).isTrue();
        await(HttpConnection.Phase.ANSWERING, 3);
        assertThat(client().isClosedByServer()).as("all are being answered").isTrue();

        release.countDown();
        assertThat(fourth.read().text()).isEqualTo("at last\n");
        assertThat(fifth.read().text()).isEqualTo("at last\n");
    }

    @Test
    void stoppingLetsARunningAnswerGoOut() throws Exception {
        RawClient busy = client().get("/slow");
        RawClient idle = client();
        idle.get("/ok").read();
        await(HttpConnection.Phase.ANSWERING, 1);
        await(HttpConnection.Phase.IDLE, 1);
        Thread stopper = new Thread(() -> server.close(Duration.ofSeconds(50)));
        stopper.start();
        assertThat(idle.isClosedByServer()).isTrue();
        release.countDown();
        RawClient.Answer answer = busy.read();
        assertThat(answer.text()).isEqualTo("at last\n");
        assertThat(answer.head()).contains("Connection: close\r\n");
        busy.close();
        stopper.join();
        assertThat(server.connections()).isZero();
    }

    @RepeatedTest(50)
    void onceClosedNoOneIsServed() throws IOException {
        server.close();
        // From another address: one that has the server's own, and gets the port that is free now, connects to itself.
        try (RawClient client = new RawClient(server.address().getPort(), 2, RawClient.DEFAULT_WINDOW)) {
            assertThat(client.send("GET /ok HTTP/1.0\r\n\r\n").isClosedByServer())
                    .isTrue();
        } catch (SocketException refused) {
            assertThat(server.connections()).isZero();
        }
    }
}
