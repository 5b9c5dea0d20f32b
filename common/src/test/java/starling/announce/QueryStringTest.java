package starling.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryStringTest {
    private static byte[] allBytes() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    @Test
    void everyByteComesBack() throws Exception {
        String escaped = QueryString.escape(allBytes());

        assertThat(escaped).matches("([0-9A-Za-z._~-]|%[0-9A-F]{2})+");
        assertThat(QueryString.parse("x=" + escaped).bytes("x"))
                .hasValueSatisfying(value -> assertThat(value).isEqualTo(allBytes()));
    }

    @Test
    void everyByteIsReadFromEitherCaseOfItsEscape() throws Exception {
        for (int i = 0; i < 256; i++) {
            for (String hex : new String[] {"%02x".formatted(i), "%02X".formatted(i)}) {
                assertThat(QueryString.parse("x=%" + hex).bytes("x"))
                        .hasValueSatisfying(value ->
                                assertThat(value).isEqualTo(HexFormat.of().parseHex(hex)));
            }
        }
    }

    @Test
    void aByteThatNeedsNoEscapeMayStandPlain() throws Exception {
        for (int i = 0; i < 256; i++) {
            if (i != '&' && i != '%') {
                byte[] plain = {(byte) i};
                assertThat(QueryString.parse("x=" + (char) i).bytes("x"))
                        .hasValueSatisfying(value -> assertThat(value).isEqualTo(plain));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x=%",
                "x=%1",
                "x=%&y=1",
                "x=%1&y=1",
                "x=%g0",
                "x=%0g",
                "x=%%",
                "x=% 1",
                "x=%-1",
                "%=1",
                "a%4=1",
                "x=\u0101",
                "\u0101=1",
                "x=%\u0661\u0661",
                "x=%\uff11\uff11"
            })
    void refusesBrokenEscapesAndWhatIsNoByte(String query) {
        assertThatThrownBy(() -> QueryString.parse(query)).isInstanceOf(AnnounceException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "x=a+b, a+b",
        "x=a%2Bb, a+b",
        "x=a%20b, a b",
        "x=a=b, a=b",
        "x==, =",
        "y=1&x=2, 2",
        "x=1&x=2, 1",
        "&&x=1&&, 1",
        "%78=1, 1",
        "x=%26y%3D1, &y=1",
        "xx=1&x=2, 2"
    })
    void findsTheFirstValue(String query, String expected) throws Exception {
        assertThat(QueryString.parse(query).text("x")).contains(expected);
    }

    @Test
    void tellsAnEmptyValueFromAnAbsentOne() throws Exception {
        for (String empty : new String[] {"x", "x=", "x&y=1", "y=1&x=", "y=1&x"}) {
            assertThat(QueryString.parse(empty).text("x")).as(empty).contains("");
        }
        for (String absent : new String[] {"", "&", "y=x", "X=1", "=x"}) {
            assertThat(QueryString.parse(absent).text("x")).as(absent).isEmpty();
        }
    }

    @Test
    void keepsAllValuesInOrder() throws Exception {
        assertThat(QueryString.parse("x=1&y=2&x=3&x").all("x"))
                .map(value -> new String(value, StandardCharsets.US_ASCII))
                .containsExactly("1", "3", "");
    }

    @Test
    void textIsUtf8() throws Exception {
        assertThat(QueryString.parse("x=%C3%BC").text("x")).contains("\u00fc");
        assertThat(QueryString.parse("x=%FF").text("x")).contains("\ufffd");
    }

    @Test
    void boundsTheNumberOfParameters() throws Exception {
        assertThat(QueryString.parse("x=1&".repeat(QueryString.MAX_PARAMETERS)).all("x"))
                .hasSize(QueryString.MAX_PARAMETERS);
        assertThatThrownBy(() -> QueryString.parse("x=1&".repeat(QueryString.MAX_PARAMETERS + 1)))
                .isInstanceOf(AnnounceException.class);
    }
}
