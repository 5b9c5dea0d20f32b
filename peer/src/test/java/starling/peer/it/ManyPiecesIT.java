package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A torrent of two million pieces, whose hashes alone have 40 MB, made, given and fetched in part by programs with 64 MiB: a
 * few files of noise and a large one that is sparse.
 */
class ManyPiecesIT {
    private static final int PIECES = 2_000_000;
    private static final int PIECE_LENGTH = 512;
    private static final int WANTED_PIECES = 4_000;
    private static final String WANTED = "wanted.bin";

    @RegisterExtension
    final Stage stage = new Stage();

    /** The content: noise in {@code wanted.bin}, and zeros without end in {@code zeros.bin}, which take no room. */
    private Path content() throws IOException {
        Path folder = stage.folder("origin/pieces");
        Content.file(folder.resolve(WANTED), (long) WANTED_PIECES * PIECE_LENGTH, 902);
        try (RandomAccessFile zeros =
                new RandomAccessFile(folder.resolve("zeros.bin").toFile(), "rw")) {
            zeros.setLength((long) (PIECES - WANTED_PIECES) * PIECE_LENGTH);
        }
        return folder;
    }

    private Path torrent(Path content) {
        Path torrent = stage.folder("torrents").resolve("pieces.torrent");
        Running create = peer(
                "maker",
                "create",
                "--no-tracker",
                "--piece-length",
                Integer.toString(PIECE_LENGTH),
                "-o",
                torrent.toString(),
                content.toString());
        assertThat(create.awaitExit(Running.PATIENCE.multipliedBy(3)))
                .as(create::transcript)
                .isZero();
        return torrent;
    }

    private Running peer(String home, String... words) {
        List<String> command = Jars.peer("64m");
        command.addAll(List.of("--home", stage.folder(home).toString(), "--bind", "127.0.0.1"));
        command.addAll(List.of(words));
        return stage.start("peer " + home, command);
    }

    @Test
    void twoMillionFitIntoLittleMemory() throws IOException {
        Path content = content();
        Path torrent = torrent(content);
        int port = Foreign.freePort();
        Running seeder = peer(
                "seeder",
                "--port",
                Integer.toString(port),
                "seed",
                torrent.toString(),
                "--in",
                content.getParent().toString());
        // Two million pieces are hashed meanwhile: each step has the time of a whole one.
        seeder.awaitOut("checking|seeding");
        seeder.awaitOut(" [4-9][0-9] %|seeding");
        seeder.awaitOut("seeding");

        for (String time : List.of("the first time", "from its record")) {
            Running download = peer(
                    "home",
                    "--port",
                    "0",
                    "download",
                    torrent.toString(),
                    "--select",
                    WANTED,
                    "--peer",
                    "127.0.0.1:" + port);
            assertThat(download.awaitExit()).as(time + download.transcript()).isZero();
        }

        assertThat(stage.folder("home/downloads/pieces").resolve(WANTED))
                .hasSameBinaryContentAs(content.resolve(WANTED));
        assertThat(seeder.isAlive()).as(seeder::transcript).isTrue();
    }
}
