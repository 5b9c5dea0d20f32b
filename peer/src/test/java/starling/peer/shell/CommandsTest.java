package starling.peer.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.peer.shell.text.ExitCode;

/** The words of the shell, without a terminal and, but for one, without a network. */
class CommandsTest {
    @TempDir
    Path root;

    private ShellHome home;

    @BeforeEach
    void open() throws IOException {
        home = new ShellHome(root, Optional.of("http://127.0.0.1:1/announce"));
        Files.createDirectories(root.resolve("upload"));
    }

    @AfterEach
    void close() {
        home.context.close();
    }

    private Path upload(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Path path = root.resolve("upload").resolve(name);
        Files.createDirectories(path.getParent());
        return Files.write(path, bytes);
    }

    private Metainfo made(String name) throws IOException {
        return MetainfoReader.read(Files.readAllBytes(root.resolve("torrents").resolve(name + ".torrent")));
    }

    private void fails(String line, ExitCode code, String said) {
        assertThat(home.run(line)).as(line).isEqualTo(code.number());
        assertThat(home.err()).contains(said).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--home seed create x, 'create,seed'",
        "127.0.0.1 12000, ''",
        "127.0.0.1 12000 quit, 'exit,quit'",
        "crate x, ''",
    })
    void onlyCommandsThatAreNamedAreReadIn(String words, String commands) {
        CommandLine line = new CommandLine(CommandSpec.create());
        Commands.addNamed(line, home.context, List.of(words.split(" ")));
        assertThat(String.join(",", line.getSubcommands().keySet())).isEqualTo(commands);
        assertThat(Commands.areNamed(List.of(words.split(" ")))).isEqualTo(!commands.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "create --help", "help"})
    void helpTellsOfAll(String words) {
        CommandLine line = new CommandLine(CommandSpec.create());
        Commands.addNamed(line, home.context, List.of(words.split(" ")));
        assertThat(line.getSubcommands().keySet()).containsAll(commands());
    }

    static List<String> commands() {
        return new ShellLine(new ShellHome(Path.of("nowhere"), Optional.empty()).context).names();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theHelpOfEachCommandHasAnExample(String command) {
        assertThat(home.run("help " + command)).isZero();
        String text = home.out();
        String own = command.equals("quit") ? "exit" : command;
        assertThat(text).contains("Usage: " + own, "Example: " + own);
    }

    @Test
    void limitsAreSetAndShown() throws IOException {
        upload("limited.txt", 1_000);
        assertThat(home.run("create upload/limited.txt")).isZero();
        assertThat(home.run("seed torrents/limited.txt.torrent")).isZero();
        home.out();

        assertThat(home.run("limit --upload 200K")).isZero();
        assertThat(home.out().strip()).isEqualTo("all torrents: download no limit, upload 200 KiB/s");
        assertThat(home.run("limit limited --download 1M")).isZero();
        assertThat(home.out().strip()).isEqualTo("limited.txt: download 1.0 MiB/s, upload no limit");
        assertThat(home.run("limit --json")).isZero();
        assertThat(home.out().lines()).first().asString().isEqualTo("{\"max_download\":0,\"max_upload\":204800}");
        home.context.close();
        assertThat(home.run("limit limited --upload 5K --json")).isZero();
        assertThat(home.out()).contains("\"max_download\":1048576,\"max_upload\":5120");
        fails("limit nothing --upload 1K", ExitCode.NOT_FOUND, "no torrent is called 'nothing'");
        fails("limit --upload much", ExitCode.USAGE, "is no size");
    }

    @Test
    void theLedgerIsShown() {
        assertThat(home.run("peers --ledger")).isZero();
        assertThat(home.out()).contains("No peer gave or took anything yet.");
        assertThat(home.run("peers --ledger --json")).isZero();
        assertThat(home.out()).isEmpty();
        fails("peers something --ledger", ExitCode.USAGE, "the ledger is one for all torrents");
    }

    @Test
    void theHelpListsCommandsAndExitCodes() {
        assertThat(home.run("help")).isZero();
        String text = home.out();
        commands().stream()
                .filter(command -> !command.equals("quit"))
                .forEach(command ->
                        assertThat(text.lines()).as(command).anyMatch(line -> line.startsWith("  " + command + "  ")));
        for (ExitCode code : ExitCode.values()) {
            assertThat(text).contains(String.format("%5d  %s", code.number(), code.meaning()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "# a comment", "   # another"})
    void someLinesDoNothing(String line) {
        assertThat(home.run(line)).isZero();
        assertThat(home.out() + home.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, 2, help",
        "help nonsense, 2, there is no command 'nonsense'",
        "create, 2, say 'help create'",
        "create --piece-length x upload/a, 2, is no size",
        "info nothing.torrent, 3, nothing.torrent is not there",
        "download nothing.torrent, 3, nothing.torrent is not there",
        "files nothing, 3, no torrent is called 'nothing'",
        "pause nothing, 3, no torrent is called 'nothing'",
        "create 'an open quote, 2, a quote is not closed",
        "download --peer nowhere x, 2, write HOST:PORT",
        "download --peer 127.0.0.1:70000 x, 2, write HOST:PORT",
    })
    void mistakesAreSaidInOneLine(String line, int code, String said) {
        assertThat(home.run(line)).isEqualTo(code);
        assertThat(home.err()).contains(said).hasLineCount(1);
        assertThat(home.out()).isEmpty();
    }

    @Test
    void quotesHoldWordsTogether() throws IOException {
        upload("two words.txt", 100);

        assertThat(home.run("create \"two words.txt\"")).isZero();
        assertThat(home.run("create 'two words.txt'")).isZero();
        assertThat(home.run("create two\\ words.txt")).isZero();
        assertThat(made("two words.txt").name()).isEqualTo("two words.txt");
    }

    @Test
    void aTorrentIsMadeWhereItBelongs() throws IOException {
        upload("a.bin", 100_000);

        assertThat(home.run("create a.bin")).isZero();

        assertThat(home.out().strip())
                .isEqualTo(root.resolve("torrents/a.bin.torrent").toString());
        Metainfo made = made("a.bin");
        assertThat(made.trackers()).containsExactly(List.of("http://127.0.0.1:1/announce"));
        assertThat(made.isPrivate()).isFalse();
        assertThat(made.singleFile()).isTrue();
        assertThat(made.layout().totalBytes()).isEqualTo(100_000);
    }

    @Test
    void filesInUploadAreNoTrackers() throws IOException {
        upload("a.bin", 100);
        upload("b.bin", 200);

        assertThat(home.run("create a.bin b.bin")).isZero();
        assertThat(home.run("create tracker.example:80 a.bin")).isZero();
        fails("create mistyped.bin b.bin", ExitCode.NOT_FOUND, "mistyped.bin is not there");

        assertThat(made("b.bin").trackers()).containsExactly(List.of("http://127.0.0.1:1/announce"));
        assertThat(made("a.bin").name()).isEqualTo("a.bin");
    }

    @Test
    void optionsAreOfOneLineOnly() throws IOException {
        upload("a.bin", 100_000);
        upload("b.bin", 100_000);

        assertThat(home.run("create --private --tracker http://x/ --web-seed http://w/ --comment hi --parts 3 a.bin"))
                .isZero();
        assertThat(home.run("create b.bin")).isZero();

        Metainfo first = made("a.bin");
        assertThat(first.isPrivate()).isTrue();
        assertThat(first.trackers()).hasSize(2);
        assertThat(first.webSeeds()).containsExactly("http://w/");
        assertThat(first.comment()).contains("hi");
        assertThat(first.layout().pieceCount()).isEqualTo(3);
        Metainfo second = made("b.bin");
        assertThat(second.isPrivate()).isFalse();
        assertThat(second.trackers()).hasSize(1);
        assertThat(second.webSeeds()).isEmpty();
        assertThat(second.comment()).isEmpty();
        assertThat(second.layout().pieceLengthBytes()).isEqualTo(16_384);
    }

    @ParameterizedTest
    @CsvSource({
        "--parts 1, 1, 100000",
        "--parts 3, 3, 33334",
        "--parts 7, 7, 14286",
        "--piece-length 32K, 4, 32768",
        "--piece-length 100, 1000, 100",
        "--piece-length 1M, 1, 1048576",
    })
    void piecesAreAsLongAsAsked(String option, int pieces, int length) throws IOException {
        upload("a.bin", 100_000);

        assertThat(home.run("create " + option + " a.bin")).isZero();

        assertThat(made("a.bin").layout().pieceCount()).isEqualTo(pieces);
        assertThat(made("a.bin").layout().pieceLengthBytes()).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({
        "--parts 0, 1 and the size",
        "--parts -1, 1 and the size",
        "--parts 100001, 1 and the size",
        "--piece-length 0, out of bounds",
        "--piece-length 2G, out of bounds",
        "--parts 2 --piece-length 32K, exclude each other",
    })
    void piecesThatCannotBeAreRefused(String option, String said) throws IOException {
        upload("a.bin", 100_000);

        fails("create " + option + " a.bin", ExitCode.USAGE, said);
        assertThat(root.resolve("torrents")).doesNotExist();
    }

    @Test
    void aFolderIsMadeIntoATorrentOfItsFiles() throws IOException {
        upload("folder/b/two", 10);
        upload("folder/a", 20);
        upload("folder/empty", 0);

        assertThat(home.run("create folder")).isZero();

        Metainfo made = made("folder");
        assertThat(made.singleFile()).isFalse();
        assertThat(made.files())
                .extracting(file -> file.display() + " " + file.lengthBytes())
                .containsExactly("a 20", "b/two 10", "empty 0");
        assertThat(home.run("info --json folder.torrent")).isZero();
        assertThat(home.out()).contains("\"files\":[{\"path\":\"a\",\"length\":20},{\"path\":\"b/two\",\"length\":10}");
    }

    @Test
    void whatIsEmptyIsRefused() throws IOException {
        upload("empty", 0);
        Files.createDirectories(root.resolve("upload/folder"));

        fails("create empty", ExitCode.BAD_DATA, "is empty");
        fails("create folder", ExitCode.BAD_DATA, "is empty");
    }

    @Test
    void anotherTorrentIsNotWrittenOver() throws IOException {
        upload("a.bin", 100_000);
        assertThat(home.run("create a.bin")).isZero();
        byte[] first = Files.readAllBytes(root.resolve("torrents/a.bin.torrent"));
        assertThat(home.run("create a.bin")).as("the same again").isZero();
        home.out();
        upload("a.bin", 100_001);

        fails("create a.bin", ExitCode.WOULD_OVERWRITE, "say --force");
        assertThat(made("a.bin").layout().totalBytes()).isEqualTo(100_000);
        assertThat(home.run("create --force a.bin")).isZero();
        assertThat(Files.readAllBytes(root.resolve("torrents/a.bin.torrent"))).isNotEqualTo(first);
    }

    @Test
    void theOutputMayBeNamed() throws IOException {
        upload("a.bin", 10);
        upload("b.bin", 10);
        Path target = root.resolve("new/folder/x.torrent");

        assertThat(home.run("create -o " + target + " a.bin")).isZero();
        assertThat(target).isRegularFile();
        fails("create -o " + target + " a.bin b.bin", ExitCode.USAGE, "--output takes one file");
    }

    @Test
    void whatIsNoTorrentIsSaidToBe() throws IOException {
        Path file = upload("a.torrent", 50);

        fails("info " + file, ExitCode.BAD_DATA, "is not a torrent");
        assertThat(home.run("info --json " + file + " missing")).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(home.out().lines()).hasSize(2).allMatch(line -> line.contains("\"error\":"));
    }

    @Test
    void aHomeWithoutTorrentsSaysSo() {
        for (String command : List.of("list", "status", "peers", "list --json", "peers --json", "status --json")) {
            assertThat(home.run(command)).as(command).isZero();
        }
        assertThat(home.err()).isEmpty();
        assertThat(home.context.isOpen()).as("looking opens no port").isFalse();
    }

    @Test
    void whatIsSharedIsSeeded() throws IOException {
        byte[] bytes = Files.readAllBytes(upload("a.bin", 100_000));
        Path cut = upload("cut.bin", 100_000);

        assertThat(home.run("share a.bin")).isZero();
        assertThat(home.run("share cut.bin")).isZero();
        assertThat(home.err()).contains("a.bin is not published: nobody answers there");
        home.out();
        assertThat(home.run("list")).isZero();
        assertThat(home.out()).contains("1  100 %", "seeding      a.bin");
        assertThat(home.run("files a.bin")).isZero();
        assertThat(home.out().strip()).isEqualTo("1  100 %   97.7 KiB  normal  a.bin");
        assertThat(home.run("pause 1")).isZero();
        assertThat(home.run("list --json")).isZero();
        assertThat(home.out()).contains("\"state\":\"paused\"");
        assertThat(home.run("remove a.bin")).isZero();
        assertThat(root.resolve("upload/a.bin")).hasBinaryContent(bytes);

        assertThat(home.run("remove cut.bin")).isZero();
        Files.write(cut, Arrays.copyOf(bytes, 50_000));
        fails("seed cut.bin.torrent", ExitCode.BAD_DATA, "does not match the torrent");
    }
}
