package starling.peer.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import starling.announce.Endpoint;
import starling.peer.net.Listener;
import starling.peer.net.UdpPort;

/** What runs for as long as the program does outlives whatever one of its rounds throws. */
@Timeout(120)
class FaultsTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    /** Throws the first two times it is told, and counts the others. */
    private static final class Trouble<T> implements Consumer<T> {
        private final CountDownLatch rounds = new CountDownLatch(4);

        @Override
        public void accept(T told) {
            rounds.countDown();
            if (rounds.getCount() == 3) {
                throw new OutOfMemoryError("Java heap space");
            }
            if (rounds.getCount() == 2) {
                throw new IllegalStateException("wrong");
            }
        }

        boolean isOutlived() throws InterruptedException {
            return rounds.await(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void whatIsRepeatedGoesOn() throws Exception {
        Trouble<Object> trouble = new Trouble<>();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            clock.scheduleWithFixedDelay(
                    Faults.outlived("clock", () -> trouble.accept(clock)), 1, 1, TimeUnit.MILLISECONDS);

            assertThat(trouble.isOutlived()).isTrue();
        } finally {
            clock.shutdownNow();
        }
    }

    @Test
    void aListenerGoesOn() throws Exception {
        Trouble<Object> trouble = new Trouble<>();
        try (Listener listener = Listener.on(Optional.of(HERE), 0)) {
            listener.start(link -> {
                link.close();
                trouble.accept(link);
            });
            for (int call = 0; call < 4; call++) {
                new Socket(HERE, listener.port()).close();
            }

            assertThat(trouble.isOutlived()).isTrue();
        }
    }

    @Test
    void aSocketForDatagramsGoesOn() throws Exception {
        Trouble<Object> trouble = new Trouble<>();
        try (UdpPort port = UdpPort.open(Optional.of(HERE), 0)) {
            port.start((from, datagram) -> trouble.accept(datagram));
            for (int datagram = 0; datagram < 4; datagram++) {
                port.send(new Endpoint(HERE, port.port()), new byte[] {1});
            }

            assertThat(trouble.isOutlived()).isTrue();
        }
    }

    @Test
    void aPersonIsToldWhatToDo() {
        assertThat(Faults.say(new OutOfMemoryError("Java heap space"))).contains("-Xmx");
        assertThat(Faults.say(new OutOfMemoryError("unable to create native thread: possibly out of memory")))
                .contains("ulimit -u");
        assertThat(Faults.say(new StackOverflowError())).contains("report");
    }

    @Test
    void whatCannotBeLoggedEither() {
        assertThatCode(() -> Faults.log("test", new OutOfMemoryError() {
                    @Override
                    public String getMessage() {
                        throw new OutOfMemoryError("again");
                    }
                }))
                .doesNotThrowAnyException();
    }
}
