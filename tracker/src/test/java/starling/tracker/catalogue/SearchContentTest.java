package starling.tracker.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import starling.tracker.testing.Torrents;

class SearchContentTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void theTextFileHasALineATorrent(@TempDir Path folder) throws Exception {
        try (Catalogue catalogue = Catalogue.inMemory(infoHash -> true)) {
            Path file = folder.resolve("search_content.txt");
            SearchContent text = new SearchContent(catalogue, file);
            text.update();
            assertThat(file).isEmptyFile();
            catalogue.publish("abc.torrent", Torrents.file("got5.mp4", 1), NOW);
            catalogue.publish("more.torrent", Torrents.folder("v1.0", "a", "b"), NOW);
            catalogue.publish("bare.torrent", Torrents.file("README", 1), NOW);
            text.update();
            assertThat(Files.readAllLines(file))
                    .containsExactly(
                            "Name : got5 type: mp4 tor : abc.torrent",
                            "Name : v1.0 type: folder tor : more.torrent",
                            "Name : README type: file tor : bare.torrent");
            Files.delete(file);
            text.update();
            assertThat(file).as("nothing new, nothing written").doesNotExist();
        }
    }
}
