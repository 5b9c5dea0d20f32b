package starling.tracker.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.AddressLiteral;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.announce.UdpAnswer;
import starling.announce.UdpAnswerCodec;
import starling.announce.UdpRequest;
import starling.announce.UdpRequestCodec;
import starling.metainfo.InfoHash;
import starling.tracker.admission.Admission;
import starling.tracker.swarm.AnnounceLogic;
import starling.tracker.swarm.AnnounceTerms;
import starling.tracker.swarm.MemorySwarmStore;
import starling.tracker.swarm.StoreLimits;

/** Real datagrams over loopback. */
@Timeout(60)
class UdpServerTest {
    private final AnnounceLogic logic = new AnnounceLogic(
            new MemorySwarmStore(Duration.ofHours(1), StoreLimits.DEFAULT, ThreadLocalRandom::current),
            AnnounceTerms.every(Duration.ofMinutes(30)),
            Admission.OPEN);

    private UdpServer server(InetSocketAddress address, int threads) throws Exception {
        ConnectionIds ids = new ConnectionIds(new SecureRandom(), System::nanoTime);
        return new UdpServer(address, logic, ids, Admission.OPEN, Clock.systemUTC(), threads);
    }

    private static UdpAnswer ask(DatagramSocket socket, InetSocketAddress tracker, UdpRequest request)
            throws Exception {
        ByteBuffer out = ByteBuffer.allocate(UdpRequestCodec.MAX_BYTES);
        UdpRequestCodec.write(request, out);
        socket.send(new DatagramPacket(out.array(), out.position(), tracker));
        DatagramPacket answer = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(answer);
        assertThat(answer.getSocketAddress()).isEqualTo(tracker);
        return UdpAnswerCodec.read(
                ByteBuffer.wrap(answer.getData(), 0, answer.getLength()),
                tracker.getAddress().getAddress().length == 16);
    }

    @ParameterizedTest(name = "{0} with {1} threads")
    @CsvSource({"127.0.0.1,1", "127.0.0.1,4", "::1,1", "::1,4"})
    void twoPeersFindEachOther(String literal, int threads) throws Exception {
        InetAddress loopback = AddressLiteral.parse(literal).orElseThrow();
        try (UdpServer server = server(new InetSocketAddress(loopback, 0), threads);
                DatagramSocket socket = new DatagramSocket(0, loopback)) {
            server.start();
            for (int number = 0; number < 2; number++) {
                UdpAnswer.Connected connected =
                        (UdpAnswer.Connected) ask(socket, server.address(), new UdpRequest.Connect(number));
                AnnounceRequest request = AnnounceRequest.of(
                        InfoHash.parse("ab".repeat(20)),
                        PeerId.of(("-XX0001-00000000000" + number).getBytes()),
                        7_000 + number,
                        0,
                        0,
                        1,
                        AnnounceEvent.STARTED);
                UdpAnswer.Announced answer = (UdpAnswer.Announced) ask(
                        socket,
                        server.address(),
                        new UdpRequest.Announce(connected.connectionId(), 9, request, Optional.empty()));
                assertThat(answer.swarm().peers())
                        .extracting(peer -> peer.endpoint().toString())
                        .containsExactlyElementsOf(
                                number == 0 ? List.of() : List.of(new Endpoint(loopback, 7_000).toString()));
            }
        }
    }

    @Test
    void aTakenPortIsAnError() throws Exception {
        try (DatagramChannel taken = DatagramChannel.open()) {
            taken.setOption(StandardSocketOptions.SO_REUSEADDR, false);
            taken.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
            InetSocketAddress address = (InetSocketAddress) taken.getLocalAddress();
            assertThatThrownBy(() -> server(address, 2)).isInstanceOf(BindException.class);
        }
    }
}
