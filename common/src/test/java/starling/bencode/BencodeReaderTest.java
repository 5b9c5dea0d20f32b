package starling.bencode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.bencode.BencodeReader.Limits;

class BencodeReaderTest {
    private static final String EVERYTHING = "d1:ad2:id20:abcdefghij0123456789e4:listli-7e0:l4:deepdeee1:xi0ee";

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static BValue read(String text) throws BencodeException {
        return BencodeReader.read(bytes(text), Limits.MESSAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "i0e, 0",
        "i7e, 7",
        "i-7e, -7",
        "i10e, 10",
        "i9223372036854775807e, 9223372036854775807",
        "i-9223372036854775808e, -9223372036854775808"
    })
    void readsIntegers(String input, long expected) throws Exception {
        assertThat(read(input)).isEqualTo(new BInteger(expected));
    }

    @Test
    void readsStringsListsAndDictionaries() throws Exception {
        assertThat(read("0:")).isEqualTo(BString.of(""));
        assertThat(read("3:a:e")).isEqualTo(BString.of("a:e"));
        assertThat(read("le")).isEqualTo(BList.of());
        assertThat(read("de")).isEqualTo(BDictionary.of(Map.of()));
        assertThat(read("d1:ai1e1:bl1:cleee"))
                .isEqualTo(BDictionary.of(Map.of("a", new BInteger(1), "b", BList.of(BString.of("c"), BList.of()))))
                .as("an empty list in the list would make a difference")
                .isNotEqualTo(read("d1:ai1e1:bl1:cee"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|ends too early",
                "e|not bencoding",
                "x|not bencoding",
                "' i1e'|not bencoding",
                "i01e|leading zero",
                "i00e|leading zero",
                "i-01e|leading zero",
                "i-0e|-0",
                "ie|not bencoding",
                "i-e|not bencoding",
                "i--1e|not bencoding",
                "i+1e|not bencoding",
                "i 1e|not bencoding",
                "i1.5e|not bencoding",
                "i1|ends too early",
                "i|ends too early",
                "i-|ends too early",
                "i9223372036854775808e|too large",
                "i-9223372036854775809e|too large",
                "i99999999999999999999999999e|too large",
                "i1ei2e|bytes after the value",
                "1:|longer than the input",
                "5:abcd|longer than the input",
                "2147483648:a|longer than the input",
                "9223372036854775807:a|longer than the input",
                "9223372036854775808:a|too large",
                "18446744073709551617:a|too large",
                "01:a|leading zero",
                "00:|leading zero",
                "-1:a|not bencoding",
                "1a|not bencoding",
                ":a|not bencoding",
                "l|ends too early",
                "li1e|ends too early",
                "d|ends too early",
                "d1:a|ends too early",
                "d1:ae|without a value",
                "d1:ai1e1:be|without a value",
                "di1ei2ee|not bencoding",
                "dlei1ee|not bencoding",
                "d1:ai1e1:ai2ee|given twice",
                "d1:bi1e1:ai1e1:bi2ee|given twice",
                "d0:i1e0:i2ee|given twice"
            })
    void refuses(String input, String reason) {
        assertThatThrownBy(() -> read(input))
                .isInstanceOf(BencodeException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesEveryTruncation() throws Exception {
        byte[] whole = bytes(EVERYTHING);
        assertThat(BencodeReader.read(whole, Limits.MESSAGE)).isInstanceOf(BDictionary.class);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> BencodeReader.read(cut, Limits.MESSAGE))
                    .as("first %d bytes", length)
                    .isInstanceOf(BencodeException.class);
        }
    }

    @Test
    void neverReadsBeyondTheEndItIsGiven() {
        byte[] input = bytes("5:abcdefgh");

        assertThatThrownBy(() -> BencodeReader.readFirst(input, 0, 6, Limits.MESSAGE))
                .isInstanceOf(BencodeException.class);
        assertThatThrownBy(() -> BencodeReader.readFirst(bytes("i12e"), 0, 3, Limits.MESSAGE))
                .isInstanceOf(BencodeException.class);
    }

    @Test
    void takesKeysInAnyOrderAndFindsThem() throws Exception {
        BDictionary dictionary = (BDictionary) read("d1:ci3e1:ai1e2:bbi2ee");

        assertThat(dictionary.keys()).containsExactly(BString.of("a"), BString.of("bb"), BString.of("c"));
        assertThat(dictionary.integer("a")).hasValue(1);
        assertThat(dictionary.integer("bb")).hasValue(2);
        assertThat(dictionary.integer("c")).hasValue(3);
        assertThat(dictionary).isEqualTo(read("d1:ai1e2:bbi2e1:ci3ee"));
    }

    @Test
    void sortsKeysAsUnsignedBytes() throws Exception {
        BDictionary dictionary = (BDictionary) read("d1:\u00ffi1e1:ai2ee");

        assertThat(dictionary.keys()).containsExactly(BString.of("a"), BString.of(bytes("\u00ff")));
        assertThat(dictionary.get(BString.of(bytes("\u00ff")))).contains(new BInteger(1));
    }

    @Test
    void leavesBytesAfterTheFirstValueToTheCaller() throws Exception {
        byte[] input = bytes("xxi42e5:trail");

        BencodeReader.Prefix prefix = BencodeReader.readFirst(input, 2, input.length, Limits.MESSAGE);

        assertThat(prefix.value()).isEqualTo(new BInteger(42));
        assertThat(prefix.end()).isEqualTo(6);
        assertThatThrownBy(() -> BencodeReader.read(bytes("i42e5:trail"), Limits.MESSAGE))
                .isInstanceOf(BencodeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"d1:bi1e1:ai2ee", "de", "d4:name1:ae"})
    void keepsTheRawSpanOfADictionary(String info) throws Exception {
        BDictionary root = (BDictionary) read("d8:announce1:x4:info" + info + "1:zi1ee");

        assertThat(root.dictionary("info").flatMap(BDictionary::raw).map(BString::bytes))
                .hasValueSatisfying(raw -> assertThat(raw).isEqualTo(bytes(info)));
        assertThat(BDictionary.of(Map.of()).raw()).isEmpty();
    }

    @Test
    void getsOfTheWrongKindAreEmpty() throws Exception {
        BDictionary dictionary = (BDictionary) read("d1:dde1:ii1e1:lle1:s1:xe");

        assertThat(dictionary.string("i")).isEmpty();
        assertThat(dictionary.text("l")).isEmpty();
        assertThat(dictionary.integer("s")).isEmpty();
        assertThat(dictionary.list("d")).isEmpty();
        assertThat(dictionary.dictionary("l")).isEmpty();
        assertThat(dictionary.get("absent")).isEmpty();
        assertThat(dictionary.text("s")).contains("x");
        assertThat(dictionary.list("l").map(BList::values)).contains(List.of());
    }

    @Test
    void textIsUtf8OrElseLatin1() throws Exception {
        assertThat(((BString) read("2:\u00c3\u00a9")).text()).isEqualTo("\u00e9");
        assertThat(((BString) read("1:\u00e9")).text()).isEqualTo("\u00e9");
        assertThat(((BString) read("3:\u00ed\u00a0\u0080")).text())
                .as("a lone surrogate is no UTF-8")
                .hasSize(3);
    }
}
