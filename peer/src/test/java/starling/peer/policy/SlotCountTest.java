package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotCountTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int KIB = 1024;

    /** The slots after so many seconds, where so many slots let so much out. */
    private static int after(int seconds, long limit, boolean wanted, IntToLongFunction rateOfSlots) {
        SlotCount slots = new SlotCount(OptionalInt.empty(), 0);
        for (int second = 1; second <= seconds; second++) {
            slots.sample(rateOfSlots.applyAsLong(slots.count()), limit, wanted, second * SECOND);
        }
        return slots.count();
    }

    @Test
    void fourAreUsual() {
        assertThat(after(0, 0, true, slots -> 0)).isEqualTo(4);
    }

    @Test
    void fourStayWhereTheyFillTheRate() {
        assertThat(after(600, 1000 * KIB, true, slots -> 990 * KIB)).isEqualTo(4);
    }

    @Test
    void theyGrowUntilTheyFillTheRate() {
        assertThat(after(300, 1000 * KIB, true, slots -> slots * 100L * KIB)).isBetween(8, 10);
    }

    @Test
    void theyGrowWithoutALimitForAsLongAsItHelps() {
        assertThat(after(600, 0, true, slots -> Math.min(12, slots) * 100L * KIB))
                .isBetween(12, 13);
    }

    @Test
    void theyStopGrowing() {
        assertThat(after(10_000, 0, true, slots -> slots * 100L * KIB)).isEqualTo(50);
    }

    @Test
    void nobodyIsInvitedWhoDoesNotWait() {
        assertThat(after(600, 1000 * KIB, false, slots -> slots)).isEqualTo(4);
    }

    @Test
    void theyShrinkOnceFewerFillTheRate() {
        SlotCount slots = new SlotCount(OptionalInt.empty(), 0);
        int second = 0;
        while (second < 300) {
            slots.sample(slots.count() * 100L * KIB, 1000 * KIB, true, ++second * SECOND);
        }
        while (second < 3000) {
            slots.sample(1000 * KIB, 1000 * KIB, true, ++second * SECOND);
        }
        assertThat(slots.count()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4096, 1", "8192, 2", "12288, 3", "16384, 4", "1000000, 4"})
    void aLowRateIsNotSplitAmongMany(long limit, int count) {
        assertThat(after(600, limit, true, slots -> limit)).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({"1", "4", "200"})
    void aPinnedNumberStays(int pinned) {
        SlotCount slots = new SlotCount(OptionalInt.of(pinned), 0);
        for (int second = 1; second < 100; second++) {
            slots.sample(0, 1000 * KIB, true, second * SECOND);
        }
        assertThat(slots.count()).isEqualTo(pinned);
    }
}
