package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One thread, which is kept busy until it is told to go on. */
class VerificationTest {
    private final Verification verification = new Verification(1, Thread::new);
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Map<Integer, Thread> ran = new ConcurrentHashMap<>();

    @AfterEach
    void end() {
        goOn.countDown();
        verification.close();
    }

    private void keepBusy() throws InterruptedException {
        verification.run(() -> {
            busy.countDown();
            try {
                goOn.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        busy.await();
    }

    private void run(int from, int to, CountDownLatch done) {
        for (int task = from; task < to; task++) {
            int number = task;
            verification.run(() -> {
                ran.put(number, Thread.currentThread());
                done.countDown();
            });
        }
    }

    @Test
    void fewWaitAndTheRestAreDoneByWhoeverBringsThem() throws Exception {
        keepBusy();
        CountDownLatch done = new CountDownLatch(20);
        run(0, 20, done);
        assertThat(ran).as("done before the thread had time").hasSize(12).doesNotContainKey(7);
        assertThat(ran.values()).containsOnly(Thread.currentThread());
        goOn.countDown();
        done.await();
        assertThat(ran).hasSize(20);
        assertThat(ran.get(7)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void whatWaitsWhenItIsClosedIsDoneAndWhatComesLaterToo() throws Exception {
        keepBusy();
        CountDownLatch waiting = new CountDownLatch(3);
        run(0, 3, waiting);
        verification.close();
        run(3, 4, new CountDownLatch(1));
        assertThat(ran).containsOnlyKeys(3);
        goOn.countDown();
        waiting.await();
        assertThat(ran).hasSize(4);
    }
}
