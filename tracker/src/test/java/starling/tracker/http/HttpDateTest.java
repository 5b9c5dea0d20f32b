package starling.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpDateTest {
    private Instant now = Instant.EPOCH;

    private final HttpDate date = new HttpDate(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.ofHours(5);
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1994-11-06T08:49:37.999Z|Sun, 06 Nov 1994 08:49:37 GMT",
                "2026-01-01T00:00:00Z|Thu, 01 Jan 2026 00:00:00 GMT",
                "1970-01-01T00:00:00Z|Thu, 01 Jan 1970 00:00:00 GMT",
            })
    void isOfTheFormThatIsAskedFor(Instant time, String words) {
        now = time;
        assertThat(date.now()).isEqualTo(words);
        assertThat(date.now()).isSameAs(date.now());
    }
}
