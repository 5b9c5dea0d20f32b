package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Downloads from web servers (BEP 19), without and with peers beside them. */
class WebSeedIT {
    @RegisterExtension
    final Stage stage = new Stage();

    private Path torrent(Path content, String url, String... tracker) {
        Path torrent = stage.folder("torrents").resolve(content.getFileName() + ".torrent");
        List<String> words = new ArrayList<>(
                List.of("create", "--piece-length", "32K", "--web-seed", url, "-o", torrent.toString()));
        words.addAll(List.of(tracker));
        words.add(content.toString());
        Running create = stage.peer(stage.folder("maker"), words.toArray(String[]::new));
        assertThat(create.awaitExit()).as(create::transcript).isZero();
        return torrent;
    }

    @ParameterizedTest
    @EnumSource
    void nginxAloneCompletesADownload(Shape shape) {
        Path content = shape.make(stage.folder("web content"));
        Nginx nginx = Nginx.serve(stage, content.getParent());

        stage.downloads(torrent(content, nginx.url(), "--no-tracker"), content);

        assertThat(nginx.parts()).as("runs, not blocks").isBetween(1L, 120L);
    }

    @Test
    void aKilledDownloadGoesOn() {
        Path content = Content.file(stage.folder("web").resolve("resumed.bin"), 4_000_003, 31);
        Nginx nginx = Nginx.serve(stage, content.getParent());
        Path torrent = torrent(content, nginx.url() + "resumed.bin", "--no-tracker");
        Shell first = Shell.start(stage, stage.folder("home"), "--max-download", "100K");
        first.say("download '" + torrent + "'");
        long had = Json.number(
                first.awaitStatus("some pieces are there", status -> Json.number(status, "have") >= 100_000), "have");
        assertThat(had).as("not done when it is killed").isLessThan(4_000_003);
        first.program().kill();

        stage.downloads(torrent, content);
    }

    @Test
    void oneThatLiesIsBannedAndTheContentComesFromAPeer() throws IOException {
        Path content = Content.file(stage.folder("origin").resolve("disputed.bin"), 1_000_003, 32);
        Path lies = Content.file(stage.folder("web").resolve("disputed.bin"), 1_000_003, 33);
        assertThat(Files.size(lies)).isEqualTo(Files.size(content));
        Nginx nginx = Nginx.serve(stage, lies.getParent());
        Path torrent = torrent(content, nginx.url(), stage.tracker().announceUrl());
        Path home = stage.folder("home");
        Shell shell = Shell.start(stage, home);
        shell.say("download '" + torrent + "'");
        shell.awaitWebSeed("banned");

        Shell seeder = Shell.start(stage, stage.folder("seeder"));
        seeder.say("seed '" + torrent + "' --in '" + content.getParent() + "'");
        seeder.awaitState("seeding");
        shell.awaitState("seeding");

        assertThat(Content.digests(home.resolve("downloads/disputed.bin"))).isEqualTo(Content.digests(content));
    }
}
