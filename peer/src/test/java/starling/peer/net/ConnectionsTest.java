package starling.peer.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.Endpoint;

@Timeout(120)
class ConnectionsTest {
    private static final Optional<InetAddress> LOOPBACK = Optional.of(InetAddress.getLoopbackAddress());

    private static Endpoint endpoint(int port) {
        return new Endpoint(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void aCallComesThroughBothWays() throws Exception {
        BlockingQueue<Link> calls = new LinkedBlockingQueue<>();
        try (Listener listener = Listener.on(LOOPBACK, 0)) {
            listener.start(calls::add);
            Link caller = new Connector(LOOPBACK).dial(endpoint(listener.port()));
            Link called = calls.poll(60, TimeUnit.SECONDS);

            assertThat(caller.dialled()).isTrue();
            assertThat(called.dialled()).isFalse();
            assertThat(caller.remote()).isEqualTo(endpoint(listener.port()));
            assertThat(called.remote().address()).isEqualTo(InetAddress.getLoopbackAddress());
            caller.channel().write(ByteBuffer.wrap(new byte[] {1}));
            assertThat(called.channel().read(ByteBuffer.allocate(1))).isEqualTo(1);
            called.channel().write(ByteBuffer.wrap(new byte[] {1}));
            assertThat(caller.channel().read(ByteBuffer.allocate(1))).isEqualTo(1);
            called.close();
            called.close();
            assertThat(caller.channel().read(ByteBuffer.allocate(1))).isEqualTo(-1);
            caller.close();
        }
    }

    @Test
    void aCloseWakesWhoReads() throws Exception {
        BlockingQueue<Link> calls = new LinkedBlockingQueue<>();
        try (Listener listener = Listener.on(LOOPBACK, 0)) {
            listener.start(calls::add);
            Link caller = new Connector(LOOPBACK).dial(endpoint(listener.port()));
            Thread reader = new Thread(() -> {
                try {
                    caller.channel().read(ByteBuffer.allocate(1));
                } catch (IOException closed) {
                    // as it should be
                }
            });
            reader.start();
            caller.close();
            reader.join(60_000);
            assertThat(reader.isAlive()).isFalse();
            calls.take().close();
        }
    }

    @Test
    void aPortInUseIsRefusedAndTheNextOneTaken() throws IOException {
        try (Listener first = Listener.on(LOOPBACK, 0)) {
            assertThatThrownBy(() -> Listener.on(LOOPBACK, first.port())).isInstanceOf(BindException.class);
            try (Listener second = Listener.onFreePort(LOOPBACK, first.port())) {
                assertThat(second.port()).isGreaterThan(first.port());
            }
        }
    }

    @Test
    void aClosedListenerTakesNoCalls() throws IOException {
        Listener listener = Listener.on(LOOPBACK, 0);
        listener.start(Link::close);
        listener.close();

        assertThatThrownBy(() -> new Connector(LOOPBACK).dial(endpoint(listener.port())))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.2, true", "127.0.0.1, ::1, false", "::1, ::1, true", "::1, 127.0.0.1, false"})
    void aBoundAddressReachesItsOwnKind(String local, String remote, boolean reaches) throws UnknownHostException {
        Connector connector = new Connector(Optional.of(InetAddress.getByName(local)));

        assertThat(connector.reaches(new Endpoint(InetAddress.getByName(remote), 1)))
                .isEqualTo(reaches);
        assertThat(new Connector(Optional.empty()).reaches(endpoint(1))).isTrue();
    }
}
