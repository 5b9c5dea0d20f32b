package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.PieceLayout;

/** What is measured and limited, all in given time. */
class RatesTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aMeterKnowsNothingOfOneSample() {
        RateMeter meter = new RateMeter(5);
        assertThat(meter.bytesPerSecond()).isZero();
        meter.sample(1_000, 0);
        assertThat(meter.bytesPerSecond()).isZero();
        meter.sample(2_000, 0);
        assertThat(meter.bytesPerSecond()).as("no time went by").isZero();
    }

    @ParameterizedTest
    @CsvSource({"5, 100", "5, 7", "1, 3", "20, 21", "20, 500"})
    void aMeterReachesAsFarBackAsItsWindow(int window, int samples) {
        RateMeter meter = new RateMeter(window);
        long start = Long.MAX_VALUE - 3 * SECOND;
        long total = 0;
        for (int i = 0; i < samples; i++) {
            meter.sample(total, start + i * SECOND);
            total += 100L * i;
        }

        int newest = samples - 1;
        int oldest = Math.max(0, newest - window);
        long moved = 0;
        for (int i = oldest; i < newest; i++) {
            moved += 100L * i;
        }
        assertThat(meter.bytesPerSecond()).isEqualTo(Math.round((double) moved / (newest - oldest)));
    }

    @Test
    void aMeterForgetsWhatIsLongAgo() {
        RateMeter meter = new RateMeter(3);
        meter.sample(0, 0);
        meter.sample(1_000_000, SECOND);
        for (int i = 2; i < 6; i++) {
            meter.sample(1_000_000, i * SECOND);
        }
        assertThat(meter.bytesPerSecond()).isZero();
    }

    /** Takers who each rest for as long as they are told, in time that passes only when all rest. */
    private static double share(long rate, int takers, long bytesAtOnce, int seconds) {
        TokenBucket bucket = new TokenBucket(rate, 0);
        PriorityQueue<Long> due = new PriorityQueue<>();
        for (int i = 0; i < takers; i++) {
            due.add(0L);
        }
        Random random = new Random(takers);
        long moved = 0;
        while (due.peek() < seconds * SECOND) {
            long now = due.poll();
            long bytes = 1 + random.nextLong(bytesAtOnce);
            moved += bytes;
            due.add(Math.max(now + 1, now + bucket.take(bytes, now)));
        }
        return moved / (double) seconds;
    }

    @ParameterizedTest
    @CsvSource({
        "102400, 1, 16384",
        "102400, 7, 16384",
        "2097152, 1, 16384",
        "2097152, 50, 16384",
        "2097152, 3, 100",
        "10485760, 20, 262144",
    })
    void anyNumberOfTakersShareTheRate(long rate, int takers, long bytesAtOnce) {
        int seconds = (int) Math.max(60, 100 * takers * bytesAtOnce / rate);

        assertThat(share(rate, takers, bytesAtOnce, seconds)).isCloseTo(rate, within(rate * 0.01));
    }

    @Test
    void aRestSavesUpATenthOfASecond() {
        TokenBucket bucket = new TokenBucket(1_000, 0);

        assertThat(bucket.take(100, 3600 * SECOND)).isZero();
        assertThat(bucket.take(100, 3600 * SECOND)).isCloseTo(SECOND / 10, within(10L));
    }

    @Test
    void noLimitMeansNoRest() {
        TokenBucket bucket = new TokenBucket(0, 0);

        assertThat(bucket.take(Long.MAX_VALUE / 4, 0)).isZero();
        assertThat(bucket.bytesPerSecond()).isZero();
    }

    @Test
    void aNewRateHoldsFromNowOn() {
        TokenBucket bucket = new TokenBucket(1_000, 0);
        bucket.take(1_000, 0);
        bucket.setRate(10_000, 0);
        assertThat(bucket.take(1_000, 0)).isCloseTo(SECOND / 5, within(10L));

        bucket.setRate(0, 0);
        assertThat(bucket.take(1_000_000, 0)).isZero();

        bucket.setRate(1_000, 10 * SECOND);
        assertThat(bucket.take(1_000, 10 * SECOND)).isCloseTo(SECOND, within(10L));
    }

    @Test
    void theDepthDoublesWhileTheRateRises() {
        RequestDepth depth = new RequestDepth(1_000);
        assertThat(depth.depth()).isEqualTo(16);
        depth.received(16, SECOND);
        assertThat(depth.depth()).isEqualTo(32);
        depth.sample(100_000);
        depth.received(32, SECOND + 1);
        depth.sample(200_000);
        assertThat(depth.depth()).isEqualTo(64);
    }

    @Test
    void theDepthThenFollowsTheRate() {
        RequestDepth depth = new RequestDepth(1_000);
        depth.received(500, SECOND);
        depth.sample(1_000_000);
        depth.sample(1_000_000);

        assertThat(depth.depth()).isEqualTo(1_000_000 / PieceLayout.BLOCK_LENGTH + 4);
        depth.received(100, SECOND);
        assertThat(depth.depth()).isEqualTo(1_000_000 / PieceLayout.BLOCK_LENGTH + 4);
        depth.sample(0);
        assertThat(depth.depth()).isEqualTo(4);
        depth.sample(1L << 40);
        assertThat(depth.depth()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource({"0, 250_000", "20_000_000, 280_000", "200_000_000, 550_000", "3_000_000_000, 1_000_000"})
    void theDepthIsOfTheRoundTrip(long roundTripNanos, long bytesOnOrder) {
        RequestDepth depth = new RequestDepth(1_000);
        depth.askedIdle(5);
        depth.received(1, 5 + roundTripNanos);
        depth.received(1, 6 + roundTripNanos);
        depth.askedIdle(7);
        depth.received(1, 7 + 4 * SECOND);
        depth.sample(1_000_000);
        depth.sample(1_000_000);

        assertThat(depth.depth()).isEqualTo(bytesOnOrder / PieceLayout.BLOCK_LENGTH + 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10_000})
    void theDepthStaysWithinWhatThePeerKeeps(int most) {
        RequestDepth depth = new RequestDepth(most);
        Random random = new Random(most);
        for (int i = 0; i < 1_000; i++) {
            assertThat(depth.depth()).isBetween(1, most);
            depth.received(random.nextInt(40), i * SECOND / 100);
            assertThat(depth.depth()).isBetween(1, most);
            depth.sample(random.nextLong(1L << random.nextInt(1, 40)));
        }
    }
}
