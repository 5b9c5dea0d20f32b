package starling.peer.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1, 1 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1434, 1.4 KiB",
        "10188, 9.9 KiB",
        "10190, 10.0 KiB",
        "102348, 99.9 KiB",
        "102349, 100 KiB",
        "1048063, 1023 KiB",
        "1048064, 1.0 MiB",
        "1468006, 1.4 MiB",
        "4294967296, 4.0 GiB",
        "9223372036854775807, 8192 PiB",
    })
    void sizesHaveThreeDigitsAtMost(long bytes, String shown) {
        assertThat(Format.size(bytes)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0; 0",
                "999; 999",
                "1000; 1,000",
                "4354002; 4,354,002",
                "100000; 100,000",
                "-1; -1",
                "-100; -100",
                "-1000; -1,000",
                "-123456; -123,456",
                "9223372036854775807; 9,223,372,036,854,775,807",
            })
    void thousandsAreSetApart(long number, String shown) {
        assertThat(Format.thousands(number)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 5, 0:00",
        "1, 5, 0:01",
        "43, 1, 0:43",
        "725, 1, 12:05",
        "3599, 1, 59:59",
        "3600, 1, 1:00:00",
        "11220, 1, 3:07:00",
        "86399, 1, 23:59:59",
        "86400, 1, 1d 0h",
        "358000, 1, 4d 3h",
        "1, 0, -",
    })
    void theRestTakesSoLong(long leftBytes, long bytesPerSecond, String shown) {
        assertThat(Format.eta(leftBytes, bytesPerSecond)).isEqualTo(shown);
    }
}
