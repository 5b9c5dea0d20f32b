package starling.peer.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.PeerId;

class ClientNameTest {
    @ParameterizedTest
    @CsvSource({
        "-TR4040-, Transmission 4.0.4",
        "-TR3000-, Transmission 3.0.0",
        "-qB4650-, qBittorrent 4.6.5",
        "-LT1180-, libtorrent 1.1.8",
        "-lt0D80-, rTorrent 0.13.8",
        "-DE2111-, Deluge 2.1.1.1",
        "-UT355W-, µTorrent 3.5.5.32",
        "-SG0100-, Starling 0.1.0",
        "A2-1-36-0-, aria2 1.36.0",
        "M7-10-5--, BitTorrent 7.10.5",
        "-ZZ1234-, -ZZ1234-",
        "nonsense, nonsense",
    })
    void theIdNamesTheProgram(String id, String name) {
        byte[] bytes = new byte[PeerId.LENGTH];
        Arrays.fill(bytes, (byte) 'x');
        byte[] start = id.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(start, 0, bytes, 0, start.length);

        assertThat(ClientName.of(PeerId.of(bytes))).isEqualTo(name);
    }
}
