package starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;

class HandshakeTest {
    private static final InfoHash HASH = InfoHash.parse("00112233445566778899aabbccddeeff01234567");
    private static final PeerId ID = PeerId.random("-ST0100-", new Random(1));

    @ParameterizedTest
    @CsvSource({
        "false, false, false, 00, 00",
        "true, false, false, 00, 04",
        "false, true, false, 10, 00",
        "false, false, true, 00, 01",
        "true, true, true, 10, 05"
    })
    void hasTheBytesOfTheSpecification(boolean fast, boolean extension, boolean dht, String fifth, String seventh)
            throws Exception {
        Handshake handshake = new Handshake(HASH, ID, fast, extension, dht);
        ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);

        handshake.write(out);

        assertThat(out.hasRemaining()).isFalse();
        byte[] bytes = out.array();
        assertThat(bytes[0]).isEqualTo((byte) 19);
        assertThat(new String(bytes, 1, 19, StandardCharsets.US_ASCII)).isEqualTo("BitTorrent protocol");
        assertThat(java.util.HexFormat.of().formatHex(bytes, 20, 28)).isEqualTo("0000000000" + fifth + "00" + seventh);
        assertThat(java.util.HexFormat.of().formatHex(bytes, 28, 48)).isEqualTo(HASH.hex());
        assertThat(java.util.HexFormat.of().formatHex(bytes, 48, 68)).isEqualTo(ID.hex());
        assertThat(Handshake.read(out.flip())).isEqualTo(handshake);
    }

    @Test
    void passesOverReservedBitsItDoesNotKnow() throws Exception {
        ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
        new Handshake(HASH, ID, false, false, false).write(out);
        for (int i = 20; i < 28; i++) {
            out.put(i, (byte) (i == 25 ? 0xef : i == 27 ? 0xfa : 0xff));
        }

        assertThat(Handshake.read(out.flip())).isEqualTo(new Handshake(HASH, ID, false, false, false));
    }

    @Test
    void refusesAnyOtherProtocol() {
        for (int at = 0; at < 20; at++) {
            ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
            new Handshake(HASH, ID, true, true, false).write(out);
            out.put(at, (byte) (out.get(at) ^ 0x20));
            assertThatThrownBy(() -> Handshake.read(out.flip()))
                    .as("byte %d", at)
                    .isInstanceOf(WireException.class);
        }
    }
}
