package starling.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static starling.metainfo.Torrents.file;
import static starling.metainfo.Torrents.folder;
import static starling.metainfo.Torrents.latin1;
import static starling.metainfo.Torrents.number;
import static starling.metainfo.Torrents.singleFile;
import static starling.metainfo.Torrents.text;
import static starling.metainfo.Torrents.texts;
import static starling.metainfo.Torrents.torrent;

import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.bencode.BDictionary;
import starling.bencode.BInteger;
import starling.bencode.BList;
import starling.bencode.BString;
import starling.bencode.BValue;

class MetainfoReaderTest {
    private static Metainfo readWith(String key, BValue value) throws BadTorrentException {
        return MetainfoReader.read(torrent(singleFile(), Map.of(key, value)));
    }

    @Test
    void readsASingleFile() throws Exception {
        Metainfo metainfo = MetainfoReader.read(torrent(singleFile()));

        assertThat(metainfo.name()).isEqualTo("a.txt");
        assertThat(metainfo.singleFile()).isTrue();
        assertThat(metainfo.files()).containsExactly(new FileEntry(List.of("a.txt"), 40_000, 0));
        assertThat(metainfo.layout()).isEqualTo(new PieceLayout(40_000, 16_384));
        assertThat(metainfo.trackers()).isEmpty();
        assertThat(metainfo.webSeeds()).isEmpty();
        assertThat(metainfo.isPrivate()).isFalse();
        assertThat(metainfo.comment()).isEmpty();
        assertThat(metainfo.createdBy()).isEmpty();
        assertThat(metainfo.creationDate()).isEmpty();
    }

    @Test
    void readsSeveralFilesWithTheirOffsets() throws Exception {
        Metainfo metainfo = MetainfoReader.read(
                torrent(folder(file(5, "a"), file(0, "sub", "empty"), file(7, "sub", "deep", "b"))));

        assertThat(metainfo.singleFile()).isFalse();
        assertThat(metainfo.files())
                .containsExactly(
                        new FileEntry(List.of("a"), 5, 0),
                        new FileEntry(List.of("sub", "empty"), 0, 5),
                        new FileEntry(List.of("sub", "deep", "b"), 7, 5));
        assertThat(metainfo.layout().totalBytes()).isEqualTo(12);
    }

    @Test
    void readsWhatStandsBesidesTheInfo() throws Exception {
        Metainfo metainfo = MetainfoReader.read(torrent(
                singleFile(),
                Map.of(
                        "comment", text("a comment"),
                        "created by", text("a program"),
                        "creation date", number(1_700_000_000))));

        assertThat(metainfo.comment()).contains("a comment");
        assertThat(metainfo.createdBy()).contains("a program");
        assertThat(metainfo.creationDate()).contains(Instant.ofEpochSecond(1_700_000_000));
    }

    @ParameterizedTest
    @CsvSource({"-1", "9223372036854775807", "-9223372036854775808"})
    void passesOverACreationDateThatIsNone(long seconds) throws Exception {
        assertThat(readWith("creation date", number(seconds)).creationDate()).isEmpty();
    }

    @Test
    void announceAloneIsATier() throws Exception {
        assertThat(readWith("announce", text("http://127.0.0.1:7/announce")).trackers())
                .containsExactly(List.of("http://127.0.0.1:7/announce"));
    }

    @Test
    void anAnnounceWithoutASchemeIsMadeAUrl() throws Exception {
        assertThat(readWith("announce", text("127.0.0.1:12000")).trackers())
                .containsExactly(List.of("http://127.0.0.1:12000/announce"));
    }

    @Test
    void announceListGoesBeforeAnnounce() throws Exception {
        BList tiers = BList.of(
                texts("http://a/announce", "udp://b:1"),
                texts("http://c/announce", "http://a/announce"),
                text("http://d/announce"),
                texts("", " "),
                texts("http://a/announce"),
                number(5));

        Metainfo metainfo = MetainfoReader.read(
                torrent(singleFile(), Map.of("announce", text("http://z/announce"), "announce-list", tiers)));

        assertThat(metainfo.trackers())
                .containsExactly(
                        List.of("http://a/announce", "udp://b:1"),
                        List.of("http://c/announce"),
                        List.of("http://d/announce"));
    }

