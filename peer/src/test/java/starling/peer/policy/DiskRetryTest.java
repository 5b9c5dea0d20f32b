package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskRetryTest {
    private static final long START = -5;

    private static long at(long seconds) {
        return START + TimeUnit.SECONDS.toNanos(seconds);
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 8", "3, 16", "4, 32", "5, 64", "6, 64", "60, 64"})
    void theWaitGrows(int failures, long seconds) {
        DiskRetry retry = new DiskRetry();
        for (int i = 0; i < failures; i++) {
            retry.failed(START);
        }
        assertThat(retry.isDue(at(seconds) - 1, Long.MAX_VALUE, 1)).isFalse();
        assertThat(retry.isDue(at(seconds), Long.MAX_VALUE, 1)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "999, 1000, false",
        "1000, 1000, true",
        "67108863, 1000000000000, false",
        "67108864, 1000000000000, true",
    })
    void thereMustBeRoomForWhatIsMissingOrAGoodPartOfIt(long free, long left, boolean due) {
        DiskRetry retry = new DiskRetry();
        retry.failed(START);
        assertThat(retry.isDue(at(1_000), free, left)).isEqualTo(due);
    }

    @Test
    void whatIsForgottenCountsNoMore() {
        DiskRetry retry = new DiskRetry();
        retry.failed(START);
        retry.failed(START);
        retry.forget();
        retry.failed(START);
        assertThat(retry.isDue(at(4), 10, 10)).isTrue();
    }
}
