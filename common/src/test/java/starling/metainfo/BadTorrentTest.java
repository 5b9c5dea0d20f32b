package starling.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static starling.metainfo.Torrents.file;
import static starling.metainfo.Torrents.folder;
import static starling.metainfo.Torrents.latin1;
import static starling.metainfo.Torrents.number;
import static starling.metainfo.Torrents.singleFile;
import static starling.metainfo.Torrents.text;
import static starling.metainfo.Torrents.texts;
import static starling.metainfo.Torrents.torrent;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import starling.bencode.BDictionary;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.testing.Mutations;

class BadTorrentTest {
    private static byte[] without(String key) {
        Map<String, BValue> info = singleFile();
        info.remove(key);
        return torrent(info);
    }

    private static byte[] with(String key, BValue value) {
        Map<String, BValue> info = singleFile();
        info.put(key, value);
        return torrent(info);
    }

    private static byte[] files(BValue... files) {
        return torrent(folder(files));
    }

    private static BDictionary fileOf(String key, BValue value, String other, BValue otherValue) {
        return BDictionary.of(Map.of(key, value, other, otherValue));
    }

    static Stream<Arguments> bad() {
        String[] deep = new String[SafePath.MAX_DEPTH + 1];
        Arrays.fill(deep, "d");
        return Stream.of(
                arguments("empty", new byte[0], "ends too early"),
                arguments("text", latin1("<html>"), "not bencoding"),
                arguments("a list", latin1("l4:infodee"), "not a dictionary"),
                arguments("no info", latin1("d8:announce1:xe"), "no info"),
                arguments("info of another kind", latin1("d4:info1:xe"), "no info"),
                arguments("info twice", latin1("d4:infode4:infodee"), "twice"),
                arguments("empty info", latin1("d4:infodee"), "no name"),
                arguments("no name", without("name"), "no name"),
                arguments("name of another kind", with("name", number(1)), "no name"),
                arguments("empty name", with("name", text("")), "a name is empty"),
                arguments("name ..", with("name", text("..")), "leads out"),
                arguments("name with separator", with("name", text("a/b")), "separator"),
                arguments("no length", without("length"), "no length"),
                arguments("length of another kind", with("length", text("5")), "no length"),
                arguments("negative length", with("length", number(-1)), "negative length"),
                arguments("no content", with("length", number(0)), "no content"),
                arguments("version 2 only", versionTwo(), "version 2"),
                arguments("no piece length", without("piece length"), "piece length"),
                arguments("piece length 0", with("piece length", number(0)), "piece length"),
                arguments("piece length negative", with("piece length", number(-16384)), "piece length"),
                arguments("piece length absurd", with("piece length", number(1L << 31)), "piece length"),
                arguments("piece length wrapping", with("piece length", number((1L << 32) + 16384)), "piece length"),
                arguments("piece length too large", with("piece length", number((1L << 30) + 1)), "piece length"),
                arguments("too many pieces", with("length", number(Long.MAX_VALUE)), "pieces"),
                arguments("no hashes", without("pieces"), "no piece hashes"),
                arguments("hashes of another kind", with("pieces", texts("x")), "no piece hashes"),
                arguments("a hash too few", with("pieces", BString.of(new byte[40])), "40 bytes of hashes for 3"),
                arguments("a hash too many", with("pieces", BString.of(new byte[80])), "80 bytes of hashes for 3"),
                arguments("a hash cut", with("pieces", BString.of(new byte[59])), "59 bytes of hashes for 3"),
                arguments("files of another kind", with("files", text("x")), "not a list"),
                arguments("no files", files(), "0 files"),
                arguments("a file of another kind", files(text("x")), "not a dictionary"),
                arguments("a file without path", files(BDictionary.of(Map.of("length", number(1)))), "no path"),
                arguments("a file without length", files(BDictionary.of(Map.of("path", texts("a")))), "no length"),
                arguments("a path of another kind", files(fileOf("length", number(1), "path", text("a"))), "no path"),
                arguments("an empty path", files(file(1)), "no name"),
                arguments("a path of nothing", files(file(1, "", "")), "no name"),
                arguments("a path that leads out", files(file(1, "a", "..", "b")), "leads out"),
                arguments("a path too deep", files(file(1, deep)), "deeper"),
                arguments("a name too long", files(file(1, "x".repeat(256))), "longer than 255"),
                arguments("a file negative", files(file(5, "a"), file(-1, "b")), "negative"),
                arguments("only empty files", files(file(0, "a"), file(0, "b")), "no content"),
                arguments("a sum that overflows", files(file(Long.MAX_VALUE, "a"), file(1, "b")), "larger than can be"),
                arguments("two files of one name", files(file(1, "a", "b"), file(1, "c"), file(1, "a", "b")), "a/b"),
                arguments("two names made one", files(file(1, "a\u0001"), file(1, "a\u0002")), "two files"),
                arguments("two paths made one", files(file(1, "a", "", "b"), file(1, "a", "b")), "two files"),
                arguments("a file as folder", files(file(1, "a"), file(1, "a", "b")), "a is both"),
                arguments("a folder as file", files(file(1, "x", "y", "z"), file(1, "x", "y")), "x/y is both"),
                arguments(
                        "a folder as file, with others between",
                        files(file(1, "a", "b"), file(1, "a!"), file(1, "a b"), file(1, "a")),
                        "a is both"),
                arguments(
                        "padding of two lengths", files(padding(1, ".pad", "1"), padding(2, ".pad", "1")), "two files"),
                arguments("padding over a file", files(file(1, "a"), padding(1, "a")), "two files"));
    }