    @Test
    void anEmptyAnnounceListLeavesAnnounce() throws Exception {
        Metainfo metainfo = MetainfoReader.read(torrent(
                singleFile(), Map.of("announce", text("http://z/announce"), "announce-list", BList.of(texts("")))));

        assertThat(metainfo.trackers()).containsExactly(List.of("http://z/announce"));
    }

    @Test
    void trackersAreBounded() throws Exception {
        BValue[] tiers = new BValue[2_000];
        Arrays.setAll(tiers, i -> texts("http://t" + i + "/announce"));

        assertThat(readWith("announce-list", BList.of(tiers)).trackers()).hasSize(500);
        assertThat(readWith(
                                "url-list",
                                texts(java.util.stream.IntStream.range(0, 2_000)
                                        .mapToObj(i -> "http://w/" + i)
                                        .toArray(String[]::new)))
                        .webSeeds())
                .hasSize(500);
    }

    @Test
    void urlsThatWouldBreakARequestAreDropped() throws Exception {
        Metainfo metainfo = MetainfoReader.read(torrent(
                singleFile(),
                Map.of(
                        "announce-list",
                        BList.of(texts("http://a/announce\r\nX-Evil: 1", "http://b/announce\n", "\u001b[2Jhttp://c/")),
                        "url-list",
                        texts("http://a/\nX: 1", " http://b/ "))));

        assertThat(metainfo.trackers()).containsExactly(List.of("http://b/announce"));
        assertThat(metainfo.webSeeds()).containsExactly("http://b/");
    }

