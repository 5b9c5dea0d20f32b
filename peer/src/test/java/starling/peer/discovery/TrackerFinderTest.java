package starling.peer.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.announce.TrackerHere;
import starling.announce.TrackerQuestion;
import starling.peer.discovery.TrackerFinder.Found;

/** On loopback alone, with a tracker that says what the test wants. */
class TrackerFinderTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private interface Answers {
        List<byte[]> to(TrackerQuestion question);
    }

    private static List<Found> find(Answers answers) throws Exception {
        try (DatagramSocket tracker = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            Thread thread = new Thread(() -> {
                try {
                    DatagramPacket packet = new DatagramPacket(new byte[1_000], 1_000);
                    tracker.receive(packet);
                    byte[] bytes = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
                    for (byte[] answer : answers.to(TrackerQuestion.read(bytes))) {
                        tracker.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                    }
                } catch (Exception closed) {
                    // the test says what is missing
                }
            });
            thread.start();
            List<Found> found =
                    new TrackerFinder(Optional.of(LOOPBACK), tracker.getLocalPort()).find(Duration.ofSeconds(1));
            thread.join();
            return found;
        }
    }

    @Test
    void whoAnswersIsFoundOnce() throws Exception {
        assertThat(find(question -> {
                    byte[] here = new TrackerHere(question.nonce(), 1, 12000, "lab").write();
                    return List.of(here, here);
                }))
                .containsExactly(new Found(new Endpoint(LOOPBACK, 12000), "lab"));
    }

    @Test
    void strangersAndNonsenseArePassedOver() throws Exception {
        assertThat(find(question -> List.of(
                        new TrackerHere(question.nonce() + 1, 1, 1, "stranger").write(),
                        new byte[0],
                        new byte[96],
                        new TrackerHere(question.nonce(), 2, 2, "b").write())))
                .containsExactly(new Found(new Endpoint(LOOPBACK, 2), "b"));
    }
}
