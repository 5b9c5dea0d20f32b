package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogQuotaTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LogQuota<Integer> quota = new LogQuota<>();

    @Test
    void aLineAMinuteAboutEach() {
        assertThat(quota.take(1, 0)).hasValue(0);
        assertThat(quota.take(1, 59 * SECOND)).isEmpty();
        assertThat(quota.take(1, 59 * SECOND)).isEmpty();
        assertThat(quota.take(2, 59 * SECOND)).hasValue(0);
        assertThat(quota.take(1, 60 * SECOND)).hasValue(2);
        assertThat(quota.take(1, 61 * SECOND)).isEmpty();
    }

    @Test
    void itRemembersTheLatest() {
        for (int about = 0; about <= LogQuota.MOST; about++) {
            quota.take(about, 0);
        }

        assertThat(quota.take(0, SECOND)).isPresent();
        assertThat(quota.take(LogQuota.MOST, SECOND)).isEmpty();
    }
}
