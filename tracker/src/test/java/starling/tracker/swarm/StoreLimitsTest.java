package starling.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLimitsTest {
    private static final long BYTES_A_SWARM = 360;
    private static final long BYTES_A_PEER = 190;

    @ParameterizedTest
    @ValueSource(longs = {16L << 20, 64L << 20, 128L << 20, 512L << 20, 2L << 30, 6L << 30, 64L << 30, Long.MAX_VALUE})
    void whatIsFullTakesNoMoreThanItsShareOfTheHeap(long heapBytes) {
        StoreLimits limits = StoreLimits.ofHeap(heapBytes);
        assertThat(limits.maxSwarms() * BYTES_A_SWARM + limits.maxPeers() * BYTES_A_PEER)
                .isLessThanOrEqualTo(heapBytes / 20 * 7 + 1_000);
        assertThat(limits.maxSwarms()).isBetween(1_000, StoreLimits.DEFAULT.maxSwarms());
        assertThat(limits.maxPeers()).isBetween(10_000, StoreLimits.DEFAULT.maxPeers());
        assertThat(limits.maxPeersOfAnAddress()).isBetween(1_000, limits.maxPeers() / 20);
        assertThat(limits.maxRemembered()).isLessThanOrEqualTo(limits.maxSwarms());
    }
}