    @Test
    void webSeedsAreOneUrlOrAList() throws Exception {
        assertThat(readWith("url-list", text("http://w/")).webSeeds()).containsExactly("http://w/");
        assertThat(readWith("url-list", texts("http://w/", "http://x/", "http://w/"))
                        .webSeeds())
                .containsExactly("http://w/", "http://x/");
        assertThat(readWith("url-list", text("")).webSeeds()).isEmpty();
        assertThat(readWith("url-list", number(1)).webSeeds()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, true", "0, false", "2, false"})
    void privateIsOne(long value, boolean expected) throws Exception {
        Map<String, BValue> info = singleFile();
        info.put("private", new BInteger(value));

        assertThat(MetainfoReader.read(torrent(info)).isPrivate()).isEqualTo(expected);
    }

    @Test
    void namesAreUtf8AndTheUtf8VariantGoesFirst() throws Exception {
        Map<String, BValue> info = singleFile();
        info.put("name", text("\u00fc\u6f22\ud83d\ude00.txt"));
        assertThat(MetainfoReader.read(torrent(info)).name()).isEqualTo("\u00fc\u6f22\ud83d\ude00.txt");

        info.put("name", BString.of(latin1("\u00fc.txt")));
        assertThat(MetainfoReader.read(torrent(info)).name()).isEqualTo("\u00fc.txt");

        info.put("name.utf-8", text("\u6f22"));
        assertThat(MetainfoReader.read(torrent(info)).name()).isEqualTo("\u6f22");

        BDictionary both =
                BDictionary.of(Map.of("length", number(1), "path", texts("old"), "path.utf-8", texts("d", "\u6f22")));
        assertThat(MetainfoReader.read(torrent(folder(both))).files().get(0).path())
                .containsExactly("d", "\u6f22");
    }

    @Test
    void theInfoHashIsThatOfTheBytesAsTheyStood() throws Exception {
        String info = "d6:pieces20:aaaaaaaaaaaaaaaaaaaa7:unknownli1ee4:name1:x12:piece lengthi16384e6:lengthi5ee";

        Metainfo metainfo = MetainfoReader.read(latin1("d4:info" + info + "8:announce3:h:1e"));

        assertThat(metainfo.infoHash().bytes())
                .isEqualTo(MessageDigest.getInstance("SHA-1").digest(latin1(info)));
        assertThat(metainfo.infoHash().hex()).isEqualTo("d62d3f1345adbf059ae6901932cd1169340c7635");
        assertThat(metainfo.rawInfo().bytes()).isEqualTo(latin1(info));
        assertThat(metainfo.trackers()).containsExactly(List.of("http://h:1/announce"));
        assertThat(metainfo).hasToString("x (" + metainfo.infoHash() + ")");
    }

    @Test
    void bytesAfterTheRootAreTolerated() throws Exception {
        byte[] torrent = torrent(singleFile());
        byte[] longer = Arrays.copyOf(torrent, torrent.length + 3);
        longer[torrent.length] = '\r';

        assertThat(MetainfoReader.read(longer).infoHash())
                .isEqualTo(MetainfoReader.read(torrent).infoHash());
    }

    @Test
    void piecesMatchTheirHashAlone() throws Exception {
        Map<String, BValue> info = singleFile();
        byte[] hashes = new byte[60];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = (byte) i;
        }
        info.put("pieces", BString.of(hashes));

        Metainfo metainfo = MetainfoReader.read(torrent(info));

        for (int piece = 0; piece < 3; piece++) {
            byte[] hash = Arrays.copyOfRange(hashes, piece * 20, piece * 20 + 20);
            assertThat(metainfo.pieceMatches(piece, hash)).isTrue();
            assertThat(metainfo.pieceMatches((piece + 1) % 3, hash)).isFalse();
        }
    }

    @Test
    void paddingFilesOfOneLengthShareAPath() throws Exception {
        BDictionary padding =
                BDictionary.of(Map.of("length", number(100), "path", texts(".pad", "100"), "attr", text("p")));

        Metainfo metainfo =
                MetainfoReader.read(torrent(folder(file(1, "a"), padding, file(2, "b"), padding, file(3, "c"))));

        assertThat(metainfo.files()).hasSize(5);
        assertThat(metainfo.layout().totalBytes()).isEqualTo(206);
        assertThat(metainfo.contentFiles()).extracting(FileEntry::display).containsExactly("a", "b", "c");
        assertThat(metainfo.contentBytes()).isEqualTo(6);
    }

    @Test
    void nodesArePairsOfHostAndPort() throws Exception {
        BValue good = BList.of(text("router.example"), number(6881));
        BList nodes = BList.of(
                good,
                BList.of(text("127.0.0.1"), number(1)),
                BList.of(text("h"), number(0)),
                BList.of(text("h"), number(65_536)),
                BList.of(text("h")),
                BList.of(number(1), text("h")),
                BList.of(text(""), number(1)),
                BList.of(text("h\r\nx"), number(1)),
                text("h:1"));

        assertThat(readWith("nodes", nodes).nodes())
                .containsExactly(
                        InetSocketAddress.createUnresolved("router.example", 6881),
                        InetSocketAddress.createUnresolved("127.0.0.1", 1));
        assertThat(readWith("nodes", number(1)).nodes()).isEmpty();
        assertThat(readWith("nodes", new BList(Collections.nCopies(500, good))).nodes())
                .hasSizeLessThan(100);
    }

    @Test
    void twoMillionPiecesPass() throws Exception {
        int pieces = 2_000_000;
        byte[] head = latin1("d4:infod6:lengthi" + pieces * 16_384L + "e4:name1:x12:piece lengthi16384e6:pieces"
                + pieces * 20 + ":");
        byte[] torrent = Arrays.copyOf(head, head.length + pieces * 20 + 2);
        torrent[torrent.length - 2] = 'e';
        torrent[torrent.length - 1] = 'e';

        assertThat(MetainfoReader.read(torrent).layout().pieceCount()).isEqualTo(pieces);
    }

    @Test
    void deepPathsCostNoMoreThanTheyHold() throws Exception {
        String[] path = new String[SafePath.MAX_DEPTH];
        Arrays.fill(path, "d".repeat(SafePath.MAX_NAME_BYTES));
        BValue[] files = new BValue[2_000];
        for (int i = 0; i < files.length; i++) {
            path[0] = "%0255d".formatted(i);
            files[i] = file(1, path.clone());
        }

        assertThat(MetainfoReader.read(torrent(folder(files))).files()).hasSize(2_000);
    }
}
