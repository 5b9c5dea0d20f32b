package starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The finished program keeps to what it was told of whom to answer, and how. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TrackerLimitsIT {
    private static final String ALLOWED = "61".repeat(20);

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;
    private URI tracker;

    private void start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("starling.tracker.jar"),
                "0",
                "--bind=127.0.0.1",
                "--no-discovery",
                "--memory"));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String line = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
        tracker = URI.create(line.substring(line.indexOf("http://")));
    }

    @AfterEach
    void stop() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private HttpResponse<String> get(String path, String forwardedFor) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(tracker.resolve(path))
                .header("X-Forwarded-For", forwardedFor)
                .header("X-Forwarded-Proto", "https")
                .build();
        return http.send(request, BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    private String announce(String hash, int number, String forwardedFor) throws Exception {
        return get(
                        "/announce?info_hash=" + hash.replaceAll("(..)", "%$1")
                                + String.format("&peer_id=-XX0001-%012d", number) + "&port=" + (7_000 + number)
                                + "&left=1&compact=1&numwant=100&ip=10.9.9.9",
                        forwardedFor)
                .body();
    }

    @Test
    void aTrustedProxySaysWhoAsksAndEachIsHeldToItsShare() throws Exception {
        start("--trusted-proxy=127.0.0.1", "--max-requests=1");
        assertThat(announce(ALLOWED, 1, "192.0.2.1")).contains("11:external ip4:\u00c0\u0000\u0002\u0001");
        assertThat(get("/swarms/" + ALLOWED, "192.0.2.2").body())
                .as("a claim from a public address counts for nothing")
                .contains("\"address\":\"192.0.2.1\"");
        String answer = "";
        for (int i = 0; i < 1_000 && !answer.contains("8:retry in"); i++) {
            answer = announce(ALLOWED, 1, "192.0.2.1");
        }
        assertThat(answer).contains("14:failure reason", "8:retry ini1e");
        assertThat(get("/stats", "192.0.2.1").statusCode()).isEqualTo(429);
        assertThat(announce(ALLOWED, 2, "192.0.2.3")).contains("8:interval");
    }

    @Test
    void withoutAProxyNoOneIsBelieved() throws Exception {
        start("--max-requests=1");
        assertThat(announce(ALLOWED, 1, "192.0.2.1")).contains("11:external ip4:\u007f\u0000\u0000\u0001");
    }

    @Test
    void aBusyTrackerSaysWhenToComeBack() throws Exception {
        start("--max-announces=1");
        String answer = "";
        for (int i = 0; i < 1_000 && !answer.contains("8:retry in"); i++) {
            answer = announce(ALLOWED, 1, "");
        }
        assertThat(answer).contains("busy", "8:retry ini5e");
    }

    @Test
    void termsAreTold() throws Exception {
        Path list = Files.writeString(folder.resolve("allowed"), ALLOWED);
        start("--allow-list=" + list, "--interval=20m", "--min-interval=7m", "--max-peers=3");
        String answer = "";
        for (int i = 0; i < 9; i++) {
            answer = announce(ALLOWED, i, "");
        }
        assertThat(answer).contains("8:intervali1200e", "12:min intervali420e", "5:peers18:");
        assertThat(announce("62".repeat(20), 1, "")).contains("not serve");
    }
}
