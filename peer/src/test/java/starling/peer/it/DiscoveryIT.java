package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer at a terminal asks its LAN for trackers: two network namespaces with a wire between them. */
class DiscoveryIT {
    private static final String PEER = "10.78.0.1";
    private static final String TRACKER = "10.78.0.2";
    private static final String ANOTHER = "10.78.0.3";
    private static final String PUBLIC = "203.0.113.5";
    private static final String EVERYWHERE = "0.0.0.0";

    @RegisterExtension
    final Stage stage = new Stage();

    private Namespace peers;
    private Namespace trackers;

    @BeforeEach
    void lan() {
        Foreign.program("tmux");
        peers = Namespace.empty(stage);
        trackers = Namespace.empty(stage);
        peers.join(trackers);
        // as the system sets it up by hand and by DHCP: the one has no broadcast address of record, the other has
        peers.ip("address add " + PEER + "/24 dev eth0");
        trackers.ip("address add " + TRACKER + "/24 broadcast + dev eth0");
        trackers.ip("address add " + ANOTHER + "/24 dev eth0");
    }

    private Screen peer(String... options) {
        List<String> command = Jars.peer();
        command.addAll(List.of("--home", stage.folder("home").toString(), "--max-download", "0", "--max-upload", "0"));
        command.addAll(List.of(options));
        return new Screen(peers.host(PEER), "screen", command);
    }

    private static TrackerRun tracker(Host host, String... options) {
        List<String> all = new ArrayList<>(List.of("--memory"));
        all.addAll(List.of(options));
        return host.tracker(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({EVERYWHERE + "," + EVERYWHERE, TRACKER + "," + PEER, ANOTHER + "," + PEER})
    void theOneTrackerIsTaken(String trackerAddress, String peerAddress) {
        int port = tracker(trackers.host(trackerAddress)).port();
        Screen screen = peer("--bind", peerAddress);
        String asked = trackerAddress.equals(EVERYWHERE) ? TRACKER : trackerAddress;
        screen.await("Found ");
        screen.await("tracker " + asked + ":" + port + ".");
        screen.type("status", "Enter");
        screen.await("Trackers: " + asked + ":" + port + " not asked yet");
    }

    /** Asked over loopback and over the wire; the torrents it names itself in are for others, too. */
    @Test
    void aTrackerOnTheSameMachineIsOne() {
        int port = tracker(peers.host(EVERYWHERE)).port();
        Screen screen = peer();
        screen.await("tracker " + PEER + ":" + port + ".");
        assertThat(screen.text()).doesNotContain("Which");
    }

    @Test
    void amongSeveralThePersonChooses() {
        int first = tracker(trackers.host(TRACKER)).port();
        int second = tracker(trackers.host(ANOTHER)).port();
        Screen screen = peer();
        screen.await("Which tracker (1 to 2; Enter = none):");
        String line = screen.text()
                .lines()
                .filter(text -> text.contains(ANOTHER + ":" + second))
                .findFirst()
                .orElseThrow();
        assertThat(screen.text()).contains(TRACKER + ":" + first);
        screen.type("7", "Enter");
        screen.await("'7' is none of them");
        screen.type(line.strip().substring(0, 1), "Enter");
        screen.await("tracker " + ANOTHER + ":" + second + ".");
    }

    @Test
    void thePersonMayTakeNone() {
        tracker(trackers.host(TRACKER));
        tracker(trackers.host(ANOTHER));
        Screen screen = peer();
        screen.await("Which tracker");
        screen.type("Enter");
        screen.await("without a tracker");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoDoesNotWantItIsLeftAlone(boolean peerWants) {
        tracker(trackers.host(EVERYWHERE), peerWants ? "--no-discovery" : "--no-udp");
        Screen screen = peerWants ? peer() : peer("--no-discovery");
        screen.await("without a tracker");
        screen.await("start again with TRACKER_IP TRACKER_PORT");
        screen.await("starling>");
        if (peerWants) {
            assertThat(screen.text()).contains("None answered.");
        } else {
            assertThat(screen.text()).doesNotContain("Looking");
        }
    }

    /** What is sent after it from the LAN is answered, and answers come in the order of the questions. */
    @Test
    void aPublicAddressGetsNoAnswer() {
        peers.ip("address add " + PUBLIC + "/24 dev eth0");
        trackers.ip("route add 203.0.113.0/24 dev eth0");
        tracker(trackers.host(EVERYWHERE));
        Running asks = peers.host(PEER)
                .start(
                        "questions",
                        List.of(
                                Foreign.program("python3"),
                                Foreign.script("discovery_question.py"),
                                TRACKER,
                                PUBLIC,
                                PEER));
        assertThat(asks.awaitExit()).as(asks::transcript).isZero();
        assertThat(asks.out()).containsExactly(PUBLIC + " none", PEER + " answered");
    }
}
