package starling.tracker.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.AddressLiteral;

class CrowdedInterfacesTest {
    private static List<InetAddress> addresses(String literals) {
        return Arrays.stream(literals.split(" "))
                .filter(literal -> !literal.isEmpty())
                .map(literal -> AddressLiteral.parse(literal).orElseThrow())
                .toList();
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource({
        "'', ''",
        "192.168.1.10, ''",
        "192.168.1.10 2001:db8::1 fe80::1 fe80::2, ''",
        "192.168.1.10 192.168.1.11 2001:db8::1, 192.168.1.10 192.168.1.11",
        "192.168.1.10 2001:db8::1 2001:db8::2 fe80::1, 2001:db8::1 2001:db8::2",
    })
    void whereAnAnswerMightComeFromAnother(String all, String crowded) {
        assertThat(CrowdedInterfaces.crowded(addresses(all))).isEqualTo(addresses(crowded));
    }

    @Test
    void oneAddressAnswersForItself() throws Exception {
        assertThat(CrowdedInterfaces.addresses(InetAddress.getLoopbackAddress()))
                .isEmpty();
    }
}
