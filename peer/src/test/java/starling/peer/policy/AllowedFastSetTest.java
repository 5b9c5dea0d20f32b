package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import starling.metainfo.InfoHash;

class AllowedFastSetTest {
    private static InfoHash hash() {
        byte[] bytes = new byte[InfoHash.LENGTH];
        Arrays.fill(bytes, (byte) 0xaa);
        return InfoHash.of(bytes);
    }

    private static byte[] address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal).getAddress();
    }

    /** The examples of BEP 6. */
    @Test
    void isThatOfTheSpecification() throws UnknownHostException {
        byte[] peer = address("80.4.4.200");

        assertThat(AllowedFastSet.of(peer, hash(), 1313, 7)).containsExactly(1059, 431, 808, 1217, 287, 376, 1188);
        assertThat(AllowedFastSet.of(peer, hash(), 1313, 9))
                .containsExactly(1059, 431, 808, 1217, 287, 376, 1188, 353, 508);
    }

    @Test
    void isTheSameForANetwork() throws UnknownHostException {
        assertThat(AllowedFastSet.of(address("80.4.4.1"), hash(), 1313, 9))
                .isEqualTo(AllowedFastSet.of(address("80.4.4.200"), hash(), 1313, 9));
        assertThat(AllowedFastSet.of(address("2001:db8::1"), hash(), 1313, 9))
                .hasSize(9)
                .isEqualTo(AllowedFastSet.of(address("2001:db8::2:1"), hash(), 1313, 9))
                .isNotEqualTo(AllowedFastSet.of(address("2001:db8:0:1::1"), hash(), 1313, 9));
    }

    @Test
    void isAllOfATorrentOfFewPieces() throws UnknownHostException {
        assertThat(AllowedFastSet.of(address("80.4.4.200"), hash(), 3, 10)).containsExactlyInAnyOrder(0, 1, 2);
    }
}
