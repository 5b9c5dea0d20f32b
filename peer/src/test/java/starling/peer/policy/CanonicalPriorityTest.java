package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalPriorityTest {
    private static byte[] address(String text) throws UnknownHostException {
        return InetAddress.getByName(text).getAddress();
    }

    private static long crc(String hex) {
        CRC32C crc = new CRC32C();
        crc.update(HexFormat.of().parseHex(hex));
        return crc.getValue();
    }

    /** The first two are the examples of BEP 40. */
    @ParameterizedTest
    @CsvSource({
        "123.213.32.10, 98.76.54.32, 624C14007BD50000",
        "123.213.32.10, 123.213.32.234, 7BD5200A7BD520EA",
        "123.213.32.10, 123.213.33.234, 7BD520007BD52140",
        "2001:db8:1:ffff:ffff::1, 2001:db8:2:ffff:ffff::1," + "20010db8000155555555000000000001"
                + "20010db8000255555555000000000001",
        "2001:db8:1:1ff:ffff::1, 2001:db8:1:2ff:ffff::1," + "20010db8000101555555000000000001"
                + "20010db8000102555555000000000001",
        "2001:db8:1:1ff:ffff::1, 2001:db8:1:1fe:ffff::1," + "20010db8000101fe5555000000000001"
                + "20010db8000101ff5555000000000001",
    })
    void bothEndsComeToTheSame(String one, String other, String hashed) throws UnknownHostException {
        assertThat(CanonicalPriority.of(address(one), 1, address(other), 2))
                .isEqualTo(CanonicalPriority.of(address(other), 2, address(one), 1))
                .isEqualTo(crc(hashed));
    }

    @Test
    void theExamplesHashToWhatTheyShould() throws UnknownHostException {
        assertThat(CanonicalPriority.of(address("123.213.32.10"), 1, address("98.76.54.32"), 1))
                .isEqualTo(0xec2d7224L);
        assertThat(CanonicalPriority.of(address("123.213.32.10"), 1, address("123.213.32.234"), 1))
                .isEqualTo(0x99568189L);
    }

    @Test
    void onOneAddressThePortsDecide() throws UnknownHostException {
        byte[] same = address("127.0.0.1");
        assertThat(CanonicalPriority.of(same, 0x1ae2, same, 0x1ae1)).isEqualTo(crc("1ae11ae2"));
    }

    @Test
    void twoFamiliesHaveNone() throws UnknownHostException {
        assertThat(CanonicalPriority.of(address("127.0.0.1"), 1, address("::1"), 1))
                .isZero();
    }
}
