package starling.tracker.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.BadTorrentException;
import starling.metainfo.InfoHash;
import starling.metainfo.MetainfoReader;
import starling.tracker.database.StoreException;
import starling.tracker.testing.Torrents;

@Timeout(60)
class CatalogueTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private Catalogue catalogue;

    @BeforeEach
    void open() throws Exception {
        catalogue = Catalogue.open(database(), infoHash -> true);
    }

    @AfterEach
    void close() {
        catalogue.close();
    }

    private Path database() {
        return folder.resolve("catalogue.db");
    }

    private void publish(byte[] torrent) throws Exception {
        catalogue.publish("t.torrent", torrent, NOW);
    }

    private List<String> search(String text) throws Exception {
        return catalogue.search(text, 50, 0).stream().map(Publication::name).toList();
    }

    @Test
    void aTorrentIsThereAgainByteForByteAfterARestart() throws Exception {
        byte[] torrent = Torrents.file("got5.mp4", 3);
        Catalogue.Published published =
                catalogue.publish("abc.torrent", torrent, NOW).orElseThrow();
        assertThat(published.isNew()).isTrue();
        catalogue.close();
        open();
        InfoHash infoHash = MetainfoReader.read(torrent).infoHash();
        assertThat(catalogue.torrent(infoHash))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(torrent));
        assertThat(catalogue.find(infoHash)).contains(published.publication());
        assertThat(catalogue.search("got5", 10, 0))
                .containsExactly(
                        new Publication(infoHash, "got5.mp4", "mp4", "abc.torrent", 3 * 16_384, 3, 16_384, 1, NOW));
        assertThat(catalogue.count()).isEqualTo(1);
    }

    @Test
    void whatIsThereAlreadyStaysAsItWas() throws Exception {
        byte[] torrent = Torrents.file("a.iso", 1);
        Publication first =
                catalogue.publish("first.torrent", torrent, NOW).orElseThrow().publication();
        assertThat(catalogue.publish("second.torrent", torrent, NOW.plusSeconds(9)))
                .contains(new Catalogue.Published(first, false));
        assertThat(catalogue.count()).isEqualTo(1);
        assertThat(search("a")).hasSize(1);
    }

    @Test
    void whatIsNoTorrentIsRefused() {
        assertThatThrownBy(() -> publish("d4:infode".getBytes())).isInstanceOf(BadTorrentException.class);
        assertThat(catalogue.count()).isZero();
    }

    @Test
    void noHashNoTorrent() throws Exception {
        InfoHash unknown = InfoHash.parse("00".repeat(20));
        assertThat(catalogue.find(unknown)).isEmpty();
        assertThat(catalogue.torrent(unknown)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ubuntu,true",
        "UBUNTU,true",
        "ubu,true",
        "desktop ubuntu,true",
        "iso ubuntu-24.04,true",
        "24.04,true",
        "amd,true",
        "'  ubuntu   ',true",
        "ubuntu debian,false",
        "buntu,false",
        "published,true",
        "readme,true",
        "docs txt,true",
        "uebung,false",
        "ubung,true",
        "übung,true",
        "日本,true",
        "zip,false"
    })
    void wordsAndBeginningsOfWordsInAnyOrder(String text, boolean found) throws Exception {
        catalogue.publish(
                "Published.torrent",
                Torrents.folder("Ubuntu-24.04_desktop-amd64.iso", "docs/README.txt", "Übung.pdf", "日本語.txt"),
                NOW);
        assertThat(search(text)).hasSize(found ? 1 : 0);
    }

    @ParameterizedTest(name = "{1} in {0}: {2}")
    @CsvSource({
        "日本語の本.txt,本語,true",
        "日本語の本.txt,語,true",
        "日本語の本.txt,日本語の本.txt,true",
        "日本語の本.txt,txt 本,true",
        "日本語の本.txt,本日,false",
        "日本語の本.txt,日語,false",
        "日本語の本.txt,日 語,true",
        "東京タワー第3話,タワー,true",
        "東京タワー第3話,ﾀﾜｰ,true",
        "東京タワー第3話,ワー,true",
        "東京タワー第3話,3話,true",
        "東京タワー第3話,ワタ,false",
        "ガラス,カ\u3099ラ,true",
        "カ\u3099ラス,ガラ,true",
        "中文字幕v2.mkv,字幕,true",
        "中文字幕v2.mkv,字幕v,true",
        "中文字幕v2.mkv,v2 中文,true",
        "葛\uDB40\uDD00城,葛城,true",
        "서울특별시,특별,true",
        "서울특별시,\u1110\u1173\u11a8\u1107\u1167\u11af,true",
        "\u1109\u1165\u110b\u116e\u11af,서울,true",
        "ＡＢＣ ﬁnal,abc final,true",
        "Café Ångström,cafe angstrom,true",
        "Cafe\u0301,CAFÉ,true",
        "Ελλάδα Москва,ελλαδα МОСК,true",
        "ubuntu-22.04.iso,22.04,true",
        "ubuntu-22.04.iso,iso 04 ubuntu,true",
        "ubuntu-22.04.iso,ubuntu_22,true",
        "ubuntu-22.04.iso,2.04.1,false",
        "My_File (1) [x264]~v2+fix,file,true",
        "My_File (1) [x264]~v2+fix,x26 fix my,true",
        "Don't Stop,don't,true",
        "Don't Stop,\"don't stop\",true",
        "😀 smile 🦆,smile,true",
        "😀 smile 🦆,😀smile🦆,true"
    })
    void whatAWordIs(String name, String text, boolean found) throws Exception {
        publish(Torrents.file(name, 1));
        publish(Torrents.folder("other", name, "b"));
        assertThat(search(text)).hasSize(found ? 2 : 0);
    }

    @Test
    void anOlderCatalogueIsIndexedAnew() throws Exception {
        catalogue.close();
        byte[] torrent = Torrents.folder("東京タワー", "日本語の本.txt", "b.txt");
        for (int version = 1; version < CatalogueSchema.STEPS.size(); version++) {
            Files.delete(database());
            try (Connection old = CatalogueSchema.file(
                                    Optional.of(database()), CatalogueSchema.STEPS.subList(0, version))
                            .open();
                    PreparedStatement row = old.prepareStatement("INSERT INTO torrent VALUES (7, ?, '東京タワー',"
                            + " 'folder', 'old.torrent', 32768, 2, 16384, 2, 0)");
                    PreparedStatement content = old.prepareStatement("INSERT INTO metainfo VALUES (7, ?)");
                    Statement words = old.createStatement()) {
                row.setBytes(1, MetainfoReader.read(torrent).infoHash().bytes());
                row.executeUpdate();
                content.setBytes(1, torrent);
                content.executeUpdate();
                words.executeUpdate("INSERT INTO words (rowid, name, torrent, files)"
                        + " VALUES (7, '東京タワー', 'old.torrent', '日本語の本.txt b.txt stale')");
            }
            open();
            for (String text : List.of("タワー", "本語", "old", "b txt")) {
                assertThat(search(text)).as(text).containsExactly("東京タワー");
            }
            assertThat(search("stale")).isEmpty();
            publish(Torrents.file("new.iso", 1));
            assertThat(search("new")).containsExactly("new.iso");
            catalogue.close();
        }
        open();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"\"",
                "'",
                "*",
                "a*b",
                "got5 AND",
                "NOT got5",
                "got5 OR",
                "NEAR(a b)",
                "name:got5",
                "^got5",
                "-got5",
                "+got5",
                "{name} : got5",
                "(",
                ")",
                "a\"b",
                "\\",
                "%",
                "_",
                ";DROP TABLE torrent",
                "\0",
                "got5\0",
                "\ud800",
                "\udc00x",
                "\uffff",
                "\u202e",
                "😀",
                "e\u0301",
                "\u0301",
                "٣",
                "…",
                "\r\n\t"
            })
    void anyTextIsAnswered(String text) throws Exception {
        publish(Torrents.file("got5.mp4", 1));
        assertThat(search(text)).hasSizeLessThanOrEqualTo(1);
        assertThat(search("got5")).hasSize(1);
    }

    @Test
    void randomAndLongTextIsAnswered() throws Exception {
        publish(Torrents.file("got5.mp4", 1));
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append((char) random.nextInt(round % 2 == 0 ? 0x80 : 0x10000));
            }
            assertThat(search(text.toString())).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(search("x".repeat(1 << 20))).isEmpty();
        assertThat(search("字".repeat(1 << 20))).isEmpty();
        assertThat(search("\ufdfa".repeat(1 << 20))).isEmpty();
        assertThat(search("x ".repeat(1 << 19))).isEmpty();
        assertThat(search("got5 ".repeat(1 << 18))).hasSize(1);
    }

    @Test
    void aHitInTheNameComesBeforeOneInAFile() throws Exception {
        publish(Torrents.folder("pictures", "heron.png", "b.png"));
        publish(Torrents.file("heron.pdf", 1));
        publish(Torrents.folder("sounds", "heron.ogg", "b.ogg"));
        assertThat(search("heron")).first().isEqualTo("heron.pdf");
        assertThat(search("heron")).hasSize(3);
    }

    @Test
    void noTextListsTheNewestFirstAPageAtATime() throws Exception {
        for (int i = 0; i < 5; i++) {
            publish(Torrents.file("f" + "x".repeat(i), 1));
        }
        assertThat(catalogue.search("", 2, 0)).extracting(Publication::name).containsExactly("fxxxx", "fxxx");
        assertThat(catalogue.search(" ", 2, 3)).extracting(Publication::name).containsExactly("fx", "f");
        assertThat(catalogue.search("f", 2, 4)).hasSize(1);
        assertThat(catalogue.search("", Integer.MAX_VALUE, Integer.MIN_VALUE)).hasSize(5);
        assertThat(catalogue.search("", -1, Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void aDamagedFileIsRefusedInOneLine() throws Exception {
        catalogue.close();
        Files.write(
                database(),
                "no database at all, but long enough to be one".repeat(100).getBytes());
        assertThatThrownBy(this::open).isInstanceOfSatisfying(StoreException.class, refused -> {
            assertThat(refused.kind()).isEqualTo(StoreException.Kind.UNREADABLE);
            assertThat(refused.getMessage()).contains("damaged", "move it away").doesNotContain("\n");
        });
    }

    @ParameterizedTest
    @CsvSource({"PRAGMA user_version = 99, newer tracker", "PRAGMA application_id = 7, no tracker's"})
    void aNewerOrForeignDatabaseIsRefused(String change, String why) throws Exception {
        catalogue.close();
        change(change);
        assertThatThrownBy(this::open).isInstanceOfSatisfying(StoreException.class, refused -> {
            assertThat(refused.kind()).isEqualTo(StoreException.Kind.UNREADABLE);
            assertThat(refused.getMessage()).contains(why).doesNotContain("\n");
        });
    }

    private void change(String sql) throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = other.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void whileAnotherHoldsTheLockItReadsAndDoesNotWrite() throws Exception {
        publish(Torrents.file("before.txt", 1));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = other.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> publish(Torrents.file("during-it.txt", 1)))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            refused -> assertThat(refused.kind()).isEqualTo(StoreException.Kind.UNAVAILABLE));
            assertThat(search("before")).hasSize(1);
            statement.executeUpdate("ROLLBACK");
        }
        publish(Torrents.file("after.txt", 1));
        assertThat(search("txt")).containsExactlyInAnyOrder("before.txt", "after.txt");
    }

    @Test
    void whatIsNotServedIsNeitherTakenNorShown() throws Exception {
        Set<InfoHash> blocked = new HashSet<>();
        try (Catalogue memory = Catalogue.inMemory(infoHash -> !blocked.contains(infoHash))) {
            byte[] torrent = Torrents.file("a.txt", 1);
            InfoHash infoHash = MetainfoReader.read(torrent).infoHash();
            blocked.add(infoHash);
            assertThat(memory.publish("a.torrent", torrent, NOW)).isEmpty();
            blocked.clear();
            assertThat(memory.publish("a.torrent", torrent, NOW)).isPresent();
            memory.publish("b.torrent", Torrents.file("a b.txt", 1), NOW);
            blocked.add(infoHash);
            assertThat(memory.search("a", 9, 0)).extracting(Publication::name).containsExactly("a b.txt");
            assertThat(memory.search("", 9, 0)).extracting(Publication::name).containsExactly("a b.txt");
            assertThat(memory.find(infoHash)).isEmpty();
            assertThat(memory.torrent(infoHash)).isEmpty();
            List<String> shown = new ArrayList<>();
            memory.forEach(publication -> shown.add(publication.name()));
            assertThat(shown).containsExactly("a b.txt");
        }
    }

    @Test
    void inMemoryItFindsToo() throws Exception {
        try (Catalogue memory = Catalogue.inMemory(infoHash -> true)) {
            byte[] torrent = Torrents.file("a.txt", 1);
            InfoHash infoHash = memory.publish("a.torrent", torrent, NOW)
                    .orElseThrow()
                    .publication()
                    .infoHash();
            assertThat(memory.search("a", 9, 0)).hasSize(1);
            assertThat(memory.torrent(infoHash)).isPresent();
        }
    }

    @ParameterizedTest(name = "SQLite''s {0}: {1}")
    @CsvSource({
        "5,UNAVAILABLE",
        "6,UNAVAILABLE",
        "8,UNAVAILABLE",
        "10,UNAVAILABLE",
        "13,UNAVAILABLE",
        "14,UNAVAILABLE",
        "778,UNAVAILABLE",
        "11,UNREADABLE",
        "26,UNREADABLE",
        "267,UNREADABLE"
    })
    void whatAnErrorMeans(int code, StoreException.Kind kind) {
        StoreException failure =
                CatalogueSchema.file(Optional.of(database())).failure(new SQLException("a\nb", null, code));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage()).contains("catalogue.db").doesNotContain("\n");
    }
}
