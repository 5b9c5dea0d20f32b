package starling.announce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BroadcastAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 8, 10.255.255.255",
        "172.16.5.4, 12, 172.31.255.255",
        "192.168.1.10, 24, 192.168.1.255",
        "192.168.1.10, 29, 192.168.1.15",
        "192.168.1.10, 30, 192.168.1.11",
        "192.168.1.10, 31, ",
        "192.168.1.10, 32, ",
        "192.168.1.10, 0, ",
        "192.168.1.10, -1, ",
        "fd00::1, 24, ",
    })
    void theLastOfItsNetwork(String address, int prefixBits, String broadcast) {
        assertThat(BroadcastAddress.of(AddressLiteral.parse(address).orElseThrow(), prefixBits))
                .isEqualTo(broadcast == null ? java.util.Optional.empty() : AddressLiteral.parse(broadcast));
    }
}
