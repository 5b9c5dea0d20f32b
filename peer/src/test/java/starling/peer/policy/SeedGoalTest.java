package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeedGoalTest {
    @ParameterizedTest
    @CsvSource({
        // ratio, time; given of 1000 bytes, seeded for; enough
        "0, PT0S, 1000000, PT9999H, false",
        "1.5, PT0S, 1499, PT9999H, false",
        "1.5, PT0S, 1500, PT0S, true",
        "0, PT10S, 1000000, PT9.999S, false",
        "0, PT10S, 0, PT10S, true",
        "2, PT10S, 2000, PT1S, true",
        "2, PT10S, 1, PT11S, true",
        "2, PT10S, 1999, PT9S, false",
    })
    void itIsMetByWhicheverComesFirst(double ratio, Duration time, long given, Duration seeded, boolean met) {
        assertThat(new SeedGoal(ratio, time).isMet(given, 1000, seeded)).isEqualTo(met);
    }
}
