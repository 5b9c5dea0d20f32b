package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import starling.announce.AddressLiteral;
import starling.announce.Endpoint;
import starling.wire.ExtendedHandshake;

class PeerExtensionsTest {
    private static final InetAddress IPV4 = AddressLiteral.parse("192.0.2.8").orElseThrow();
    private static final InetAddress IPV6 = AddressLiteral.parse("2001:db8::7").orElseThrow();
    private static final Endpoint OVER_IPV4 =
            new Endpoint(AddressLiteral.parse("192.0.2.9").orElseThrow(), 50_000);
    private static final Endpoint OVER_IPV6 =
            new Endpoint(AddressLiteral.parse("2001:db8::9").orElseThrow(), 50_000);

    @Test
    void whereElseAPeerListensIsOfTheOtherFamilyAndAtThePortThatItNames() {
        PeerExtensions extensions = new PeerExtensions();
        extensions.said(ExtendedHandshake.EMPTY.withOthers(List.of(IPV4, IPV6)));
        assertThat(extensions.elsewhere(OVER_IPV4)).as("at which port?").isEmpty();

        extensions.said(ExtendedHandshake.EMPTY.withPort(6_881));

        assertThat(extensions.elsewhere(OVER_IPV4)).containsExactly(new Endpoint(IPV6, 6_881));
        assertThat(extensions.elsewhere(OVER_IPV6)).containsExactly(new Endpoint(IPV4, 6_881));
    }
}
