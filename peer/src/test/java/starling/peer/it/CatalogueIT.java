package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Publish, search, download: by number, by name and by magnet link; and the upload folder. */
class CatalogueIT {
    @RegisterExtension
    final Stage stage = new Stage();

    private TrackerRun tracker;
    private Path sharing;
    private Path content;

    @BeforeEach
    void sharer() {
        tracker = stage.tracker();
        sharing = stage.folder("sharing");
        content = Content.single(stage.folder("sharing/upload"));
    }

    private String run(Path home, String... words) {
        Running program = stage.peerOf(tracker, home, words);
        program.endInput();
        assertThat(program.awaitExit()).as(program::transcript).isZero();
        assertThat(program.err()).isEmpty();
        return program.transcript();
    }

    @Test
    void whatIsSharedIsFoundAndDownloaded() {
        Running sharer = stage.peerOf(tracker, sharing, "share", content.toString());
        sharer.awaitOut("seeding");
        Path home = stage.folder("home");

        Running search = stage.peerOf(tracker, home, "search", "--json", "bin", "sing");
        Map<String, Object> row = Json.line(search.awaitOut("^\\{.*}$").group());
        assertThat(row)
                .containsEntry("name", content.getFileName().toString())
                .containsEntry("type", "bin")
                .containsEntry("seeders", 1L);
        assertThat(search.awaitExit()).isZero();

        run(home, "download", "1");
        assertThat(Content.digests(home.resolve("downloads/single file.bin"))).isEqualTo(Content.digests(content));
        Path byName = stage.folder("by-name");
        run(byName, "download", "single file");
        assertThat(Content.digests(byName.resolve("downloads/single file.bin"))).isEqualTo(Content.digests(content));
        Path byMagnet = stage.folder("by-magnet");
        run(byMagnet, "download", "magnet:?xt=urn:btih:" + row.get("info_hash"));
        assertThat(Content.digests(byMagnet.resolve("downloads/single file.bin")))
                .isEqualTo(Content.digests(content));
    }

    @Test
    void whatIsNotThereIsSaidInALine() {
        for (List<String> words : List.of(List.of("search", "nothing"), List.of("download", "nothing"))) {
            Running program = stage.peerOf(tracker, stage.folder("home"), words.toArray(String[]::new));
            assertThat(program.awaitExit()).as(program::transcript).isEqualTo(3);
        }
    }

    @Test
    void aFileDroppedIntoUploadIsSharedUntilItIsDeleted() throws IOException {
        Files.delete(content);
        Running shell = stage.peerOf(tracker, sharing);
        shell.say("list");
        shell.awaitOut("no torrents yet");
        Path dropped = Content.file(
                Files.createDirectories(sharing.resolve("upload/sub")).resolve("drop.mp4"), 50_000, 7);
        shell.awaitOut("drop.mp4: seeding");

        Path home = stage.folder("home");
        run(home, "download", "drop.mp4");
        assertThat(Content.digests(home.resolve("downloads/drop.mp4"))).isEqualTo(Content.digests(dropped));

        Files.delete(dropped);
        shell.awaitOut("drop.mp4: gone from upload/, no longer shared");
        shell.endInput();
        assertThat(shell.awaitExit()).as(shell::transcript).isZero();
    }
}
