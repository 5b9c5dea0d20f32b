package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a test runs on: a folder of its own, and programs that are started by name. After the test the programs are
 * killed and the folder is removed; what they said is printed where the test failed.
 */
final class Stage implements BeforeEachCallback, AfterEachCallback {
    private final List<Running> running = new ArrayList<>();
    private Path root;

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        root = Files.createTempDirectory("starling-it").toRealPath();
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).kill();
        }
        if (test.getExecutionException().isPresent()) {
            running.forEach(program -> System.err.println(program.transcript()));
        }
        running.clear();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** A folder of the test's own, made where it is not there. */
    Path folder(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Starts any program in the stage's folder. */
    Running start(String name, List<String> command) {
        Running started = Running.start(name, root, command);
        running.add(started);
        return started;
    }

    Running start(String name, String... command) {
        return start(name, List.of(command));
    }

    /** Runs a program to its end; it must succeed. What it printed. */
    List<String> run(String... command) {
        Running program = start(command[0], command);
        if (program.awaitExit() != 0) {
            throw new AssertionError(program.transcript());
        }
        return program.out();
    }

    /** Starts our tracker on a free port of loopback and waits until it listens. */
    TrackerRun tracker(String... options) {
        return Host.loopback(this).tracker(options);
    }

    /** Starts our peer on a free port of loopback: with a command, or with none as a piped shell. */
    Running peer(Path home, String... words) {
        return Host.loopback(this).peer(home, words);
    }

    /** As {@link #peer}, with a tracker of its own. */
    Running peerOf(TrackerRun tracker, Path home, String... words) {
        List<String> command = Jars.peer();
        command.addAll(List.of("127.0.0.1", Integer.toString(tracker.port())));
        command.addAll(List.of("--home", home.toString(), "--bind", "127.0.0.1", "--port", "0"));
        command.addAll(List.of(words));
        return start("peer " + home.getFileName(), command);
    }

    /** A torrent of {@code content}, made by our {@code create}, of small pieces. */
    Path torrent(String tracker, Path content) {
        return torrent(tracker, content, "64K");
    }

    /** A torrent of {@code content}, made by our {@code create}. */
    Path torrent(String tracker, Path content, String pieceLength) {
        Path torrent = folder("torrents").resolve(content.getFileName() + ".torrent");
        Running create = peer(
                folder("maker"),
                "create",
                "--piece-length",
                pieceLength,
                "-o",
                torrent.toString(),
                tracker,
                content.toString());
        if (create.awaitExit() != 0) {
            throw new AssertionError(create.transcript());
        }
        return torrent;
    }

    /** A torrent of {@code content}, made by our {@code create}, that names no tracker. */
    Path torrentWithoutTracker(Path content) {
        Path torrent = folder("torrents").resolve(content.getFileName() + ".torrent");
        Running create = peer(folder("maker"), "create", "--no-tracker", "-o", torrent.toString(), content.toString());
        if (create.awaitExit() != 0) {
            throw new AssertionError(create.transcript());
        }
        return torrent;
    }

    /** What our {@code info} says of a torrent. */
    Map<String, Object> info(Path torrent) {
        Running info = peer(folder("reader"), "info", "--json", torrent.toString());
        if (info.awaitExit() != 0) {
            throw new AssertionError(info.transcript());
        }
        return Json.line(info.out().get(0));
    }

    /** The info hash of a torrent, in hexadecimal digits. */
    String infoHash(Path torrent) {
        return (String) info(torrent).get("info_hash");
    }

    /** Our peer downloads a torrent: it must be done in the end, and have just what {@code content} holds. */
    void downloads(Path torrent, Path content, String... options) {
        downloads(torrent.toString(), content, options);
    }

    /** The same, of a .torrent by its path or of a magnet link. */
    void downloads(String what, Path content, String... options) {
        Path home = folder("home");
        List<String> words = new ArrayList<>(List.of("download", what));
        words.addAll(List.of(options));
        Running download = peer(home, words.toArray(String[]::new));
        assertThat(download.awaitExit()).as(download::transcript).isZero();
        assertThat(Content.digests(home.resolve("downloads").resolve(content.getFileName())))
                .isEqualTo(Content.digests(content));
    }

    /** Our peer seeding {@code content}, and done with checking it. */
    Running seeder(Path torrent, Path content) {
        Running seeder = peer(
                folder("seeder"),
                "seed",
                torrent.toString(),
                "--in",
                content.getParent().toString());
        seeder.awaitOut("seeding");
        return seeder;
    }
}
