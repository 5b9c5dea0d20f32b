package starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the finished program under announces, at random moments, and looks at what it knows afterwards. 5 times;
 * {@code -Dstarling.kill.rounds=50} for the night, {@code -Dstarling.kill.seed=N} for the moments of an earlier run.
 */
@Timeout(1_800)
class TrackerKillIT {
    /** Nothing older than a second is lost; as much again for a machine that has other things to do. */
    private static final Duration SAFE_AFTER = Duration.ofSeconds(2);

    private static final int ROUNDS = Integer.getInteger("starling.kill.rounds", 5);
    private static final int FIRST_PORT = 1_000;
    private static final int MOST_PEERS = 60_000;
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

    /** What must and what may be known of one round's swarm: each peer in it has completed. */
    private record Expected(String infoHash, int least, int most) {}

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;
    private URI tracker;

    @Test
    void whatIsOlderThanASecondSurvives() throws Exception {
        long seed = Long.getLong("starling.kill.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Expected> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            start();
            try {
                check(rounds, "seed " + seed + ", round " + round);
                rounds.add(announceAndKill(String.format("%%%02x", round).repeat(20), random));
            } finally {
                process.destroyForcibly().waitFor();
            }
            assertThat(integrity()).as("seed " + seed + ", round " + round).isEqualTo("ok");
        }
        start();
        try {
            check(rounds, "seed " + seed + ", at the end");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void start() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String jar = System.getProperty("starling.tracker.jar");
        process = new ProcessBuilder(
                        java.toString(), "-jar", jar, "0", "--bind", "127.0.0.1", "--data", folder.toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()));
        String line = String.valueOf(out.readLine());
        Matcher address = ADDRESS.matcher(line);
        assertThat(address.find()).as(line).isTrue();
        tracker = URI.create(address.group());
    }

    /** One peer after the other comes and completes, for long enough that the first are safe, and a little longer. */
    private Expected announceAndKill(String escapedHash, Random random) throws Exception {
        List<Long> answeredNanos = new ArrayList<>();
        long lengthNanos = SAFE_AFTER.plusMillis(1 + random.nextInt(1_000)).toNanos();
        do {
            int number = answeredNanos.size();
            announce(escapedHash, number, "1&event=started");
            announce(escapedHash, number, "0&event=completed");
            answeredNanos.add(System.nanoTime());
        } while (System.nanoTime() - answeredNanos.get(0) < lengthNanos && answeredNanos.size() < MOST_PEERS);
        long safe = System.nanoTime() - SAFE_AFTER.toNanos();
        process.destroyForcibly().waitFor();
        int least =
                (int) answeredNanos.stream().filter(nanos -> nanos - safe < 0).count();
        assertThat(least).isPositive();
        return new Expected(escapedHash.replace("%", ""), least, answeredNanos.size());
    }

    private void announce(String escapedHash, int number, String left) throws Exception {
        String query = "/announce?info_hash=" + escapedHash + "&peer_id=-XX0001-" + String.format("%012d", number)
                + "&port=" + (FIRST_PORT + number) + "&compact=1&numwant=0&left=" + left;
        assertThat(get(query)).contains("8:interval");
    }

    private String get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(tracker.resolve(path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1))
                .body();
    }

    private void check(List<Expected> rounds, String where) throws Exception {
        for (Expected expected : rounds) {
            String swarm = get("/swarms/" + expected.infoHash());
            for (String count : List.of("seeders", "completed")) {
                Matcher number = Pattern.compile("\"" + count + "\":(\\d+)").matcher(swarm);
                assertThat(number.find()).as(where + ": " + swarm).isTrue();
                assertThat(Integer.parseInt(number.group(1)))
                        .as(where + ": " + count)
                        .isBetween(expected.least(), expected.most());
            }
        }
    }

    private String integrity() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("tracker.db"));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
            result.next();
            return result.getString(1);
        }
    }
}
