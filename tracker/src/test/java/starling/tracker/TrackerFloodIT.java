package starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.PeerId;
import starling.announce.UdpAnswer;
import starling.announce.UdpAnswerCodec;
import starling.announce.UdpRequest;
import starling.announce.UdpRequestCodec;
import starling.metainfo.InfoHash;

/** A small tracker is flooded with info hashes and peers, several times what its heap could hold. */
@Timeout(value = 500, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TrackerFloodIT {
    private static final String HEAP = "-Xmx32m";
    private static final int HASHES = 150_000;
    private static final int WINDOW = 64;
    private static final int RECEIVE_MILLIS = 2_000;
    private static final InfoHash KNOWN = InfoHash.parse("cd".repeat(20));

    @TempDir
    Path folder;

    private Process process;
    private DatagramSocket socket;
    private InetSocketAddress tracker;
    private long connectionId;

    @BeforeEach
    void start() throws Exception {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+ExitOnOutOfMemoryError",
                        "-jar",
                        System.getProperty("starling.tracker.jar"),
                        "0",
                        "--bind=127.0.0.1",
                        "--no-discovery",
                        "--data=" + folder)
                .redirectErrorStream(true)
                .start();
        String line = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
        URI url = URI.create(line.substring(line.indexOf("http://")));
        tracker = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), url.getPort());
        socket = new DatagramSocket(0, tracker.getAddress());
        socket.setSoTimeout(RECEIVE_MILLIS);
    }

    @AfterEach
    void stop() throws InterruptedException {
        socket.close();
        process.destroyForcibly().waitFor();
    }

    private void send(UdpRequest request) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(UdpRequestCodec.MAX_BYTES);
        UdpRequestCodec.write(request, out);
        socket.send(new DatagramPacket(out.array(), out.position(), tracker));
    }

    /** Empty where it was lost on its way. */
    private Optional<UdpAnswer> receive() throws Exception {
        DatagramPacket answer = new DatagramPacket(new byte[2_048], 2_048);
        try {
            socket.receive(answer);
        } catch (SocketTimeoutException lost) {
            assertThat(process.isAlive()).as("the tracker lives").isTrue();
            return Optional.empty();
        }
        return Optional.of(UdpAnswerCodec.read(ByteBuffer.wrap(answer.getData(), 0, answer.getLength()), false));
    }

    /** Ids are good for two minutes. */
    private void connect() throws Exception {
        Optional<UdpAnswer> answer = Optional.empty();
        while (!(answer.orElse(null) instanceof UdpAnswer.Connected)) {
            send(new UdpRequest.Connect(1));
            answer = receive();
        }
        connectionId = ((UdpAnswer.Connected) answer.get()).connectionId();
    }

    private void announce(InfoHash infoHash, int number) throws IOException {
        AnnounceRequest request = AnnounceRequest.of(
                infoHash,
                PeerId.of(String.format("-XX0001-%012d", number).getBytes()),
                1 + number % 65_535,
                0,
                0,
                1,
                AnnounceEvent.STARTED);
        send(new UdpRequest.Announce(connectionId, number, request, Optional.empty()));
    }

    private UdpAnswer announced(InfoHash infoHash, int number) throws Exception {
        connect();
        announce(infoHash, number);
        Optional<UdpAnswer> answer = receive();
        while (answer.isEmpty() || answer.get().transactionId() != number) {
            if (answer.isEmpty()) {
                connect();
                announce(infoHash, number);
            }
            answer = receive();
        }
        return answer.get();
    }

    @Test
    void theKnownAreServedAndTheNewAreTurnedAway() throws Exception {
        assertThat(announced(KNOWN, HASHES + 1)).isInstanceOf(UdpAnswer.Announced.class);
        int taken = 0;
        for (int first = 0; first < HASHES; first += WINDOW) {
            if (first % (WINDOW * 200) == 0) {
                connect();
            }
            for (int number = first; number < first + WINDOW; number++) {
                announce(InfoHash.parse(String.format("%040x", number)), number);
            }
            for (int i = 0; i < WINDOW; i++) {
                taken += receive().orElse(null) instanceof UdpAnswer.Announced ? 1 : 0;
            }
        }
        assertThat(taken).isBetween(1_000, HASHES / 3);
        assertThat(announced(InfoHash.parse("ef".repeat(20)), HASHES + 2)).isInstanceOf(UdpAnswer.Failed.class);
        UdpAnswer known = announced(KNOWN, HASHES + 3);
        assertThat(((UdpAnswer.Announced) known).swarm().peers()).hasSize(1);
        assertThat(process.isAlive()).isTrue();
    }
}
