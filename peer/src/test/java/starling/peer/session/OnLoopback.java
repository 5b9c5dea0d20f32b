package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import starling.wire.PeerMessage;

/** What a test of clients over loopback needs: a folder, what is to be closed in the end, and patience. */
@Timeout(300)
abstract class OnLoopback {
    static final int BLOCK = 16_384;

    /** Far longer than anything takes. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path home;

    private final List<AutoCloseable> open = new ArrayList<>();

    /** What was opened last is closed first. */
    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    /** Closes it after the test. */
    <T extends AutoCloseable> T keep(T closeable) {
        open.add(closeable);
        return closeable;
    }

    /** A client with a folder of its own. */
    Client client(String name) throws IOException {
        return keep(Sample.client(home.resolve(name)));
    }

    static void await(BooleanSupplier isSo) throws InterruptedException {
        await("in time", isSo);
    }

    /** Looks again and again until it is so. */
    static void await(String what, BooleanSupplier isSo) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as(what).isNegative();
            Thread.sleep(20);
        }
    }

    static void awaitComplete(TorrentSession session) throws InterruptedException {
        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.state()).isEqualTo(TorrentState.SEEDING);
    }

    /** Gives all to whoever calls, one after the other, until the test is over. */
    static void serve(ScriptedPeer.Door door, Sample sample) {
        Thread thread = new Thread(() -> {
            while (true) {
                try (ScriptedPeer peer = door.accept(sample.metainfo().infoHash(), ScriptedPeer.ID, true)) {
                    peer.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
                    peer.serve(sample);
                } catch (SocketException closed) {
                    if (closed.getMessage().contains("closed")) {
                        return;
                    }
                } catch (IOException hungUp) {
                    // the next call
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
