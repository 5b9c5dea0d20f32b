package starling.bencode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeOutputTest {
    private static String text(BencodeOutput out) {
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, -7, 10, -10, 99, 1_000, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE})
    void integers(long value) {
        assertThat(text(new BencodeOutput(0).integer(value))).isEqualTo("i" + value + "e");
    }

    @Test
    void itGrowsAsFarAsItMust() {
        BencodeOutput out = new BencodeOutput(0).beginList();
        for (int i = 0; i < 1_000; i++) {
            out.string("x".repeat(i));
        }
        StringBuilder expected = new StringBuilder("l");
        for (int i = 0; i < 1_000; i++) {
            expected.append(i).append(':').append("x".repeat(i));
        }
        assertThat(text(out.end())).isEqualTo(expected.append('e').toString());
    }

    @Test
    void whatIsNotKnownYetHasItsPlace() {
        BencodeOutput out =
                new BencodeOutput(0).beginList().string("a").gap(3).string("b").end();

        assertThat(text(out)).isEqualTo("l1:a3:\0\0\0" + "1:be");
        assertThat(out.gapOffset()).isEqualTo(6);
    }

    @Test
    void nested() {
        assertThat(text(new BencodeOutput(9)
                        .beginDictionary()
                        .string("é")
                        .beginList()
                        .string(new byte[0])
                        .integer(-1)
                        .end()
                        .end()))
                .isEqualTo("d2:él0:i-1eee");
    }
}
