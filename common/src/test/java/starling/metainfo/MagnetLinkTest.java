package starling.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MagnetLinkTest {
    private static final String HEX = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";

    @Test
    void readsAllThatItUnderstands() throws BadTorrentException {
        MagnetLink link = MagnetLink.parse(
                "magnet:?xt=urn:btih:" + HEX
                        + "&dn=A%20b+c%C3%A9&tr=http%3A%2F%2Ft%2Fannounce&tr.1=udp://u:1&x.pe=127.0.0.1:6881&ws=http://w/&so=0-2");

        assertThat(link)
                .isEqualTo(new MagnetLink(
                        InfoHash.parse(HEX),
                        Optional.of("A b+cé"),
                        List.of("http://t/announce", "udp://u:1"),
                        List.of("127.0.0.1:6881"),
                        List.of("http://w/"),
                        List.of(new MagnetLink.FileRange(0, 2))));
    }

    @Test
    void takesBase32AndUpperCase() throws BadTorrentException {
        assertThat(MagnetLink.parse("MAGNET:?XT=URN:BTIH:YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK")
                        .infoHash())
                .isEqualTo(InfoHash.parse(HEX));
    }

    @Test
    void isWrittenAsItIsRead() throws BadTorrentException {
        MagnetLink link = new MagnetLink(
                InfoHash.parse(HEX),
                Optional.of("ä & b=c%"),
                List.of("http://t:1/announce?k=v&l=w"),
                List.of("[::1]:6881"),
                List.of("http://w/a b"),
                List.of(new MagnetLink.FileRange(0, 0), new MagnetLink.FileRange(4, 6)));

        assertThat(MagnetLink.parse(link.toString())).isEqualTo(link);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://x/",
                "magnet:?",
                "magnet:?dn=x",
                "magnet:?xt=urn:btmh:1220aa",
                "magnet:?xt=urn:btih:",
                "magnet:?xt=urn:btih:c12f",
                "magnet:?xt=urn:btih:g12fe1c06bba254a9dc9f519b335aa7c1367a88a",
                "magnet:?xt=urn:btih:" + HEX + "&so=",
                "magnet:?xt=urn:btih:" + HEX + "&so=3-1",
                "magnet:?xt=urn:btih:" + HEX + "&so=-1",
                "magnet:?xt=urn:btih:" + HEX + "&so=a",
                "magnet:?xt=urn:btih:1EX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK"
            })
    void refusesWhatLeadsNowhere(String text) {
        assertThatThrownBy(() -> MagnetLink.parse(text)).isInstanceOf(BadTorrentException.class);
    }

    @Test
    void choosesFiles() throws BadTorrentException {
        MagnetLink link = MagnetLink.parse("magnet:?xt=urn:btih:" + HEX + "&so=0,2,4-6");

        assertThat(java.util.stream.IntStream.range(0, 9).filter(link::wants)).containsExactly(0, 2, 4, 5, 6);
        assertThat(MagnetLink.parse("magnet:?xt=urn:btih:" + HEX).wants(7)).isTrue();
    }

    @Test
    void withTheMetadataItIsATorrent() throws BadTorrentException {
        String info = "d6:lengthi5e4:name1:x12:piece lengthi16384e6:pieces20:aaaaaaaaaaaaaaaaaaaae";
        byte[] bytes = info.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[][] pieces = {java.util.Arrays.copyOf(bytes, 10), java.util.Arrays.copyOfRange(bytes, 10, bytes.length)};
        String xt = "magnet:?xt=urn:btih:" + InfoHash.ofInfo(bytes);
        for (String link : List.of(
                xt,
                xt + "&tr=http://t/announce&tr=udp://u:1",
                xt + "&ws=http://w/",
                xt + "&tr=http://t&ws=http://w/")) {
            MagnetLink magnet = MagnetLink.parse(link);
            Metainfo metainfo = MetainfoReader.read(magnet.torrent(pieces));

            assertThat(metainfo.infoHash()).isEqualTo(magnet.infoHash());
            assertThat(metainfo.trackers()).isEqualTo(magnet.metainfo().trackers());
            assertThat(metainfo.webSeeds()).isEqualTo(magnet.webSeeds());
        }
    }

    @Test
    void damagedLinksAreReadOrRefused() {
        SplittableRandom random = new SplittableRandom(42);
        String whole = "magnet:?xt=urn:btih:" + HEX + "&dn=%41%C3&tr=http%3A%2F%2Ft&x.pe=a:1&ws=%zz";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder damaged = new StringBuilder(whole);
            for (int n = random.nextInt(1, 6); n > 0; n--) {
                damaged.setCharAt(random.nextInt(damaged.length()), (char) random.nextInt(0x250));
            }
            damaged.setLength(random.nextInt(damaged.length() + 1));
            try {
                MagnetLink.parse(damaged.toString());
            } catch (BadTorrentException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }
}
