package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendSizeTest {
    private static final int MOST = 16;
    private static final int BLOCK = 16 * 1024;

    /** As much as it may be, to a peer that takes so many bytes a second; how many that is once it has settled. */
    private static int settled(long bytesPerSecond) {
        SendSize size = new SendSize(MOST);
        for (int time = 0; time < 50; time++) {
            size.sent(size.blocks(), size.blocks() * BLOCK * 1_000_000_000L / bytesPerSecond);
        }
        return size.blocks();
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "40000, 1", "200000, 3", "700000, 10", "2000000, 16", "1000000000, 16"})
    void eachIsSentWhatItTakesInAQuarterOfASecond(long bytesPerSecond, int blocks) {
        assertThat(settled(bytesPerSecond)).isEqualTo(blocks);
    }

    @Test
    void aFastPeerHasItsFullSizeAfterThreeTimes() {
        SendSize size = new SendSize(MOST);
        assertThat(size.blocks()).isEqualTo(2);
        size.sent(2, 1_000);
        size.sent(4, 1_000);
        size.sent(8, 0);
        assertThat(size.blocks()).isEqualTo(MOST);
    }

    @Test
    void whereLessWaitedThanMightHaveGoneItDoesNotGrow() {
        SendSize size = new SendSize(MOST);
        size.sent(1, 1_000);
        assertThat(size.blocks()).isEqualTo(2);
    }
}
