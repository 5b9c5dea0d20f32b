package starling.peer.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.peer.shell.text.ExitCode;

/** What each command answers, for people and for programs: two peers in one process, and no tracker. */
class AnswersTest {
    private static final int LENGTH = 100_000;

    @TempDir
    Path root;

    private ShellHome seeder;
    private ShellHome home;

    @BeforeEach
    void shareAndDownload() throws IOException {
        seeder = new ShellHome(root.resolve("seeder"), Optional.empty());
        home = new ShellHome(root.resolve("home"), Optional.empty());
        byte[] bytes = new byte[LENGTH];
        new Random(11).nextBytes(bytes);
        Files.createDirectories(root.resolve("seeder/upload/album/disc"));
        Files.write(root.resolve("seeder/upload/album/disc/one.bin"), bytes);
        Files.write(root.resolve("seeder/upload/album/two.bin"), new byte[10]);
        // nobody listens at port 9: the peers know each other by --peer alone
        assertThat(seeder.run("create http://127.0.0.1:9/announce album")).isZero();
        assertThat(seeder.run("seed album.torrent")).isZero();
        assertThat(home.run("download --peer 127.0.0.1:"
                        + seeder.context.client().port() + " " + root.resolve("seeder/torrents/album.torrent")))
                .isZero();
        until(() -> home.context.snapshots().get(0).isComplete());
        home.out();
        home.err();
    }

    @AfterEach
    void close() {
        home.context.close();
        seeder.context.close();
    }

    private static void until(BooleanSupplier met) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within a minute").isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException hurry) {
                throw new AssertionError(hurry);
            }
        }
    }

    private String said(String line) {
        assertThat(home.run(line)).as(home.err()).isZero();
        return home.out();
    }

    /** The names of an object's fields, those of the objects within left out. */
    private static List<String> fields(String json) throws IOException {
        List<String> names = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return names;
    }

    /** More fields may come; these are there and keep their names. */
    @ParameterizedTest
    @CsvSource({
        "list, 1, name info_hash state total_size wanted have downloaded uploaded download_rate upload_rate peers folder",
        "status, 1, name info_hash state total_size wanted have downloaded uploaded download_rate upload_rate peers folder",
        "files album, 2, index path length have percent priority",
        "info ../seeder/torrents/album.torrent, 1, file name info_hash total_size piece_length pieces files trackers"
                + " web_seeds private",
        "config, 1, name values source variable",
    })
    void programsReadTheseFields(String command, int lines, String fields) throws IOException {
        List<String> answer = said(command + " --json").lines().toList();

        assertThat(answer).hasSize(lines);
        for (String line : answer) {
            assertThat(fields(line)).contains(fields.split(" "));
        }
    }

    @Test
    void peersAreListedForPeopleAndPrograms() throws IOException {
        until(() -> !home.context.snapshots().get(0).peers().isEmpty()
                || seeder.context.snapshots().get(0).peers().isEmpty());
        String text = said("peers album");
        String json = said("peers --json");

        // two complete peers may have parted already
        assertThat(text.lines().findFirst().orElseThrow()).startsWith("album: ");
        for (String line : text.lines().skip(1).toList()) {
            assertThat(line).contains("127.0.0.1:", "seed", "100 %", "Starling");
        }
        for (String line : json.lines().toList()) {
            assertThat(fields(line))
                    .contains(
                            "torrent",
                            "address",
                            "port",
                            "id",
                            "client",
                            "role",
                            "percent",
                            "downloaded",
                            "uploaded",
                            "download_rate",
                            "upload_rate",
                            "choking_us",
                            "choked_by_us",
                            "interesting",
                            "interested");
        }
    }

    @Test
    void peopleReadTheseLines() {
        assertThat(said("list")).startsWith("  1  100 %   97.7 KiB  ").contains("album");
        assertThat(said("files album")).contains("  1  100 %   97.7 KiB  normal  disc/one.bin", "two.bin");
        assertThat(said("config")).startsWith("max-upload       2M                   environment, STARLING_MAX_UPLOAD");
        assertThat(said("info ../seeder/torrents/album.torrent")).contains("name         album", "n_parts");
        assertThat(said("magnet album")).startsWith("magnet:?xt=urn:btih:");
        assertThat(said("pause album")).isEqualTo("album: paused\n");
        assertThat(said("resume album")).isEqualTo("album: resumed\n");
        assertThat(said("recheck album")).startsWith("album: complete, all ");
        assertThat(said("priority album all high")).isEqualTo("album: all high\n");
        assertThat(home.run("wait album")).isZero();
        assertThat(said("status")).contains("album");
    }

    @ParameterizedTest
    @CsvSource({"1", "album", "alb", "ALB", "bum"})
    void aNameMayBeShort(String name) {
        assertThat(said("files " + name).lines()).hasSize(2);
    }

    @Test
    void aCommandMayBeShort() {
        assertThat(said("lis")).contains("album");
        assertThat(home.run("s")).isEqualTo(ExitCode.USAGE.number());
        assertThat(home.err()).contains("'s' is not unique").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "lisst, 2, perhaps you mean 'list'",
        "help dowload, 2, perhaps you mean 'download'",
        "list --jsn, 2, perhaps you mean '--json'",
        "files albun, 3, perhaps you mean 'album'",
    })
    void aWrongWordGetsASuggestion(String line, int code, String said) {
        assertThat(home.run(line)).isEqualTo(code);
        assertThat(home.err()).contains(said).hasLineCount(1);
    }

    @Test
    void filesAreDeletedOnlyWhereThePersonSaysYes() {
        Path content = root.resolve("home/downloads/album");
        List<String> questions = new ArrayList<>();
        home.context.askWith(question -> {
            questions.add(question);
            return questions.size() == 1 ? "" : "y";
        });

        assertThat(said("remove album --with-data")).isEqualTo("nothing is removed\n");
        assertThat(content).isDirectory();
        assertThat(said("list")).contains("album");

        assertThat(said("remove album --with-data")).isEqualTo("album: removed, 2 files (97.7 KiB) deleted\n");
        assertThat(content).doesNotExist();
        assertThat(said("list")).contains("no torrents yet");
        assertThat(questions.get(1))
                .isEqualTo("Delete album, 2 files (97.7 KiB) in " + root.resolve("home/downloads") + "? (y/N) ");
    }

    @Test
    void whereNobodyCanBeAskedYesMustBeSaid() {
        assertThat(home.run("remove album --with-data")).isEqualTo(ExitCode.USAGE.number());
        assertThat(home.err()).contains("say --yes").hasLineCount(1);
        assertThat(root.resolve("home/downloads/album")).isDirectory();

        assertThat(said("remove album --with-data --yes")).contains("removed, 2 files");
        assertThat(root.resolve("home/downloads/album")).doesNotExist();
    }

    @Test
    void whatIsOnlyForgottenKeepsItsFiles() {
        assertThat(said("remove album")).isEqualTo("album: removed; its files are kept\n");
        assertThat(root.resolve("home/downloads/album/disc/one.bin")).hasSize(LENGTH);
    }

    @Test
    void withoutARunningShellTheRecordsSayWhatToDelete() {
        home.context.close();

        assertThat(said("remove album --with-data --yes")).contains("removed, 2 files");
        assertThat(root.resolve("home/downloads/album")).doesNotExist();
    }
}
