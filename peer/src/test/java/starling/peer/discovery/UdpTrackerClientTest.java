package starling.peer.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.AnnounceResponse;
import starling.announce.AnnouncedPeer;
import starling.announce.Endpoint;
import starling.announce.ScrapeResponse;
import starling.announce.UdpAnswer;
import starling.announce.UdpRequest;
import starling.metainfo.InfoHash;

@Timeout(120)
class UdpTrackerClientTest {
    private static final InetAddress IPV4 = address("127.0.0.1");
    private static final InetAddress IPV6 = address("::1");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For those who never answer: nothing is waited for meanwhile. */
    private static final Duration IMPATIENCE = Duration.ofMillis(300);

    private final List<TinyUdpTracker> open = new ArrayList<>();

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (IOException noAddress) {
            throw new IllegalArgumentException(noAddress);
        }
    }

    @AfterEach
    void close() {
        open.forEach(TinyUdpTracker::close);
    }

    private TinyUdpTracker tracker(InetAddress at, Function<UdpRequest, List<byte[]>> answers) throws IOException {
        TinyUdpTracker tracker = new TinyUdpTracker(at, answers);
        open.add(tracker);
        return tracker;
    }

    private static AnnounceResponse announce(String url, Duration patience) throws TrackerException {
        return client(patience).announce(url, HttpTrackerClientTest.request(AnnounceEvent.STARTED));
    }

    private static UdpTrackerClient client(Duration patience) {
        return new UdpTrackerClient(Optional.empty(), Thread::new, patience);
    }

    private static byte[] swarm(UdpRequest request, String peer, boolean ipv6) {
        AnnounceResponse.Swarm swarm = new AnnounceResponse.Swarm(
                Duration.ofSeconds(1800),
                Optional.empty(),
                3,
                4,
                Optional.empty(),
                List.of(new AnnouncedPeer(new Endpoint(address(peer), 258), Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return TinyUdpTracker.bytes(new UdpAnswer.Announced(request.transactionId(), swarm), ipv6);
    }

    private static List<byte[]> usual(UdpRequest request) {
        return List.of(
                request instanceof UdpRequest.Connect
                        ? TinyUdpTracker.connected(request)
                        : swarm(request, "127.0.0.1", false));
    }

    /** An announce's answer in the place of the usual one. */
    private TinyUdpTracker announces(Function<UdpRequest, List<byte[]>> answers) throws IOException {
        return tracker(
                IPV4, request -> request instanceof UdpRequest.Connect ? usual(request) : answers.apply(request));
    }

    @Test
    void itConnectsThenAnnouncesWithAllThatIsToBeSaid() throws Exception {
        TinyUdpTracker tracker = tracker(IPV4, UdpTrackerClientTest::usual);

        AnnounceResponse.Swarm swarm = (AnnounceResponse.Swarm) announce(tracker.url() + "?passkey=a%20b", PATIENCE);

        assertThat(swarm.interval()).isEqualTo(Duration.ofMinutes(30));
        assertThat(List.of(swarm.seeders(), swarm.leechers())).containsExactly(3, 4);
        assertThat(swarm.peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.endpoint()).hasToString("127.0.0.1:258"));
        assertThat(tracker.request()).isInstanceOf(UdpRequest.Connect.class);
        UdpRequest.Announce announce = (UdpRequest.Announce) tracker.request();
        assertThat(announce.connectionId()).isEqualTo(TinyUdpTracker.CONNECTION_ID);
        assertThat(announce.urlData()).contains("/announce?passkey=a%20b");
        AnnounceRequest said = announce.request();
        assertThat(said.event()).isEqualTo(AnnounceEvent.STARTED);
        assertThat(List.of(
                        said.uploadedBytes(),
                        said.downloadedBytes(),
                        said.leftBytes().orElseThrow()))
                .containsExactly(10L, 20L, 30L);
        assertThat(said.port()).isEqualTo(6881);
    }

    @Test
    void overIpv6PeersHaveTheirLongForm() throws Exception {
        TinyUdpTracker tracker = tracker(
                IPV6,
                request -> request instanceof UdpRequest.Connect
                        ? usual(request)
                        : List.of(swarm(request, "2001:db8::7", true)));

        AnnounceResponse.Swarm swarm = (AnnounceResponse.Swarm) announce(tracker.url(), PATIENCE);

        assertThat(swarm.peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.endpoint().address()).isEqualTo(address("2001:db8::7")));
    }

    @Test
    void aScrapeCounts() throws Exception {
        TinyUdpTracker tracker = announces(request -> List.of(TinyUdpTracker.bytes(
                new UdpAnswer.Scraped(
                        request.transactionId(), List.of(new ScrapeResponse.Count(1, 2, 3, Optional.empty()))),
                false)));

        assertThat(client(PATIENCE).scrape(tracker.url(), InfoHash.of(new byte[20])))
                .isEqualTo(new ScrapeResponse.Count(1, 2, 3, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReasonIsGivenBack(boolean atOnce) throws Exception {
        TinyUdpTracker tracker = tracker(
                IPV4,
                request -> request instanceof UdpRequest.Connect && !atOnce
                        ? usual(request)
                        : List.of(TinyUdpTracker.bytes(new UdpAnswer.Failed(request.transactionId(), "nope"), false)));

        assertThat(announce(tracker.url(), PATIENCE)).isEqualTo(new AnnounceResponse.Failure("nope", Optional.empty()));
    }

    @Test
    void whatIsNotAnsweredToUsIsPassedOver() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        TinyUdpTracker tracker = tracker(IPV4, request -> {
            List<byte[]> answers = new ArrayList<>();
            answers.add(new byte[0]);
            answers.add(new byte[] {1, 2, 3, 4, 5, 6, 7});
            for (int i = 0; i < 50; i++) {
                int guess = random.nextInt();
                if (guess != request.transactionId()) {
                    answers.add(TinyUdpTracker.bytes(new UdpAnswer.Failed(guess, "spoofed"), false));
                    answers.add(TinyUdpTracker.bytes(new UdpAnswer.Connected(guess, 666), false));
                }
            }
            answers.addAll(usual(request));
            return answers;
        });

        assertThat(announce(tracker.url(), PATIENCE)).isInstanceOf(AnnounceResponse.Swarm.class);
    }

    /** Of every length up to a full answer with a peer and beyond: an answer or a failure, never anything else. */
    @Test
    void answersOfEveryLengthAreSurvived() throws Exception {
        int[] length = {0};
        TinyUdpTracker tracker = announces(request -> {
            byte[] whole = Arrays.copyOf(swarm(request, "127.0.0.1", false), 60);
            return List.of(Arrays.copyOf(whole, length[0]));
        });
        for (length[0] = 8; length[0] <= 60; length[0]++) {
            boolean whole = length[0] >= 20 && (length[0] - 20) % 6 == 0;
            if (whole) {
                assertThat(announce(tracker.url(), PATIENCE)).isInstanceOf(AnnounceResponse.Swarm.class);
            } else {
                assertThatThrownBy(() -> announce(tracker.url(), PATIENCE)).isInstanceOf(TrackerException.class);
            }
        }
        for (length[0] = 0; length[0] < 8; length[0]++) {
            assertThatThrownBy(() -> announce(tracker.url(), IMPATIENCE)).hasMessage("no answer in time");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 1000, -1})
    void anAnswerToAnotherQuestionIsAFailure(int action) throws Exception {
        TinyUdpTracker tracker = announces(request -> List.of(ByteBuffer.allocate(32)
                .putInt(action)
                .putInt(request.transactionId())
                .array()));

        assertThatThrownBy(() -> announce(tracker.url(), PATIENCE)).isInstanceOf(TrackerException.class);
    }

    @Test
    void silenceEnds() throws Exception {
        TinyUdpTracker tracker = tracker(IPV4, request -> List.of());

        assertThatThrownBy(() -> announce(tracker.url(), IMPATIENCE))
                .isInstanceOf(TrackerException.class)
                .hasMessage("no answer in time");
    }

    @Test
    void nobodyThereIsSaid() throws Exception {
        TinyUdpTracker gone = tracker(IPV4, request -> List.of());
        String url = gone.url();
        gone.close();

        assertThatThrownBy(() -> announce(url, PATIENCE)).hasMessage("nobody answers there");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp://",
                "udp://127.0.0.1",
                "udp://127.0.0.1:0",
                "udp://127.0.0.1:70000/",
                "udp:// :1",
                "udp://[::1/"
            })
    void whatIsNoUrlIsAFailure(String url) {
        assertThatThrownBy(() -> announce(url, PATIENCE)).isInstanceOf(TrackerException.class);
    }

    @Test
    void aUrlTooLongForADatagramIsAFailure() {
        assertThatThrownBy(() -> announce("udp://127.0.0.1:1/" + "x".repeat(2_000), PATIENCE))
                .hasMessageContaining("too long");
    }

    @Test
    void whatTheBoundAddressCannotReachIsNotAsked() {
        UdpTrackerClient bound = new UdpTrackerClient(Optional.of(IPV6), Thread::new, PATIENCE);

        assertThatThrownBy(() ->
                        bound.announce("udp://127.0.0.1:1/", HttpTrackerClientTest.request(AnnounceEvent.STARTED)))
                .hasMessage("not reachable from the bound address");
    }
}
