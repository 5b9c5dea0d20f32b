package starling.peer.shell;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Short names, wrong words, and what is deleted: two peers in one process, and no tracker. */
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
        until(() -> home.context.torrents().snapshots().get(0).isComplete());
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
        home.context.dialogue().askWith(question -> {
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

    @Test
    void newsWaitsUntilTheScreenIsFreeAgain() {
        home.context
                .dialogue()
                .overScreen(
                        () -> {
                            home.context.dialogue().say("first");
                            home.context.dialogue().say("second");
                            assertThat(home.out()).isEmpty();
                        },
                        () -> {});

        assertThat(home.out()).isEqualTo("first\nsecond\n");
        home.context.dialogue().say("third");
        assertThat(home.out()).isEqualTo("third\n");
    }
}
