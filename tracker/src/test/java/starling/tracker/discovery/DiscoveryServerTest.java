package starling.tracker.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AddressLiteral;
import starling.announce.TrackerHere;
import starling.announce.TrackerQuestion;

/** Asked over loopback, datagram by datagram. */
@Timeout(60)
class DiscoveryServerTest {
    private static final InetAddress LOOPBACK =
            AddressLiteral.parse("127.0.0.1").orElseThrow();
    private static final long ID = -77;
    private static final String NAME = "lab";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 9);
    private DiscoveryServer server;
    private DatagramSocket peer;

    @BeforeEach
    void start() throws IOException {
        server = new DiscoveryServer(new InetSocketAddress(LOOPBACK, 12_345), 0, ID, NAME, nanos::get);
        server.start();
        peer = new DatagramSocket(0, LOOPBACK);
    }

    @AfterEach
    void stop() {
        peer.close();
        server.close();
    }

    private void send(byte[] datagram) throws IOException {
        peer.send(new DatagramPacket(datagram, datagram.length, server.address()));
    }

    private TrackerHere receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1_500], 1_500);
        peer.receive(packet);
        assertThat(packet.getLength()).isLessThanOrEqualTo(TrackerQuestion.LENGTH);
        return TrackerHere.read(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    @Test
    void aQuestionIsAnsweredWithItsNonceThePortAndTheName() throws IOException {
        send(new TrackerQuestion(-42).write());
        assertThat(receive()).isEqualTo(new TrackerHere(-42, ID, 12_345, NAME));
        assertThat(server.address().getAddress()).isEqualTo(LOOPBACK);
    }

    /** What is sent after it is answered first, so nothing came back for it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 11, 12, 95, 97, 1_400})
    void anotherLengthIsPassedOver(int length) throws IOException {
        send(Arrays.copyOf(new TrackerQuestion(1).write(), length));
        send(new TrackerQuestion(2).write());
        assertThat(receive().nonce()).isEqualTo(2);
    }

    @Test
    void somethingElseOfThatLengthIsPassedOver() throws IOException {
        send(new byte[TrackerQuestion.LENGTH]);
        send(Arrays.copyOf(new TrackerHere(1, ID, 1, "x").write(), TrackerQuestion.LENGTH));
        send(new TrackerQuestion(2).write());
        assertThat(receive().nonce()).isEqualTo(2);
    }

    @Test
    void pastItsShareASourceWaitsForTheNextSecond() throws IOException {
        for (int nonce = 0; nonce < AnswerQuota.PER_SOURCE; nonce++) {
            send(new TrackerQuestion(nonce).write());
            assertThat(receive().nonce()).isEqualTo(nonce);
        }
        send(new TrackerQuestion(98).write());
        try (DatagramSocket other =
                new DatagramSocket(0, AddressLiteral.parse("127.0.0.2").orElseThrow())) {
            byte[] question = new TrackerQuestion(99).write();
            other.send(new DatagramPacket(question, question.length, server.address()));
            other.receive(new DatagramPacket(new byte[99], 99));
        }
        nanos.addAndGet(1_000_000_000L);
        send(new TrackerQuestion(100).write());
        assertThat(receive().nonce()).isEqualTo(100);
    }

    @Test
    void inAllThereAreNotManyEither() {
        AnswerQuota quota = new AnswerQuota(nanos::get);
        int answered = 0;
        for (int i = 0; i < 1_000; i++) {
            answered += quota.allows(AddressLiteral.parse("10.0." + i / 250 + "." + i % 250)
                            .orElseThrow())
                    ? 1
                    : 0;
        }
        assertThat(answered).isEqualTo(AnswerQuota.IN_ALL);
        nanos.addAndGet(999_999_999L);
        assertThat(quota.allows(LOOPBACK)).isFalse();
        nanos.addAndGet(1);
        assertThat(quota.allows(LOOPBACK)).isTrue();
    }

    @Test
    void twoTrackersShareThePort() throws IOException {
        try (DiscoveryServer second = new DiscoveryServer(
                new InetSocketAddress(LOOPBACK, 12_346), server.address().getPort(), ID + 1, "other", nanos::get)) {
            second.start();
            send(new TrackerQuestion(7).write());
            assertThat(receive().nonce()).isEqualTo(7);
        }
    }
}
