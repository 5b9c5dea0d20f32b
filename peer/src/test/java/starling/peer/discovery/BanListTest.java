package starling.peer.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.Endpoint;
import starling.announce.PeerId;

class BanListTest {
    private static final PeerId LIAR = id(1);
    private static final PeerId HONEST = id(2);

    private final BanList bans = new BanList();

    private static PeerId id(int last) {
        byte[] bytes = new byte[PeerId.LENGTH];
        bytes[19] = (byte) last;
        return PeerId.of(bytes);
    }

    private static Endpoint endpoint(String address, int port) throws UnknownHostException {
        return new Endpoint(InetAddress.getByName(address), port);
    }

    @ParameterizedTest
    @CsvSource({
        // where, shared with others; banned there: same port, another port
        "10.0.0.1, false, true, true",
        "10.0.0.1, true, true, false",
        "127.0.0.1, false, true, false",
        "::1, false, true, false",
        "fd00::1, false, true, true",
    })
    void anAddressIsBannedOrAPortOfIt(String address, boolean shared, boolean samePort, boolean otherPort)
            throws UnknownHostException {
        bans.ban(endpoint(address, 1000), LIAR, shared);

        assertThat(bans.isBanned(endpoint(address, 1000))).isEqualTo(samePort);
        assertThat(bans.isBanned(endpoint(address, 2000))).isEqualTo(otherPort);
        assertThat(bans.isBanned(endpoint(address, 2000), HONEST)).isEqualTo(otherPort);
        assertThat(bans.isBanned(endpoint(address, 3000), LIAR))
                .as("it calls from another port")
                .isTrue();
        assertThat(bans.isBanned(endpoint("10.9.9.9", 1000), HONEST)).isFalse();
    }

    @Test
    void anIdThatSomeoneElseShowedBansNobodyElsewhere() throws UnknownHostException {
        bans.ban(endpoint("10.0.0.1", 1000), HONEST, true);

        assertThat(bans.isBanned(endpoint("10.0.0.1", 2000), HONEST)).isTrue();
        assertThat(bans.isBanned(endpoint("10.0.0.2", 1000), HONEST)).isFalse();
    }

    @Test
    void itForgetsTheOldestWhereItIsFull() throws UnknownHostException {
        for (int i = 0; i <= BanList.MOST; i++) {
            bans.ban(endpoint("10.1." + i / 256 + "." + i % 256, 1), LIAR, false);
        }

        assertThat(bans.isBanned(endpoint("10.1.0.0", 1))).isFalse();
        assertThat(bans.isBanned(endpoint("10.1.0.1", 1))).isTrue();
        assertThat(bans.isBanned(endpoint("10.1.39.16", 1))).isTrue();
    }
}
