package starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import starling.metainfo.InfoHash;
import starling.metainfo.MetainfoReader;
import starling.tracker.catalogue.Catalogue;
import starling.tracker.testing.Torrents;

/**
 * A tracker in a process of its own, ended in the midst of uploads without a chance to save anything. 5 times;
 * {@code -Dstarling.kill.rounds=50} for the night.
 */
@Timeout(1_800)
class PublishedSurvivesTest {
    private static final int KILLS = Integer.getInteger("starling.kill.rounds", 5);

    @TempDir
    private Path data;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void whatWasAnsweredAsPublishedIsThereAfterAKill() throws Exception {
        Random random = new Random(17);
        List<byte[]> published = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            publishUntilKilled(kill, 5 + random.nextInt(20), random.nextInt(8), published);
            assertThat(integrity()).isEqualTo("ok");
            try (Catalogue catalogue = Catalogue.open(data.resolve("catalogue.db"), infoHash -> true)) {
                assertThat(catalogue.count()).isGreaterThanOrEqualTo(published.size());
                for (byte[] torrent : published) {
                    InfoHash infoHash = MetainfoReader.read(torrent).infoHash();
                    assertThat(catalogue.torrent(infoHash).orElseThrow()).isEqualTo(torrent);
                    assertThat(catalogue.search(
                                    catalogue.find(infoHash).orElseThrow().name(), 200, 0))
                            .anyMatch(found -> found.infoHash().equals(infoHash));
                }
            }
        }
        assertThat(published).hasSizeGreaterThan(5 * KILLS - 1);
        System.out.println(KILLS + " kills: " + published.size() + " uploads found again");
    }

    /** Kills the tracker while a request is under way, a moment after it was sent. */
    private void publishUntilKilled(int kill, int uploads, int millis, List<byte[]> published) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrackerCommand.class.getName(),
                        "0",
                        "--bind",
                        "127.0.0.1",
                        "--no-discovery",
                        "--data",
                        data.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            String line = out.readLine();
            assertThat(line).startsWith("Tracker listening on ");
            URI tracker = URI.create(line.substring("Tracker listening on ".length()));
            for (int i = 0; i < uploads; i++) {
                byte[] torrent = Torrents.file("kill" + kill + "upload" + i, 50);
                assertThat(http.send(put(tracker, i, torrent), HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(201);
                published.add(torrent);
            }
            byte[] last = Torrents.file("kill" + kill + "last", 50_000);
            var answer = http.sendAsync(put(tracker, uploads, last), HttpResponse.BodyHandlers.discarding());
            boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
            assertThat(ended).isFalse();
            process.destroyForcibly().waitFor();
            if (answer.handle((response, failed) -> failed == null).get()) {
                published.add(last);
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.exists(data.resolve("catalogue.db"))).isTrue();
    }

    private String integrity() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("catalogue.db"));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
            result.next();
            return result.getString(1);
        }
    }

    private static HttpRequest put(URI tracker, int number, byte[] torrent) throws IOException {
        return HttpRequest.newBuilder(tracker.resolve("/torrents/t" + number + ".torrent"))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(torrent))
                .build();
    }
}
