package starling.announce;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressLiteralTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "10.20.199.249, 10.20.199.249",
        "::1, 0:0:0:0:0:0:0:1",
        "::, 0:0:0:0:0:0:0:0",
        "2001:DB8::a:1, 2001:db8:0:0:0:0:a:1",
        "::ffff:127.0.0.1, 127.0.0.1",
        "1:2:3:4:5:6:7.8.9.10, 1:2:3:4:5:6:708:90a"
    })
    void readsAddresses(String text, String expected) {
        assertThat(AddressLiteral.parse(text)).map(InetAddress::getHostAddress).contains(expected);
    }

    /** The hosts file of the tests knows several of these names: a look-up would find 127.0.0.9. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "looked-up.invalid",
                "localhost",
                "deadbeef",
                "999.1.1.1",
                "256.0.0.1",
                "01.2.3.4",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                "1.2.3.4 ",
                "1234",
                "0x7f.0.0.1",
                ".:1",
                ".::1",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7:8:9",
                "fe80::1%lo",
                "[::1]",
                "::1]",
                "::g",
                "\u0661.1.1.1",
                "\uff11::1",
                "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"
            })
    void refusesAllElseWithoutALookUp(String text) {
        assertThat(AddressLiteral.parse(text)).isEmpty();
    }

    @Test
    void theTestsWouldSeeALookUp() throws Exception {
        assertThat(InetAddress.getByName("looked-up.invalid").getHostAddress()).isEqualTo("127.0.0.9");
        assertThat(InetAddress.getByName("999.1.1.1").getHostAddress()).isEqualTo("127.0.0.9");
    }

    @Test
    void writesAnAddressWithoutItsZone() throws Exception {
        byte[] linkLocal = InetAddress.getByName("fe80::1").getAddress();

        assertThat(AddressLiteral.write(Inet6Address.getByAddress(null, linkLocal, 3)))
                .isEqualTo("fe80:0:0:0:0:0:0:1");
        assertThat(AddressLiteral.write(InetAddress.getByName("127.0.0.1"))).isEqualTo("127.0.0.1");
    }
}
