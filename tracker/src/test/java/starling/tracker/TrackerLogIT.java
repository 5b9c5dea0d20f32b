package starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the finished program logs where. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TrackerLogIT {
    private static final int ANNOUNCES = 50;

    @TempDir
    Path folder;

    @Test
    void anAnnounceAddsNoLine() throws Exception {
        Path log = folder.resolve("log/tracker.log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        System.getProperty("starling.tracker.jar"),
                        "0",
                        "--bind=127.0.0.1",
                        "--no-discovery",
                        "--log=" + log,
                        "--data=" + folder.resolve("data")))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader says = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            URI tracker = URI.create(says.readLine().replaceFirst(".* ", ""));
            HttpClient http = HttpClient.newHttpClient();
            for (int peer = 0; peer < ANNOUNCES; peer++) {
                // every other one is refused: it has no port
                String query = "/announce?info_hash=" + "%12".repeat(20) + "&peer_id=-XX0001-0000000000" + (10 + peer)
                        + "&left=1" + (peer % 2 == 0 ? "&port=7001" : "");
                String answer = http.send(
                                HttpRequest.newBuilder(tracker.resolve(query)).build(), BodyHandlers.ofString())
                        .body();
                assertThat(answer).contains(peer % 2 == 0 ? "8:interval" : "14:failure reason");
            }
            // Process.destroy would close its streams, too
            process.toHandle().destroy();
            assertThat(process.waitFor()).isZero();
            assertThat(says.readLine()).as("a word more on the console").isNull();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(Files.readAllLines(log))
                .singleElement()
                .asString()
                .contains("INFO", "listening on http://127.0.0.1");
    }
}
