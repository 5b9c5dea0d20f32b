package starling.peer.webseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeAnswerTest {
    private static final FilePart PART = new FilePart(0, 100, 50);
    private static final long FILE_LENGTH = 1_000;

    private static RangeAnswer answer(int status, String range, long length, String coding) {
        return new RangeAnswer(
                status, Optional.ofNullable(range), length, Optional.ofNullable(coding), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "bytes 100-149/1000, 50, -",
                "bytes 100-149/*,    50, -",
                "bytes 100-149/1000, -1, -",
                "bytes 100-149/1000, 50, identity"
            })
    void whatWasAskedForIsTaken(String range, long length, String coding) {
        assertThatCode(() -> answer(206, range, length, coding).check(PART, FILE_LENGTH))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "206, -,                                    50,  -,    which part",
                "206, bytes 0-49/1000,                      50,  -,    another part",
                "206, bytes 100-150/1000,                   51,  -,    another part",
                "206, bytes 100-149/999,                    50,  -,    its file has 999",
                "206, bytes 100-149/1000,                   51,  -,    51 bytes",
                "206, bytes 100-149/1000,                   50,  gzip, another coding",
                "206, bytes 100-149/99999999999999999999,   50,  -,    which part",
                "206, bytes -149/1000,                      50,  -,    which part",
                "206, items 100-149/1000,                   50,  -,    which part",
                "200, -,                                    1000, -,   whole files",
                "416, bytes */100,                          0,   -,    status 416",
                "204, -,                                    0,   -,    status 204",
                "301, -,                                    0,   -,    status 301",
                "500, -,                                    0,   -,    status 500"
            })
    void whatWasNotIsRefused(int status, String range, long length, String coding, String why) {
        WebSeedException refused = catchThrowableOfType(
                WebSeedException.class,
                () -> answer(status, range, length, coding).check(PART, FILE_LENGTH));

        assertThat(refused).hasMessageContaining(why);
        assertThat(refused.isOfFile()).isFalse();
    }

    @Test
    void aWholeFileIsTakenWhereAllOfItWasAskedFor() {
        FilePart all = new FilePart(0, 0, FILE_LENGTH);

        assertThatCode(() -> answer(200, null, FILE_LENGTH, null).check(all, FILE_LENGTH))
                .doesNotThrowAnyException();
        assertThat(catchThrowableOfType(
                        WebSeedException.class,
                        () -> answer(200, null, 999, null).check(all, FILE_LENGTH)))
                .hasMessageContaining("999 bytes");
    }

    @ParameterizedTest
    @CsvSource({"403", "404", "410"})
    void aFileThatIsNotThereIsToldFromOtherTrouble(int status) {
        assertThat(catchThrowableOfType(
                                WebSeedException.class,
                                () -> answer(status, null, 0, null).check(PART, FILE_LENGTH))
                        .isOfFile())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"120, 120", "soon, -", "-5, -", "999999999, -"})
    void theServerMaySayHowLongToWait(String text, Long seconds) {
        RangeAnswer busy = new RangeAnswer(503, Optional.empty(), 0, Optional.empty(), Optional.of(text));

        WebSeedException refused = catchThrowableOfType(WebSeedException.class, () -> busy.check(PART, FILE_LENGTH));

        assertThat(refused.retryAfter()).isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
    }
}
