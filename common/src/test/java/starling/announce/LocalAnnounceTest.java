package starling.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.InfoHash;

class LocalAnnounceTest {
    private static final String HEX = "0123456789abcdef0123456789abcdef01234567";
    private static final String HEADERS = "Host: 239.192.152.143:6771\r\nPort: 6881\r\nInfohash: " + HEX + "\r\n";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<InfoHash> infoHashes(int count) {
        List<InfoHash> infoHashes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] hash = new byte[InfoHash.LENGTH];
            hash[0] = (byte) i;
            infoHashes.add(InfoHash.of(hash));
        }
        return infoHashes;
    }

    @ParameterizedTest
    @CsvSource({"false, 239.192.152.143:6771", "true, [ff15::efc0:988f]:6771"})
    void itIsWrittenAsTheProtocolHasIt(boolean ofIpv6, String host) {
        LocalAnnounce announce = new LocalAnnounce(6881, List.of(InfoHash.parse(HEX)), Optional.of("me"));

        assertThat(new String(announce.write(ofIpv6), StandardCharsets.ISO_8859_1))
                .isEqualTo("BT-SEARCH * HTTP/1.1\r\nHost: " + host + "\r\nPort: 6881\r\nInfohash: " + HEX
                        + "\r\ncookie: me\r\n\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, LocalAnnounce.MAX_INFO_HASHES})
    void whatIsWrittenIsRead(int torrents) throws AnnounceException {
        LocalAnnounce announce = new LocalAnnounce(65535, infoHashes(torrents), Optional.of("x".repeat(20)));

        assertThat(announce.write(true)).hasSizeLessThanOrEqualTo(LocalAnnounce.MAX_BYTES);
        assertThat(LocalAnnounce.read(announce.write(true))).isEqualTo(announce);
        assertThat(LocalAnnounce.read(announce.write(false))).isEqualTo(announce);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BT-SEARCH * HTTP/1.1\r\n" + HEADERS + "\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\n" + HEADERS + "\r\n",
                "BT-SEARCH * HTTP/1.1\r\n" + HEADERS,
                "bt-search * http/1.1\n" + "PORT:6881\nINFOHASH:" + HEX + "\n\n",
                "BT-SEARCH * HTTP/1.1\r\nX-More: y\r\nnonsense\r\n" + HEADERS + ":\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nInfohash: short\r\nInfohash: \r\n" + HEADERS + "\r\n",
            })
    void othersMayWriteItTheirWay(String text) throws AnnounceException {
        LocalAnnounce announce = LocalAnnounce.read(bytes(text));

        assertThat(announce.port()).isEqualTo(6881);
        assertThat(announce.infoHashes()).containsExactly(InfoHash.parse(HEX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "GET / HTTP/1.1\r\n" + HEADERS + "\r\n",
                "M-SEARCH * HTTP/1.1\r\n" + HEADERS + "\r\n",
                "BT-SEARCH * HTTP/1.1\r\n\r\n" + HEADERS,
                "BT-SEARCH * HTTP/1.1\r\nPort: 6881\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nInfohash: " + HEX + "\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nPort: 0\r\nInfohash: " + HEX + "\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nPort: 65536\r\nInfohash: " + HEX + "\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nPort: -1\r\nInfohash: " + HEX + "\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nPort: 99999999999999\r\nInfohash: " + HEX + "\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nPort: 6881\r\nInfohash: " + HEX + "0\r\n\r\n",
            })
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> LocalAnnounce.read(bytes(text))).isInstanceOf(AnnounceException.class);
    }

    @Test
    void nothingIsReadFurtherThanItsBounds() throws AnnounceException {
        byte[] whole = new LocalAnnounce(1, infoHashes(LocalAnnounce.MAX_INFO_HASHES), Optional.empty()).write(false);
        for (int length = 0; length < whole.length; length++) {
            try {
                assertThat(LocalAnnounce.read(Arrays.copyOf(whole, length)).port())
                        .isEqualTo(1);
            } catch (AnnounceException cutTooEarly) {
                assertThat(length).isLessThan(150);
            }
        }
        assertThatThrownBy(() -> LocalAnnounce.read(new byte[LocalAnnounce.MAX_BYTES + 1]))
                .isInstanceOf(AnnounceException.class);
        assertThatThrownBy(() -> new LocalAnnounce(1, infoHashes(23), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
