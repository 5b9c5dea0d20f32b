package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people get wrong: one clear line on stderr, the exit status of the table, and nothing left half-written. */
class WrongInputIT {
    @RegisterExtension
    final Stage stage = new Stage();

    private static byte[] good;

    private Path home;

    /** One for all, since most tests need no more of it than that it is there. */
    @BeforeAll
    static void makeTorrent(@TempDir Path folder) throws IOException {
        Path torrent = folder.resolve("good.torrent");
        List<String> create = Jars.peer();
        create.addAll(List.of("create", "-o", torrent.toString(), "127.0.0.1:1"));
        create.add(Content.single(folder).toString());
        Running made = Running.start("create", folder, create);
        assertThat(made.awaitExit()).as(made::transcript).isZero();
        good = Files.readAllBytes(torrent);
    }

    @BeforeEach
    void makeHome() {
        home = stage.folder("home");
    }

    static Stream<Arguments> peerWords() {
        return Stream.of(
                arguments("info junk.torrent", 4, "junk.torrent is not a torrent"),
                arguments("download junk.torrent", 4, "junk.torrent is not a torrent"),
                arguments("seed junk.torrent", 4, "junk.torrent is not a torrent"),
                arguments("info cut.torrent", 4, "cut.torrent is not a torrent"),
                arguments("download cut.torrent", 4, "cut.torrent is not a torrent"),
                arguments("info absent.torrent", 3, "absent.torrent is not there"),
                arguments("download absent.torrent", 3, "absent.torrent is not there"),
                arguments("seed absent.torrent", 3, "absent.torrent is not there"),
                arguments("seed good.torrent", 3, "single file.bin is in none of"),
                arguments("create 127.0.0.1:1 absent.bin", 3, "absent.bin is not there"),
                arguments("share 127.0.0.1:1 absent.bin", 3, "absent.bin is not there"),
                arguments("create empty.bin", 2, "no tracker"),
                arguments("create 127.0.0.1:1 empty.bin", 4, "empty.bin is empty"),
                arguments("create --piece-length 0 127.0.0.1:1 torrents/junk.torrent", 2, "piece"),
                arguments("create --parts 0 127.0.0.1:1 torrents/junk.torrent", 2, "--parts"),
                arguments("download", 2, "WHAT"),
                arguments("download good.torrent --peer nowhere", 2, "'nowhere' is no peer"),
                arguments("download good.torrent --frobnicate", 2, "--frobnicate"),
                arguments("frobnicate", 2, "frobnicate"),
                arguments("frobnicate everything", 2, "frobnicate|everything"),
                arguments("--frobnicate list", 2, "--frobnicate"),
                arguments("--max-download fast list", 2, "'fast' is no size"),
                arguments("--max-upload -5 list", 2, "-5"),
                arguments("--max-upload 2Q list", 2, "'2Q' is no size"),
                arguments("--port 99999 download good.torrent", 2, "port"),
                arguments("--port many list", 2, "many"),
                arguments("127.0.0.1 notaport list", 2, "notaport"),
                arguments("127.0.0.1 99999 list", 2, "port must be 1 to 65535"),
                arguments("--bind 1.2.3.4.5 download good.torrent", 2, "1.2.3.4.5"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("peerWords")
    void peer(String words, int exit, String said) throws IOException {
        Path torrents = stage.folder("home/torrents");
        Files.write(torrents.resolve("good.torrent"), good);
        Files.write(torrents.resolve("cut.torrent"), Arrays.copyOf(good, good.length / 2));
        Files.writeString(torrents.resolve("junk.torrent"), "this is no torrent\n");
        Files.createFile(stage.folder("home/upload").resolve("empty.bin"));
        Map<String, String> before = Content.digests(home);

        List<String> command = Jars.peer();
        command.addAll(List.of("--home", home.toString()));
        if (!words.contains("--bind")) {
            command.addAll(List.of("--bind", "127.0.0.1"));
        }
        command.addAll(List.of(words.split(" ")));
        Running peer = stage.start("peer", command);
        peer.endInput();

        assertFailed(peer, exit, said);
        assertThat(peer.out()).isEmpty();
        assertThat(Content.digests(home)).as("nothing is written").containsAllEntriesOf(before);
        assertThat(Content.digests(home).keySet().stream().filter(path -> !path.startsWith(".starling")))
                .as("nothing is written")
                .containsExactlyInAnyOrderElementsOf(before.keySet());
    }

    static Stream<Arguments> trackerWords() {
        return Stream.of(
                arguments("99999", 2, "PORT must be 0 to 65535"),
                arguments("many", 2, "many"),
                arguments("--interval soon", 2, "'soon' is no time"),
                arguments("--bind nowhere", 2, "--bind takes an IPv4 or IPv6 address"),
                arguments("0 --bind 192.0.2.1", 6, "Cannot listen"),
                arguments("--frobnicate", 2, "--frobnicate"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trackerWords")
    void tracker(String words, int exit, String said) {
        List<String> command = Jars.tracker();
        command.addAll(List.of("--data", stage.folder("tracker").toString()));
        command.addAll(List.of(words.split(" ")));
        assertFailed(stage.start("tracker", command), exit, said);
    }

    @Test
    void portInUse() throws IOException {
        Path torrent = stage.torrent("127.0.0.1:1", Content.single(stage.folder("origin")));
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            String port = Integer.toString(taken.getLocalPort());
            List<String> peer = Jars.peer();
            peer.addAll(List.of("--home", home.toString(), "--bind", "127.0.0.1", "--port", port));
            peer.addAll(List.of("download", torrent.toString()));
            assertFailed(stage.start("peer", peer), 6, "port " + port + " is in use");

            List<String> tracker = Jars.tracker();
            tracker.addAll(List.of(port, "--bind", "127.0.0.1"));
            assertFailed(stage.start("tracker", tracker), 6, "Cannot listen on port " + port);
        }
    }

    @Test
    void aTrackerThatIsNotThereIsSaidAndTriedAgain() {
        int port = Foreign.freePort();
        Path torrent = stage.torrent("127.0.0.1:" + port, Content.single(stage.folder("origin")));
        Running download = stage.peer(home, "download", torrent.toString());

        download.awaitOut("tracker http://127.0.0.1:" + port + "/announce: nobody answers there; trying again");
        assertThat(download.isAlive()).isTrue();
        download.terminate();

        assertThat(download.awaitExit()).as(download::transcript).isEqualTo(7);
        assertThat(home.resolve("downloads/single file.bin")).doesNotExist();
    }

    @Test
    void contentThatDiffersIsNotSeeded() {
        Path content = Content.single(stage.folder("origin"));
        Path torrent = stage.torrent("127.0.0.1:1", content);
        Content.file(content, 3_000_017, 99);

        Running seed = stage.peer(
                home, "seed", torrent.toString(), "--in", content.getParent().toString());

        assertFailed(seed, 4, "single file.bin does not match the torrent: 46 of 46 pieces differ or are missing");
    }

    @Test
    void whatIsThereIsNotOverwritten() {
        Path torrent = stage.torrent("127.0.0.1:1", Content.single(stage.folder("origin")));
        Path other = Content.file(stage.folder("home/downloads").resolve("single file.bin"), 1_000, 99);
        Map<String, String> before = Content.digests(other);

        assertFailed(stage.peer(home, "download", torrent.toString()), 13, "single file.bin is there");

        assertThat(Content.digests(other)).isEqualTo(before);
    }

    @Test
    void anotherTorrentIsNotOverwritten() throws IOException {
        Path content = Content.single(stage.folder("origin"));
        Path target = stage.folder("torrents").resolve("t.torrent");
        Files.writeString(target, "something else");

        assertFailed(
                stage.peer(home, "create", "-o", target.toString(), "127.0.0.1:1", content.toString()),
                13,
                "t.torrent is there and is another torrent");

        assertThat(target).hasContent("something else");
    }

    @Test
    void aFullDiskEndsADownload() {
        Path content = Content.single(stage.folder("origin"));
        Path torrent = stage.torrent(stage.tracker().announceUrl(), content);
        stage.seeder(torrent, content);

        Running download = inMount("size=1m", home, ":", List.of("download", torrent.toString()));

        assertFailed(download, 9, "the disk is full: make room for .*single file.bin");
    }

    @Test
    void aFullDiskLeavesNoHalfATorrent() {
        Path content = Content.single(stage.folder("origin"));
        Path full = stage.folder("full");
        String fill = "head -c 1000000 /dev/zero > '" + full + "/zeros' 2>/dev/null";

        Running create = inMount(
                "size=64k",
                full,
                fill,
                List.of(
                        "create",
                        "--piece-length",
                        "16K",
                        "-o",
                        full + "/t.torrent",
                        "127.0.0.1:1",
                        content.toString()));

        assertFailed(create, 9, "the disk is full: make room for .*t.torrent");
        assertThat(create.out()).as("what is in the folder").containsExactly("zeros");
    }

    @Test
    void aReadOnlyFolderIsSaid() {
        Path torrent = stage.torrent("127.0.0.1:1", Content.single(stage.folder("origin")));

        assertFailed(
                inMount("ro", home, ":", List.of("download", torrent.toString())),
                1,
                "cannot write to .*\\(Read-only file system\\): choose another folder with --home");
    }

    /** Runs our peer where a file system of its own is mounted; then prints what is there. */
    private Running inMount(String options, Path folder, String prepare, List<String> words) {
        String unshare = Foreign.program("unshare");
        Running probe = stage.start("probe", unshare, "--mount", "mount", "-t", "tmpfs", "none", folder.toString());
        assumeTrue(probe.awaitExit() == 0, "mounting in a private namespace is not permitted here (root may)");
        List<String> command = new ArrayList<>(List.of(
                unshare,
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o \"$1\" none \"$2\" && cd \"$2\" || exit 99; shift 2; " + prepare
                        + "; \"$@\"; code=$?; ls; exit $code",
                "sh",
                options,
                folder.toString()));
        command.addAll(Jars.peer());
        command.addAll(List.of("--home", home.toString(), "--bind", "127.0.0.1", "--port", "0"));
        command.addAll(words);
        return stage.start("peer in a mount", command);
    }

    private static void assertFailed(Running program, int exit, String said) {
        assertThat(program.awaitExit()).as(program::transcript).isEqualTo(exit);
        assertThat(program.err())
                .as(program::transcript)
                .singleElement()
                .asString()
                .containsPattern(said);
    }
}
