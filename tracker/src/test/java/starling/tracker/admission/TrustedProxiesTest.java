package starling.tracker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AddressLiteral;

class TrustedProxiesTest {
    private final TrustedProxies proxies = new TrustedProxies(List.of(
            AddressRange.parse("10.1.0.0/16").orElseThrow(),
            AddressRange.parse("127.0.0.1").orElseThrow(),
            AddressRange.parse("fd00::/8").orElseThrow()));

    @ParameterizedTest(name = "from {0}, forwarded for {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1|198.51.100.7|192.0.2.1",
                "10.1.2.3|198.51.100.7|198.51.100.7",
                "10.2.2.3|198.51.100.7|10.2.2.3",
                "10.1.2.3||10.1.2.3",
                "10.1.2.3|1.1.1.1, 198.51.100.7|198.51.100.7",
                "10.1.2.3|1.1.1.1, 198.51.100.7, 10.1.9.9|198.51.100.7",
                "10.1.2.3|10.1.0.5, 10.1.0.6|10.1.0.5",
                "10.1.2.3|1.1.1.1;198.51.100.7|198.51.100.7",
                "10.1.2.3|unknown|10.1.2.3",
                "10.1.2.3|1.1.1.1, evil.example|10.1.2.3",
                "10.1.2.3|1.1.1.1, |10.1.2.3",
                "127.0.0.1|198.51.100.7:4711|198.51.100.7",
                "fd00::1|2001:db8::1|2001:db8:0:0:0:0:0:1",
                "fd00::1|[2001:db8::1]|2001:db8:0:0:0:0:0:1",
                "fd00::1|[2001:db8::1]:443|2001:db8:0:0:0:0:0:1",
                "fd00::1|[2001:db8::1|fd00:0:0:0:0:0:0:1",
                "10.1.2.3|999.1.1.1|10.1.2.3"
            })
    void whoIsTheClient(String source, String forwarded, String client) {
        List<String> values = forwarded == null ? List.of() : Arrays.asList(forwarded.split(";"));
        assertThat(proxies.client(AddressLiteral.parse(source).orElseThrow(), values)
                        .getHostAddress())
                .isEqualTo(client);
    }

    @Test
    void anEndlessChainIsNotFollowed() {
        String chain = "198.51.100.7, " + "10.1.0.1, ".repeat(100) + "10.1.0.2";
        assertThat(proxies.client(AddressLiteral.parse("10.1.2.3").orElseThrow(), List.of(chain))
                        .getHostAddress())
                .isEqualTo("10.1.0.1");
    }

    @ParameterizedTest(name = "{0} has {1}: {2}")
    @CsvSource({
        "10.0.0.0/8,10.255.255.255,true",
        "10.0.0.0/8,11.0.0.0,false",
        "10.128.0.0/9,10.127.255.255,false",
        "10.128.0.0/9,10.128.0.1,true",
        "192.0.2.7/32,192.0.2.7,true",
        "192.0.2.7/31,192.0.2.6,true",
        "192.0.2.7/31,192.0.2.5,false",
        "0.0.0.0/0,203.0.113.9,true",
        "0.0.0.0/0,2001:db8::1,false",
        "2001:db8::/33,2001:db8:8000::1,false",
        "2001:db8::/33,2001:db8:7fff::1,true",
        "::/0,2001:db8::1,true"
    })
    void ranges(String range, String address, boolean within) {
        assertThat(AddressRange.parse(range)
                        .orElseThrow()
                        .contains(AddressLiteral.parse(address).orElseThrow()))
                .isEqualTo(within);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/1/2", "::/129", "home"})
    void noRanges(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }
}
