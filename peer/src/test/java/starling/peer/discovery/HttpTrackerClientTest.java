package starling.peer.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
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
import starling.announce.PeerId;
import starling.metainfo.InfoHash;

@Timeout(120)
class HttpTrackerClientTest {
    private final HttpTrackerClient client =
            new HttpTrackerClient(Optional.of(InetAddress.getLoopbackAddress()), "Starling/test");
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

    static AnnounceRequest request(AnnounceEvent event) {
        return AnnounceRequest.of(InfoHash.of(new byte[20]), PeerId.of(new byte[20]), 6881, 10, 20, 30, event);
    }

    private AnnounceResponse announce(String url) throws TrackerException {
        return client.announce(url, request(AnnounceEvent.STARTED));
    }

    @Test
    void theAnswerNamesTheSwarm() throws Exception {
        tracker.answer(exchange -> {
            assertThat(exchange.getRequestHeaders().getFirst("User-Agent")).isEqualTo("Starling/test");
            assertThat(exchange.getRemoteAddress().getAddress().isLoopbackAddress())
                    .isTrue();
            TinyTracker.swarm(1800).give(exchange);
        });

        AnnounceResponse.Swarm swarm = (AnnounceResponse.Swarm) announce(tracker.url());

        assertThat(swarm.interval()).isEqualTo(Duration.ofMinutes(30));
        assertThat(swarm.peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.endpoint()).hasToString("127.0.0.1:258"));
        assertThat(tracker.query())
                .startsWith("info_hash=%00%00")
                .contains("&event=started", "&port=6881", "&uploaded=10", "&downloaded=20", "&left=30", "&compact=1");
    }

    @Test
    void aQueryThatIsThereIsKept() throws Exception {
        announce(tracker.url() + "?passkey=abc");

        assertThat(tracker.query()).startsWith("passkey=abc&info_hash=");
    }

    @Test
    void aRedirectIsFollowed() throws Exception {
        try (TinyTracker first = new TinyTracker(exchange -> {
            exchange.getResponseHeaders().set("Location", tracker.url() + "?x=1");
            exchange.sendResponseHeaders(302, -1);
        })) {
            assertThat(announce(first.url())).isInstanceOf(AnnounceResponse.Swarm.class);
        }
        assertThat(tracker.query()).isEqualTo("x=1");
    }

    @Test
    void redirectsThatNeverEndDo() {
        int[] hops = {0};
        tracker.answer(exchange -> {
            exchange.getResponseHeaders().set("Location", tracker.url() + "?hop=" + hops[0]++);
            exchange.sendResponseHeaders(302, -1);
        });

        assertThatThrownBy(() -> announce(tracker.url())).isInstanceOf(TrackerException.class);
        assertThat(hops[0]).isLessThan(10);
    }

    @ParameterizedTest
    @CsvSource({
        "404, <html>no</html>, it answers with status 404",
        "500, '', it answers with status 500",
        "204, '', it answers with status 204",
    })
    void anotherStatusIsAFailure(int status, String body, String said) {
        tracker.answer(TinyTracker.body(status, body));

        assertThatThrownBy(() -> announce(tracker.url()))
                .isInstanceOf(TrackerException.class)
                .hasMessage(said);
    }

    @Test
    void aReasonCountsWhateverTheStatus() throws Exception {
        tracker.answer(TinyTracker.body(400, "d14:failure reason4:nopee"));

        assertThat(announce(tracker.url())).isEqualTo(new AnnounceResponse.Failure("nope", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "<html>", "d", "de", "le", "i1e", "d8:intervali1e", "d5:peers0:e"})
    void whatIsNoAnswerIsAFailure(String body) {
        tracker.answer(TinyTracker.body(200, body));

        assertThatThrownBy(() -> announce(tracker.url())).isInstanceOf(TrackerException.class);
    }

    @Test
    void anAnswerThatNeverEndsIsCutOff() {
        tracker.answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] more = new byte[65_536];
            while (true) {
                exchange.getResponseBody().write(more);
            }
        });

        assertThatThrownBy(() -> announce(tracker.url()))
                .isInstanceOf(TrackerException.class)
                .hasMessageContaining("larger than");
    }

    /** BEP 7: so that it knows both of our addresses. Where it is there over one alone, that is enough. */
    @ParameterizedTest
    @CsvSource({"::, 2", "127.0.0.1, 1", "::1, 1"})
    void aTrackerOfBothFamiliesIsToldOverBoth(String bound, int told) throws Exception {
        TinyTracker.Answer answer = exchange -> {
            boolean ipv6 = exchange.getRemoteAddress().getAddress() instanceof Inet6Address;
            String peers = ipv6 ? "6:peers618:" + "a".repeat(18) : "5:peers6:abcdef";
            TinyTracker.body(200, "d8:intervali" + (ipv6 ? 1800 : 1700) + "e" + peers + "e")
                    .give(exchange);
        };
        DnsResolver names = new SystemDefaultDnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return new InetAddress[] {InetAddress.getByName("::1"), InetAddress.getByName("127.0.0.1")};
            }
        };
        try (TinyTracker both = new TinyTracker(answer, InetAddress.getByName(bound));
                HttpTrackerClient unbound = new HttpTrackerClient(
                        Optional.empty(), "Starling/test", Optional.empty(), Duration.ofMinutes(1), names)) {
            String url = both.url().replace("127.0.0.1", "tracker.test");

            AnnounceResponse.Swarm swarm =
                    (AnnounceResponse.Swarm) unbound.announce(url, request(AnnounceEvent.STARTED));

            assertThat(swarm.peers()).hasSize(told);
            if (told == 2) {
                assertThat(swarm.interval()).isEqualTo(Duration.ofSeconds(1800));
                assertThat(both.query()).isEqualTo(both.query()).contains("event=started");
            }
        }
    }

    @Test
    void aDocumentMayBeAsLargeAsSaid() throws Exception {
        tracker.answer(TinyTracker.body(200, "x".repeat(1_000)));

        assertThat(client.fetch(tracker.url(), 1_000)).hasSize(1_000);
        assertThatThrownBy(() -> client.fetch(tracker.url(), 999)).hasMessageContaining("larger than 999");
        assertThat(new String(client.fetch(tracker.url(), 1_000), StandardCharsets.US_ASCII))
                .as("and the connection is not spoilt")
                .startsWith("xxx");
    }

    @Test
    void whereNobodyAnswersThatIsSaid() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> announce("http://127.0.0.1:" + port + "/announce"))
                .isInstanceOf(TrackerException.class)
                .hasMessage("nobody answers there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "http:// /", "http://127.0.0.1:99999/", "nothing", "http://[::1/", ""})
    void whatIsNoUrlIsAFailure(String url) {
        assertThatThrownBy(() -> announce(url)).isInstanceOf(TrackerException.class);
    }
}
