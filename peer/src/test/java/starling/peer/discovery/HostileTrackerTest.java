package starling.peer.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceResponse;
import starling.announce.UdpAnswer;
import starling.announce.UdpRequest;

/** What a tracker may do to us: answers end, in time and in bounds, and nothing in them is believed unchecked. */
@Timeout(120)
class HostileTrackerTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final HttpTrackerClient http = new HttpTrackerClient(
            Optional.of(LOOPBACK), "Starling/test", Optional.empty(), SHORT, SystemDefaultDnsResolver.INSTANCE);
    private final TrackerClient client =
            new TrackerClient(http, new UdpTrackerClient(Optional.of(LOOPBACK), Thread::new));
    private TinyTracker tracker;

    @BeforeEach
    void open() throws IOException {
        tracker = new TinyTracker(TinyTracker.swarm(1800));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        tracker.close();
    }

    private AnnounceResponse announce(String url) throws TrackerException {
        return client.announce(url, HttpTrackerClientTest.request(AnnounceEvent.STARTED));
    }

    private AnnounceResponse answer(String bencoded) throws TrackerException {
        tracker.answer(TinyTracker.body(200, bencoded));
        return announce(tracker.url());
    }

    private static void drip(OutputStream out, String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            out.write(text.charAt(i));
            out.flush();
            try {
                Thread.sleep(100);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    @Test
    void aBodyThatDripsIsGivenUp() {
        tracker.answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            drip(exchange.getResponseBody(), "d8:intervali1800e5:peers0:10:tracker id1000000:" + "x".repeat(100_000));
        });

        assertThatThrownBy(() -> announce(tracker.url())).hasMessage("no answer in time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 ", "\r\n\r\n\r\n", "junk"})
    void headersThatDripAreGivenUp(String start) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            Thread thread = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    drip(socket.getOutputStream(), start + "x".repeat(100_000));
                } catch (IOException over) {
                    // the client has gone
                }
            });
            thread.setDaemon(true);
            thread.start();

            assertThatThrownBy(() -> announce("http://127.0.0.1:" + server.getLocalPort() + "/announce"))
                    .isInstanceOf(TrackerException.class);
        }
    }

    @Test
    void silenceEnds() {
        CountDownLatch end = new CountDownLatch(1);
        tracker.answer(exchange -> {
            try {
                end.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });

        assertThatThrownBy(() -> announce(tracker.url())).hasMessage("no answer in time");
        end.countDown();
    }

    @ParameterizedTest
    @CsvSource({"20000, 1", "100, 2000"})
    void headersHaveBounds(int length, int count) throws Exception {
        tracker.answer(exchange -> {
            for (int i = 0; i < count; i++) {
                exchange.getResponseHeaders().set("X-" + i, "x".repeat(length));
            }
            TinyTracker.swarm(1800).give(exchange);
        });

        assertThatThrownBy(() -> announce(tracker.url())).isInstanceOf(TrackerException.class);
    }

    /** 512 MiB in half a MiB. */
    @Test
    void aBombDoesNotGoOff() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 512; i++) {
                gzip.write(zeros);
            }
        }
        tracker.answer(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, packed.size());
            exchange.getResponseBody().write(packed.toByteArray());
        });

        assertThatThrownBy(() -> announce(tracker.url())).hasMessageContaining("larger than");
    }

    @Test
    void anHonestAnswerMayBePacked() throws Exception {
        tracker.answer(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, 0);
            try (GZIPOutputStream gzip = new GZIPOutputStream(exchange.getResponseBody())) {
                gzip.write("d8:intervali1800e5:peers0:e".getBytes(StandardCharsets.US_ASCII));
            }
        });

        assertThat(announce(tracker.url())).isInstanceOf(AnnounceResponse.Swarm.class);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1",
        "0, 1",
        "-9223372036854775808, 1",
        "9223372036854775807, 86400",
        "86401, 86400",
        "1800, 1800",
    })
    void anAbsurdIntervalIsBounded(String said, long seconds) throws Exception {
        AnnounceResponse.Swarm swarm =
                (AnnounceResponse.Swarm) answer("d8:intervali" + said + "e12:min intervali" + said + "e5:peers0:e");

        assertThat(swarm.interval()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(swarm.minInterval()).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d8:intervali99999999999999999999e5:peers0:e",
                "d8:interval3:onee",
                "d8:intervali1e5:peers5:12345e",
                "d8:intervali1e5:peers7:1234567e",
                "d8:intervali1e6:peers617:12345678901234567e",
                "d8:intervali1e5:peers99999999:123456e",
                "d8:intervali1e5:peers0:",
                "lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll",
            })
    void anAnswerThatIsNoneIsAFailure(String body) {
        assertThatThrownBy(() -> answer(body)).isInstanceOf(TrackerException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d8:intervali1e5:peersi5ee",
                "d8:intervali1e5:peersl3:onee4:spami1ee",
                "d8:intervali1e5:peersld2:ip9:not an ip4:porti1eeee",
                "d8:intervali1e5:peersld2:ip7:1.2.3.44:porti0eed2:ip7:1.2.3.44:porti65536eed2:ip7:1.2.3.4eee",
                "d8:completei-5e8:intervali1e10:incompletei-9223372036854775808e5:peers0:e",
            })
    void whatIsOddIsPassedOver(String body) throws Exception {
        AnnounceResponse.Swarm swarm = (AnnounceResponse.Swarm) answer(body);

        assertThat(swarm.peers()).isEmpty();
        assertThat(swarm.seeders() + swarm.leechers()).isZero();
    }

    @Test
    void reasonsAndWarningsAreSafeToShow() throws Exception {
        AnnounceResponse.Failure failure =
                (AnnounceResponse.Failure) answer("d14:failure reason17:\u001b[2J\r\nyou\u0000are\u007fit\u0007e");
        assertThat(failure.reason()).isEqualTo("_[2J__you_are_it_");
        AnnounceResponse.Swarm swarm =
                (AnnounceResponse.Swarm) answer("d8:intervali1e5:peers0:15:warning message6:\u001b]0;x\u0007e");
        assertThat(swarm.warning()).contains("_]0;x_");
    }

    private AnnounceResponse overUdp(Function<UdpRequest, byte[]> answer) throws Exception {
        try (TinyUdpTracker udp = new TinyUdpTracker(
                LOOPBACK,
                request -> List.of(
                        request instanceof UdpRequest.Connect
                                ? TinyUdpTracker.connected(request)
                                : answer.apply(request)))) {
            return announce(udp.url());
        }
    }

    @Test
    void reasonsOverUdpAreSafeToShowAndCut() throws Exception {
        AnnounceResponse.Failure failure = (AnnounceResponse.Failure) overUdp(request -> TinyUdpTracker.bytes(
                new UdpAnswer.Failed(
                        request.transactionId(), "\u001b[2J\r\nyou\u0000are\u007fit\u0007" + "x".repeat(900)),
                false));

        assertThat(failure.reason()).startsWith("_[2J__you_are_it_x").hasSizeLessThan(400);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 1", "-2147483648, 1", "2147483647, 86400", "1800, 1800"})
    void anAbsurdIntervalOverUdpIsBounded(int said, long seconds) throws Exception {
        AnnounceResponse.Swarm swarm = (AnnounceResponse.Swarm) overUdp(request -> ByteBuffer.allocate(20)
                .putInt(1)
                .putInt(request.transactionId())
                .putInt(said)
                .putInt(-5)
                .putInt(Integer.MIN_VALUE)
                .array());

        assertThat(swarm.interval()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(swarm.seeders() + swarm.leechers()).isZero();
    }

    @Test
    void aReasonWithoutEndIsCut() throws Exception {
        AnnounceResponse.Failure failure =
                (AnnounceResponse.Failure) answer("d14:failure reason100000:" + "x".repeat(100_000) + "e");

        assertThat(failure.reason()).hasSizeLessThan(400);
    }

    @Test
    void aTrackerIdWithoutEndIsNotSentBack() throws Exception {
        AnnounceResponse.Swarm swarm = (AnnounceResponse.Swarm)
                answer("d8:intervali1e5:peers0:10:tracker id100000:" + "x".repeat(100_000) + "e");

        assertThat(swarm.trackerId()).isEmpty();
    }

    private void redirectTo(String location) {
        tracker.answer(exchange -> redirect(exchange, location));
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://127.0.0.1/",
                "udp://127.0.0.1:1/",
                "jar:file:/x!/y",
                "gopher://127.0.0.1/",
                "javascript:alert(1)",
                "mailto:a@b",
                "http://",
                "http:///path",
                "http://[::1",
                "http:// /",
                "//",
            })
    void aRedirectToElsewhereThanTheWebIsNotFollowed(String location) {
        redirectTo(location);

        assertThatThrownBy(() -> announce(tracker.url())).hasMessageStartingWith("it sends us");
    }

    @ParameterizedTest
    @CsvSource({
        // from, to, whether followed
        "http://192.0.2.1/a, http://192.0.2.2/b, true",
        "http://192.0.2.1/a, https://192.0.2.2/b, true",
        "https://192.0.2.1/a, http://192.0.2.2/b, false",
        "http://192.0.2.1/a, /b, true",
        "http://192.0.2.1/a, http://127.0.0.1:6379/, false",
        "http://192.0.2.1/a, http://localhost/, false",
        "http://192.0.2.1/a, http://127.1.2.3/, false",
        "http://192.0.2.1/a, http://0.0.0.0/, false",
        "http://192.0.2.1/a, http://[::1]/, false",
        "http://192.0.2.1/a, http://[::ffff:127.0.0.1]/, false",
        "http://192.0.2.1/a, http://[::]/, false",
        "http://192.0.2.1/a, http://2130706433/, false",
        "http://192.0.2.1/a, http://10.0.0.1/, false",
        "http://192.0.2.1/a, http://192.168.1.1/, false",
        "http://192.0.2.1/a, http://172.16.0.1/, false",
        "http://192.0.2.1/a, http://169.254.169.254/latest/meta-data, false",
        "http://192.0.2.1/a, http://[fe80::1]/, false",
        "http://192.0.2.1/a, http://[fd00::1]/, false",
        "http://[2001:db8::1]/a, http://10.0.0.1/, false",
        "http://192.168.1.1/a, http://192.168.1.2/, true",
        "http://192.168.1.1/a, http://127.0.0.1/, false",
        "http://192.168.1.1/a, http://192.0.2.1/, true",
        "http://127.0.0.1/a, http://127.0.0.1:1/b, true",
        "http://127.0.0.1/a, http://192.0.2.1/, true",
    })
    void aRedirectNeverLeadsFurtherIn(String from, String to, boolean followed) throws Exception {
        URI start = URI.create(from);
        if (followed) {
            assertThat(Redirects.follow(start, to)).isEqualTo(start.resolve(to));
        } else {
            assertThatThrownBy(() -> Redirects.follow(start, to)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aDocumentThatRedirectsForEverIsGivenUp() {
        redirectTo(tracker.url());

        assertThatThrownBy(() -> announce(tracker.url())).hasMessage("it sends us from place to place");
    }
}
