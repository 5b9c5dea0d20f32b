package starling.peer.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.krpc.NodeId;

class SecureNodeIdTest {
    private final SplittableRandom random = new SplittableRandom(3);

    /** The examples of BEP 42. */
    @ParameterizedTest
    @CsvSource({
        "124.31.75.21, 5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401",
        "21.75.31.124, 5a3ce9c14e7a08645677bbd1cfe7d8f956d53256",
        "65.23.51.170, a5d43220bc8f112a3d426c84764f8c2a1150e616",
        "84.124.73.14, 1b0321dd1bb1fe518101ceef99462b947a01ff41",
        "43.213.53.83, e56f6cbf5b7c4be0237986d5243b87aa6d51305a"
    })
    void fitsItsAddressAndNoOther(String address, String id) throws Exception {
        NodeId node = NodeId.of(HexFormat.of().parseHex(id));

        assertThat(SecureNodeId.fits(node, InetAddress.getByName(address))).isTrue();
        assertThat(SecureNodeId.fits(node, InetAddress.getByName("8.8.4.4"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.9", "1.2.3.4", "2001:db8:1:2:3:4:5:6", "2a00:1450::1"})
    void anIdOfOurMakingFits(String address) throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(SecureNodeId.fits(
                            SecureNodeId.of(InetAddress.getByName(address), random), InetAddress.getByName(address)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.3.4", "::1", "fe80::1", "fd00::1"})
    void onALocalNetworkAnyIdFits(String address) throws Exception {
        assertThat(SecureNodeId.fits(NodeId.random(random), InetAddress.getByName(address)))
                .isTrue();
    }
}
