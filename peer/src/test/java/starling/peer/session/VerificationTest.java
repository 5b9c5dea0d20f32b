package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One thread, which is kept busy until it is told to go on. */
class VerificationTest {
    private final Verification verification = new Verification(1, Thread::new);
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void end() {
        goOn.countDown();
        verification.close();
    }

    /** Whoever comes before the thread waits for work does it himself. */
    private void keepBusy() {
        Thread here = Thread.currentThread();
        while (busy.getCount() > 0) {
            verification.run(() -> {
                if (Thread.currentThread() != here) {
                    busy.countDown();
                    waitToGoOn();
                }
            });
        }
    }

    private void waitToGoOn() {
        try {
            goOn.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Thread> ran(int tasks) {
        List<Thread> ran = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            verification.run(() -> ran.add(Thread.currentThread()));
        }
        return ran;
    }

    @Test
    void whereNoThreadIsFreeItIsDoneByWhoBringsIt() {
        keepBusy();
        assertThat(ran(20)).hasSize(20).containsOnly(Thread.currentThread());
    }

    @Test
    void whatComesOnceItIsClosedIsDone() {
        verification.close();
        assertThat(ran(2)).containsExactly(Thread.currentThread(), Thread.currentThread());
    }
}
