package starling.peer.policy.offender;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import starling.peer.discovery.PeerBook;

/** Breaks each rule of the policy package, so that a rule that lets everything pass is seen. */
final class Offender {
    boolean io() {
        return Files.exists(Path.of("x"));
    }

    void thread() {
        new Thread(() -> {}).start();
    }

    void lock() {
        new ReentrantLock().lock();
    }

    long clock() {
        return System.nanoTime();
    }

    Instant time() {
        return Instant.now();
    }

    int room() {
        return new PeerBook(false, null).size();
    }
}
