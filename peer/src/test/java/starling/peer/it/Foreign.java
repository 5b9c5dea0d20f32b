package starling.peer.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Programs that are not ours: where they are, which ports they get, and when they have come so far. */
final class Foreign {
    /** Below the range that systems take ports of outgoing connections from, so that only a listener can be there. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 32_000;
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST_PORT - FIRST_PORT));
    private static final long LOOK_MILLIS = 100;
    private static final List<String> FOLDERS = List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin");

    private Foreign() {}

    /** The path of a program; where it is not installed the test is skipped and says so. */
    static String program(String name) {
        Optional<Path> found = FOLDERS.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), name + " is not installed: scripts/install-interop-peers.sh installs it");
        return found.orElseThrow().toString();
    }

    /** The path of a script that lies with the tests. */
    static String script(String name) {
        try {
            return Path.of(Foreign.class.getResource("/" + name).toURI()).toString();
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A port of loopback on which nothing listens now, and that no other caller was given. */
    static int freePort() {
        while (true) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), LAST_PORT - FIRST_PORT);
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException inUse) {
                // another one
            }
        }
    }

    /** Looks again and again until something is so: for programs that tell nobody when they have come so far. */
    static void await(String what, Running program, BooleanSupplier isSo) {
        long deadline = System.nanoTime() + Running.PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            if (!program.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("not in time: " + what + ": " + program.transcript());
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stop);
            }
        }
    }

    /** Whether something listens on a port of loopback. */
    static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
