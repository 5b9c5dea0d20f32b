package starling.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaddingTest {
    /** Ten bytes, six of padding, four, twelve of padding, one, and padding to the end. */
    private static final Padding PADDING = Padding.of(List.of(
            new FileEntry(List.of("a"), 10, 0),
            new FileEntry(List.of(".pad", "6"), 6, 10, true),
            new FileEntry(List.of("b"), 4, 16),
            new FileEntry(List.of(".pad", "12"), 12, 20, true),
            new FileEntry(List.of(".pad", "0"), 0, 32, true),
            new FileEntry(List.of("c"), 1, 32),
            new FileEntry(List.of(".pad", "7"), 7, 33, true)));

    @ParameterizedTest
    @CsvSource({
        "0, 10, 0",
        "0, 11, 1",
        "9, 17, 6",
        "10, 16, 6",
        "12, 14, 2",
        "16, 20, 0",
        "0, 40, 25",
        "15, 21, 2",
        "31, 33, 1",
        "39, 40, 1",
        "5, 5, 0"
    })
    void bytesOfAnyRunAreCounted(long offset, long end, long padding) {
        assertThat(PADDING.bytes(offset, end)).isEqualTo(padding);
    }

    @Test
    void mostTorrentsHaveNone() {
        Padding none = Padding.of(List.of(new FileEntry(List.of("a"), 10, 0)));

        assertThat(none.isNone()).isTrue();
        assertThat(none.bytes(0, 10)).isZero();
    }
}
