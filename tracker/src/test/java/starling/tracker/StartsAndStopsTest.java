package starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import starling.tracker.swarm.AnnounceTerms;

/** A tracker that was stopped leaves nothing behind in the process. {@code -Dstarling.rounds=1000} for many. */
@Timeout(1_800)
class StartsAndStopsTest {
    private static final int ROUNDS = Integer.getInteger("starling.rounds", 20);
    private static final int WARM_UP = 5;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void portsThreadsAndDescriptorsAreGivenBack() throws Exception {
        for (int round = 0; round < WARM_UP; round++) {
            startAndStop();
        }
        settled(Integer.MAX_VALUE, Long.MAX_VALUE);
        int threads = threads();
        long descriptors = descriptors();
        for (int round = 0; round < ROUNDS; round++) {
            startAndStop();
        }
        assertThat(settled(threads, descriptors))
                .as("%d threads of %d, %d descriptors of %d", threads(), threads, descriptors(), descriptors)
                .isTrue();
    }

    private void startAndStop() throws IOException {
        InetSocketAddress address;
        TrackerOptions options = new TrackerOptions(
                new InetSocketAddress("127.0.0.1", 0),
                AnnounceTerms.every(Duration.ofMinutes(30)),
                Optional.of(folder),
                true,
                OptionalInt.empty());
        try (Tracker tracker = Tracker.start(options, Clock.systemUTC())) {
            address = tracker.address();
            URLConnection asking = URI.create(tracker.announceUrl())
                    .resolve("/healthz")
                    .toURL()
                    .openConnection();
            asking.setRequestProperty("Connection", "close");
            assertThat(asking.getInputStream().readAllBytes()).isNotEmpty();
        }
        try (DatagramSocket udp = new DatagramSocket(address);
                ServerSocket tcp = new ServerSocket()) {
            tcp.bind(address);
            assertThat(udp.isBound() && tcp.isBound()).isTrue();
        }
    }

    /** Threads that wait for another connection end after a while. */
    private static boolean settled(int threads, long descriptors) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            if (threads() <= threads && descriptors() <= descriptors && ownThreads() == 0) {
                return true;
            }
            Thread.sleep(50);
        }
        return false;
    }

    private static int threads() {
        return Thread.activeCount();
    }

    private static long ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("http-")
                        || name.startsWith("udp-")
                        || name.equals("housekeeping")
                        || name.equals("writer")
                        || name.equals("search-content"))
                .count();
    }

    private static long descriptors() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        }
    }
}
