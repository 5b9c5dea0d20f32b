package starling.tracker.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AddressLiteral;

class AddressQuotaTest {
    private static final int A_SECOND = 3;
    private static final int BURST = (int) (A_SECOND * AddressQuota.BURST.toSeconds());

    private final AtomicLong nanos = new AtomicLong();
    private final AddressQuota quota = AddressQuota.ofEach(A_SECOND, nanos::get);

    private static InetAddress address(String literal) {
        return AddressLiteral.parse(literal).orElseThrow();
    }

    private static int allowed(AddressQuota quota, String source, int asked) {
        int allowed = 0;
        for (int i = 0; i < asked; i++) {
            if (quota.allows(address(source))) {
                allowed++;
            }
        }
        return allowed;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 1_000, Long.MIN_VALUE, -7})
    void aBurstAndThenTheRate(long startNanos) {
        nanos.set(startNanos);
        AddressQuota fresh = AddressQuota.ofEach(A_SECOND, nanos::get);
        assertThat(allowed(fresh, "192.0.2.1", 100)).isEqualTo(BURST);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(allowed(fresh, "192.0.2.1", 100)).isEqualTo(A_SECOND);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(allowed(fresh, "192.0.2.1", 100)).isEqualTo(BURST);
    }

    @Test
    void askingWhileItIsUsedUpCostsNothing() {
        allowed(quota, "192.0.2.1", 10_000);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(allowed(quota, "192.0.2.1", 100)).isEqualTo(2 * A_SECOND);
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({
        "192.0.2.1,192.0.2.2,false",
        "2001:db8::1,2001:db8::ffff:1:2:3,true",
        "2001:db8::1,2001:db8:0:1::1,false",
    })
    void whoSharesAQuota(String first, String second, boolean shared) {
        allowed(quota, first, 100);
        assertThat(allowed(quota, second, 100)).isEqualTo(shared ? 0 : BURST);
    }

    @Test
    void oneForAll() {
        AddressQuota all = AddressQuota.ofAll(A_SECOND, nanos::get);
        assertThat(allowed(all, "192.0.2.1", 20)).isEqualTo(20);
        assertThat(allowed(all, "2001:db8::1", 20)).isEqualTo(BURST - 20);
    }

    @Test
    void aQuotaOfNothingIsAMistake() {
        assertThatThrownBy(() -> AddressQuota.ofAll(0, nanos::get)).isInstanceOf(IllegalArgumentException.class);
    }
}
