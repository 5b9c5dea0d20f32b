package starling.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class ConnectionThreadsTest {
    @Test
    void makesNamedThreadsThatHoldNoOneUp() {
        ThreadFactory threads = ConnectionThreads.named("peer");

        assertThat(threads.newThread(() -> {}).getName()).isEqualTo("peer-0");
        Thread second = threads.newThread(() -> {});
        assertThat(second.getName()).isEqualTo("peer-1");
        assertThat(second.isDaemon()).isTrue();
        assertThat(second.getState()).isEqualTo(Thread.State.NEW);
    }

    @Test
    void threadsAreVirtualWhereTheRuntimeHasThem() throws Exception {
        Thread thread = ConnectionThreads.named("peer").newThread(() -> {});

        assertThat(isVirtual(thread)).isEqualTo(Runtime.version().feature() >= 21);
    }

    @Test
    void theFirstAreForBusyConnectionsUntilTheyEnd() throws Exception {
        ThreadFactory threads = ConnectionThreads.busyFirst("peer", 1);
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread first = threads.newThread(end::join);
        first.start();

        assertThat(isVirtual(first)).isFalse();
        assertThat(isVirtual(threads.newThread(() -> {})))
                .isEqualTo(Runtime.version().feature() >= 21);
        end.complete(null);
        first.join();
        assertThat(isVirtual(threads.newThread(() -> {}))).isFalse();
    }

    private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
        return Runtime.version().feature() >= 21
                && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    }

    /** 128 KiB held 370 frames of this size. */
    @Test
    void theStackCarriesDeepCalls() {
        CompletableFuture<Integer> depth = new CompletableFuture<>();
        ConnectionThreads.named("deep")
                .newThread(() -> {
                    try {
                        depth.complete(descend(1_500));
                    } catch (StackOverflowError tooSmall) {
                        depth.completeExceptionally(tooSmall);
                    }
                })
                .start();

        assertThat(depth.join()).isEqualTo(1_500);
    }

    private static int descend(int levels) {
        return levels == 0 ? 0 : 1 + descend(levels - 1);
    }
}
