package starling.tracker.http;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} of an answer (RFC 9110, 6.6.1), put into words once a second. Safe for many threads. */
final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static final long MILLIS_A_SECOND = 1_000;

    private record Second(long number, String words) {
        static Second of(long number) {
            return new Second(number, FORMAT.format(Instant.ofEpochSecond(number)));
        }
    }

    private final Clock clock;
    private volatile Second last = Second.of(0);

    /** @param clock the time of day */
    HttpDate(Clock clock) {
        this.clock = clock;
    }

    String now() {
        long second = Math.floorDiv(clock.millis(), MILLIS_A_SECOND);
        Second known = last;
        if (known.number() != second) {
            known = Second.of(second);
            last = known;
        }
        return known.words();
    }
}
