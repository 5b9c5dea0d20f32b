package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A torrent of far more files than a program may open at once ({@code ulimit -n 256}), in 64 MiB.
 * {@code -Dstarling.test.files=100000} makes it as many as a torrent may sensibly have.
 */
class ManyFilesIT {
    private static final int FILES = Integer.getInteger("starling.test.files", 3_000);
    private static final int A_FOLDER = 500;

    @RegisterExtension
    final Stage stage = new Stage();

    private Running poorPeer(String home, String... words) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh"));
        command.addAll(Jars.peer("64m"));
        command.addAll(List.of("--home", stage.folder(home).toString(), "--bind", "127.0.0.1"));
        command.addAll(List.of(words));
        return stage.start("peer " + home, command);
    }

    @Test
    void theyAreSharedWithFewDescriptors() throws IOException {
        Path content = stage.folder("origin/many");
        for (int file = 0; file < FILES; file++) {
            Path folder = content.resolve("d" + file / A_FOLDER);
            if (file % A_FOLDER == 0) {
                Files.createDirectories(folder);
            }
            Files.writeString(folder.resolve("f" + file), "file " + file + "\n");
        }
        Path torrent = stage.folder("torrents").resolve("many.torrent");
        Running create = poorPeer(
                "maker",
                "create",
                "--piece-length",
                "32K",
                "-o",
                torrent.toString(),
                "http://127.0.0.1:1/announce",
                content.toString());
        assertThat(create.awaitExit()).as(create::transcript).isZero();
        int port = Foreign.freePort();
        Running seeder = poorPeer(
                "seeder",
                "--port",
                Integer.toString(port),
                "seed",
                torrent.toString(),
                "--in",
                content.getParent().toString());
        seeder.awaitOut("seeding");

        Running download =
                poorPeer("home", "--port", "0", "download", torrent.toString(), "--peer", "127.0.0.1:" + port);

        assertThat(download.awaitExit()).as(download::transcript).isZero();
        assertThat(Content.digests(stage.folder("home").resolve("downloads/many")))
                .isEqualTo(Content.digests(content));
        assertThat(seeder.isAlive()).as(seeder::transcript).isTrue();
    }
}
