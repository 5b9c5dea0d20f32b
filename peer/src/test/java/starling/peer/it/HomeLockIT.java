package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two programs on one home. */
class HomeLockIT {
    @RegisterExtension
    final Stage stage = new Stage();

    private Running seed(Path content, Path torrent) {
        return stage.peer(
                stage.folder("home"),
                "seed",
                torrent.toString(),
                "--in",
                content.getParent().toString());
    }

    @Test
    void theSecondSaysSoAndAKilledFirstLocksNothing() throws IOException {
        Path content = Content.file(stage.folder("origin").resolve("home.bin"), 100_003, 903);
        Path torrent = stage.torrentWithoutTracker(content);
        Running first = seed(content, torrent);
        first.awaitOut("seeding");

        Running second = seed(content, torrent);

        assertThat(second.awaitExit()).as(second::transcript).isEqualTo(1);
        assertThat(second.err()).singleElement().asString().contains("another peer is running in", "--home");
        assertThat(first.isAlive()).as(first::transcript).isTrue();
        first.kill();
        seed(content, torrent).awaitOut("seeding");
    }
}
