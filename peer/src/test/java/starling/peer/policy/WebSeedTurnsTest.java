package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import starling.peer.policy.WebSeedTurns.Standing;

class WebSeedTurnsTest {
    private static final Duration NONE = Duration.ZERO;

    private long now = Long.MAX_VALUE - 5;

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void fewAreOpenAtOnce() {
        WebSeedTurns turns = new WebSeedTurns(10);
        for (int seed = 0; seed < WebSeedTurns.MOST_OPEN; seed++) {
            assertThat(turns.next(now)).hasValue(seed);
        }
        assertThat(turns.next(now)).isEmpty();

        turns.ended(2, NONE, now);

        assertThat(turns.next(now)).hasValue(2);
    }

    @Test
    void oneThatFailsWaitsTwiceAsLongEachTimeAndOthersComeBefore() {
        WebSeedTurns turns = new WebSeedTurns(1);
        Duration wait = WebSeedTurns.FIRST_WAIT;
        for (int time = 0; time < 30; time++) {
            assertThat(turns.next(now)).hasValue(0);
            turns.failed(0, false, NONE, now);
            pass(wait.minusNanos(1));
            assertThat(turns.next(now)).isEmpty();
            pass(Duration.ofNanos(1));
            wait = wait.multipliedBy(2).compareTo(WebSeedTurns.LONGEST_WAIT) > 0
                    ? WebSeedTurns.LONGEST_WAIT
                    : wait.multipliedBy(2);
        }
    }

    @Test
    void oneThatGaveSomethingIsTriedAgainSoon() {
        WebSeedTurns turns = new WebSeedTurns(1);
        for (int time = 0; time < 5; time++) {
            turns.next(now);
            turns.failed(0, true, NONE, now);
            assertThat(turns.waitNanos(0, now)).isEqualTo(WebSeedTurns.FIRST_WAIT.toNanos());
            pass(WebSeedTurns.FIRST_WAIT);
        }
    }

    @Test
    void theServersWishIsHeardWithinReason() {
        WebSeedTurns turns = new WebSeedTurns(1);
        turns.next(now);
        turns.failed(0, false, Duration.ofMinutes(5), now);
        assertThat(turns.waitNanos(0, now)).isEqualTo(Duration.ofMinutes(5).toNanos());

        turns.forgive();
        turns.next(now);
        turns.failed(0, false, Duration.ofDays(1), now);
        assertThat(turns.waitNanos(0, now)).isEqualTo(WebSeedTurns.LONGEST_WAIT.toNanos());
    }

    @Test
    void oneThatIsBannedIsNeverOpenedAgain() {
        WebSeedTurns turns = new WebSeedTurns(2);
        assertThat(turns.next(now)).hasValue(0);
        turns.ban(0);
        turns.failed(0, true, NONE, now);
        pass(Duration.ofDays(1));
        turns.forgive();

        assertThat(turns.next(now)).hasValue(1);
        assertThat(turns.next(now)).isEqualTo(OptionalInt.empty());
        assertThat(turns.standing(0)).isEqualTo(Standing.BANNED);
    }
}
