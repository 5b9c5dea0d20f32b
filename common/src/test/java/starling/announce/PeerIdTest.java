package starling.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerIdTest {
    @Test
    void aRandomIdKeepsItsPrefixAndHasPrintableBytes() {
        PeerId id = PeerId.random("-ST0100-", new Random(5));

        assertThat(id.toString()).matches("-ST0100-[0-9A-Za-z]{12}");
        assertThat(id).isNotEqualTo(PeerId.random("-ST0100-", new Random(6)));
        assertThat(id).isEqualTo(PeerId.of(id.bytes())).hasSameHashCodeAs(PeerId.of(id.bytes()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 19, 21})
    void hasTwentyBytes(int length) {
        assertThatThrownBy(() -> PeerId.of(new byte[length])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsWhatIsNotPrintableAsADot() {
        byte[] bytes = new byte[20];
        bytes[0] = 'a';
        bytes[1] = 0x1b;
        bytes[2] = (byte) 0xff;
        bytes[3] = 0x7f;
        bytes[4] = '~';

        assertThat(PeerId.of(bytes)).hasToString("a...~...............");
    }

    @Test
    void comparesUnsigned() {
        byte[] high = new byte[20];
        high[0] = (byte) 0x80;
        byte[] low = new byte[20];
        low[0] = 0x7f;

        assertThat(PeerId.of(high)).isGreaterThan(PeerId.of(low));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 6881, 127.0.0.1:6881", "::1, 65535, [0:0:0:0:0:0:0:1]:65535"})
    void anEndpointIsWrittenAsPeopleWriteIt(String address, int port, String expected) throws Exception {
        assertThat(new Endpoint(InetAddress.getByName(address), port)).hasToString(expected);
    }

    @Test
    void anEndpointHasAnAddressAndAPort() {
        InetAddress address = InetAddress.getLoopbackAddress();

        assertThatThrownBy(() -> new Endpoint(address, 65536)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Endpoint(address, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Endpoint.of(InetSocketAddress.createUnresolved("a-name", 1)))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("resolved");
        assertThat(Endpoint.of(new Endpoint(address, 7).socketAddress())).isEqualTo(new Endpoint(address, 7));
    }
}
