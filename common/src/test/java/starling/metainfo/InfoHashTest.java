package starling.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfoHashTest {
    private static final String HEX = "00112233445566778899aabbccddeeff01234567";

    @Test
    void hexComesBack() {
        assertThat(InfoHash.parse(HEX).hex()).isEqualTo(HEX);
        assertThat(InfoHash.parse(HEX.toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(InfoHash.parse(HEX))
                .hasSameHashCodeAs(InfoHash.parse(HEX));
        assertThat(InfoHash.of(InfoHash.parse(HEX).bytes())).isEqualTo(InfoHash.parse(HEX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00112233445566778899aabbccddeeff0123456",
                "00112233445566778899aabbccddeeff0123456789",
                "00112233445566778899aabbccddeeff0123456g",
                " 0112233445566778899aabbccddeeff01234567"
            })
    void refusesAnyOtherText(String hex) {
        assertThatThrownBy(() -> InfoHash.parse(hex)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noArrayCanChangeIt() {
        byte[] bytes = new byte[20];
        InfoHash hash = InfoHash.of(bytes);
        bytes[0] = 1;
        hash.bytes()[1] = 1;

        assertThat(hash).isEqualTo(InfoHash.of(new byte[20]));
    }

    @Test
    void comparesUnsigned() {
        assertThat(InfoHash.parse("ff" + HEX.substring(2))).isGreaterThan(InfoHash.parse("7f" + HEX.substring(2)));
    }

    @Test
    void hashesTheBytesOfTheInfo() {
        assertThat(InfoHash.ofInfo(new byte[] {'a', 'b', 'c'}).hex())
                .isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}