    private static BDictionary padding(long length, String... path) {
        return BDictionary.of(Map.of("length", number(length), "path", texts(path), "attr", text("p")));
    }

    private static byte[] versionTwo() {
        Map<String, BValue> info = singleFile();
        info.remove("length");
        info.remove("pieces");
        info.put("meta version", number(2));
        info.put("file tree", BDictionary.of(Map.of()));
        return torrent(info);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void saysWhy(String name, byte[] torrent, String reason) {
        assertThatThrownBy(() -> MetainfoReader.read(torrent))
                .isInstanceOf(BadTorrentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesAFileLargerThanAnyTorrent() {
        assertThatThrownBy(() -> MetainfoReader.read(new byte[MetainfoReader.MAX_BYTES + 1]))
                .isInstanceOf(BadTorrentException.class)
                .hasMessageContaining("larger than");
    }

    @Test
    void refusesMoreFilesThanAnyTorrentHas() {
        BValue[] files = new BValue[MetainfoReader.MAX_FILES + 1];
        Arrays.fill(files, file(1, "a"));

        assertThatThrownBy(() -> MetainfoReader.read(files(files)))
                .isInstanceOf(BadTorrentException.class)
                .hasMessageContaining("200001 files");
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = torrent(singleFile(), Map.of("announce", text("http://t/announce")));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> MetainfoReader.read(cut)).isInstanceOf(BadTorrentException.class);
        }
    }

    @Test
    void aDamagedTorrentIsRefusedOrHoldsTogether() {
        Map<String, BValue> besides = Map.of(
                "announce", text("127.0.0.1:1"),
                "announce-list", starling.bencode.BList.of(texts("http://a/announce", "udp://b:80"), texts("[::1]")),
                "url-list", texts("http://w/"),
                "creation date", number(1));
        List<byte[]> examples = List.of(
                torrent(singleFile(), besides),
                torrent(folder(file(5, "a"), file(9, "b", "c"), padding(3, ".pad", "3"), padding(3, ".pad", "3"))));

        Mutations.Tally tally = Mutations.run(examples, 40_000, BadTorrentException.class, input -> {
            Metainfo metainfo = MetainfoReader.read(input);
            assertThat(metainfo.pieceHashes().length())
                    .isEqualTo(metainfo.layout().pieceCount() * InfoHash.LENGTH);
            long offset = 0;
            for (FileEntry file : metainfo.files()) {
                assertThat(file.offset()).isEqualTo(offset);
                assertThat(file.path())
                        .isNotEmpty()
                        .doesNotContain("", ".", "..")
                        .allMatch(p -> p.indexOf('/') < 0);
                offset = file.end();
            }
            assertThat(offset).isEqualTo(metainfo.layout().totalBytes());
        });

        assertThat(tally.taken()).isGreaterThan(500);
        assertThat(tally.refused()).isGreaterThan(500);
    }
}
