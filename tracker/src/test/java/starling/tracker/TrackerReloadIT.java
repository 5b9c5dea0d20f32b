package starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import starling.metainfo.InfoHash;
import starling.metainfo.MetainfoReader;
import starling.tracker.testing.PemFiles;
import starling.tracker.testing.Torrents;

/** The finished program is told by SIGHUP to read its files again. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TrackerReloadIT {
    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Path list;
    private Process process;
    private BufferedReader says;
    private URI tracker;

    @BeforeEach
    void start() throws Exception {
        list = Files.writeString(folder.resolve("blocked"), "# none yet\n");
        PemFiles pem = PemFiles.make(folder, "tracker", "EC", 256);
        // a test run that was itself started to survive hang-ups would hand that on
        process = new ProcessBuilder(List.of(
                        "env",
                        "--default-signal=HUP",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        System.getProperty("starling.tracker.jar"),
                        "0",
                        "--bind=127.0.0.1",
                        "--no-discovery",
                        "--data=" + folder.resolve("data"),
                        "--block-list=" + list,
                        "--tls-port=0",
                        "--tls-cert=" + pem.certificate(),
                        "--tls-key=" + pem.key()))
                .redirectErrorStream(true)
                .start();
        says = new BufferedReader(new InputStreamReader(process.getInputStream()));
        String line = awaitLine("listening on");
        tracker = URI.create(line.substring(line.indexOf("http://")));
        awaitLine("HTTPS on port");
    }

    @AfterEach
    void stop() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private String awaitLine(String part) throws IOException {
        for (String line = says.readLine(); line != null; line = says.readLine()) {
            if (line.contains(part)) {
                return line;
            }
        }
        throw new AssertionError("the tracker left without saying: " + part);
    }

    private void hangUp() throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private String get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(tracker.resolve(path)).build(), BodyHandlers.ofString())
                .body();
    }

    private int status(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(tracker.resolve(path)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private String announce(InfoHash infoHash) throws Exception {
        return get("/announce?info_hash=" + infoHash.toString().replaceAll("(..)", "%$1")
                + "&peer_id=-XX0001-000000000001&port=7001&left=1");
    }

    @Test
    void whatIsBlockedLaterIsNoLongerServed() throws Exception {
        byte[] torrent = Torrents.file("got5.mp4", 1);
        InfoHash infoHash = MetainfoReader.read(torrent).infoHash();
        HttpRequest publish = HttpRequest.newBuilder(tracker.resolve("/torrents/abc.torrent"))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(torrent))
                .build();
        assertThat(http.send(publish, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
        assertThat(announce(infoHash)).contains("8:interval");

        Files.writeString(list, infoHash + " taken down\n", StandardCharsets.UTF_8);
        hangUp();
        awaitLine("list of torrents was read again");
        assertThat(announce(infoHash)).contains("14:failure reason", "not serve");
        assertThat(get("/torrents?q=got5")).isEqualToIgnoringWhitespace("[]");
        for (String path :
                List.of("/", "/?q=got5", "/scrape", "/stats", "/swarms/" + infoHash, "/torrents/" + infoHash)) {
            assertThat(get(path)).as(path).doesNotContain(infoHash.toString(), "got5.mp4");
        }
        assertThat(status("/swarms/" + infoHash)).isEqualTo(404);
        assertThat(status("/torrents/" + infoHash)).isEqualTo(404);
        assertThat(http.send(publish, BodyHandlers.discarding()).statusCode()).isEqualTo(403);

        Files.writeString(list, "nonsense\n");
        hangUp();
        assertThat(awaitLine("stays as it was")).contains(list + ", line 1");
        assertThat(announce(infoHash)).contains("not serve");

        Files.writeString(list, "");
        hangUp();
        awaitLine("list of torrents was read again");
        assertThat(announce(infoHash)).contains("8:interval");
        assertThat(get("/torrents?q=got5")).contains("got5.mp4");
    }
}
