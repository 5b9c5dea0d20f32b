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
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import starling.metainfo.MetainfoReader;
import starling.tracker.testing.Torrents;

/**
 * Kills the finished program under announces and uploads, at random moments, and looks at what it knows afterwards. 5
 * times; {@code -Dstarling.kill.rounds=50} for the night, {@code -Dstarling.kill.seed=N} for the moments of an earlier
 * run.
 */
@Timeout(3_600)
class TrackerKillIT {
    /** No completed count that is older is lost. */
    private static final Duration SAFE_AFTER = Duration.ofSeconds(1);

    /**
     * An answer that takes longer to come adds no more than this to the age of those before it: a machine that does
     * nothing for seconds does not write either, and nobody promised that it would.
     */
    private static final Duration LONGEST_STEP = Duration.ofMillis(50);

    private static final int ROUNDS = Integer.getInteger("starling.kill.rounds", 5);
    private static final int FIRST_PORT = 1_000;
    private static final int MOST_PEERS = 60_000;
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

    /** What must and what may be known of one round's swarm: each peer in it has completed. */
    private record Expected(String infoHash, int least, int most) {}

    private record Upload(String name, byte[] torrent) {}

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService clients = Executors.newFixedThreadPool(2);
    private Process process;
    private URI tracker;

    @AfterEach
    void end() throws InterruptedException {
        kill();
        clients.shutdown();
    }

    @Test
    void whatWasPromisedSurvives() throws Exception {
        long seed = Long.getLong("starling.kill.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Expected> swarms = new ArrayList<>();
        List<Upload> published = new ArrayList<>();
        start();
        for (int round = 0; round < ROUNDS; round++) {
            String where = "seed " + seed + ", round " + round;
            Announcer announcer = new Announcer(round, SAFE_AFTER.plusMillis(1 + random.nextInt(1_000)));
            Uploader uploader = new Uploader(round);
            Future<?> announces = clients.submit(announcer);
            Future<?> uploads = clients.submit(uploader);
            announcer.oldEnough.await();
            long aliveNanos = announcer.aliveNanos;
            kill();
            announces.get();
            uploads.get();
            assertThat(integrity("tracker.db")).as(where).isEqualTo("ok");
            assertThat(integrity("catalogue.db")).as(where).isEqualTo("ok");
            start();
            swarms.add(announcer.expected(aliveNanos));
            check(swarms, where);
            checkPublished(uploader.published, where);
            published.addAll(uploader.published);
        }
        checkPublished(published, "seed " + seed + ", at the end");
        System.out.println(ROUNDS + " kills: " + published.size() + " uploads and at least "
                + swarms.stream().mapToInt(Expected::least).sum() + " completed counts kept");
    }

    private void start() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String jar = System.getProperty("starling.tracker.jar");
        process = new ProcessBuilder(
                        java.toString(),
                        "-jar",
                        jar,
                        "0",
                        "--bind",
                        "127.0.0.1",
                        "--no-discovery",
                        "--data",
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()));
        String line = String.valueOf(out.readLine());
        Matcher address = ADDRESS.matcher(line);
        assertThat(address.find()).as(line).isTrue();
        tracker = URI.create(address.group());
    }

    private void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(tracker.resolve(path));
    }

    /** One peer after the other comes and completes, until the tracker is gone. */
    private final class Announcer implements Callable<Void> {
        final CountDownLatch oldEnough = new CountDownLatch(1);
        volatile long aliveNanos;

        private final String escapedHash;
        private final Duration until;
        private final List<Long> answeredNanos = new ArrayList<>();

        Announcer(int round, Duration until) {
            this.escapedHash = String.format("%%%02x", round).repeat(20);
            this.until = until;
        }

        @Override
        public Void call() throws Exception {
            long before = 0;
            try {
                while (answeredNanos.size() < MOST_PEERS) {
                    int number = answeredNanos.size();
                    announce(number, "1&event=started");
                    announce(number, "0&event=completed");
                    long now = System.nanoTime();
                    // the first of them is where counting begins
                    long alive = number == 0 ? 0 : aliveNanos + Math.min(now - before, LONGEST_STEP.toNanos());
                    before = now;
                    answeredNanos.add(alive);
                    aliveNanos = alive;
                    if (alive >= until.toNanos()) {
                        oldEnough.countDown();
                    }
                }
            } catch (IOException killed) {
                // what it is there for
            } finally {
                oldEnough.countDown();
            }
            return null;
        }

        private void announce(int number, String left) throws IOException, InterruptedException {
            String query = "/announce?info_hash=" + escapedHash + "&peer_id=-XX0001-" + String.format("%012d", number)
                    + "&port=" + (FIRST_PORT + number) + "&compact=1&numwant=0&left=" + left;
            assertThat(new String(send(request(query)).body(), StandardCharsets.ISO_8859_1))
                    .contains("8:interval");
        }

        Expected expected(long killedNanos) {
            int least = (int) answeredNanos.stream()
                    .filter(nanos -> killedNanos - nanos > SAFE_AFTER.toNanos())
                    .count();
            assertThat(least).isPositive();
            // the one whose answer did not come any more may be known as well
            return new Expected(escapedHash.replace("%", ""), least, answeredNanos.size() + 1);
        }
    }

    /** Publishes one torrent after the other, until the tracker is gone. */
    private final class Uploader implements Callable<Void> {
        final List<Upload> published = new ArrayList<>();

        private final int round;

        Uploader(int round) {
            this.round = round;
        }

        @Override
        public Void call() throws Exception {
            try {
                while (true) {
                    // all of one length: none is the beginning of another, so each is found alone
                    String name = String.format("round%04dupload%06d", round, published.size());
                    byte[] torrent = Torrents.file(name + ".iso", 50);
                    HttpRequest.Builder put = request("/torrents/" + name + ".torrent")
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(torrent));
                    assertThat(send(put).statusCode()).isEqualTo(201);
                    published.add(new Upload(name, torrent));
                }
            } catch (IOException killed) {
                return null;
            }
        }
    }

    private void check(List<Expected> swarms, String where) throws Exception {
        for (Expected expected : swarms) {
            String swarm =
                    new String(send(request("/swarms/" + expected.infoHash())).body(), StandardCharsets.UTF_8);
            for (String count : List.of("seeders", "completed")) {
                Matcher number = Pattern.compile("\"" + count + "\":(\\d+)").matcher(swarm);
                assertThat(number.find()).as(where + ": " + swarm).isTrue();
                assertThat(Integer.parseInt(number.group(1)))
                        .as(where + ": " + count)
                        .isBetween(expected.least(), expected.most());
            }
        }
    }

    private void checkPublished(List<Upload> published, String where) throws Exception {
        assertThat(published).as(where).isNotEmpty();
        for (Upload upload : published) {
            String infoHash = MetainfoReader.read(upload.torrent()).infoHash().hex();
            assertThat(send(request("/torrents/" + infoHash)).body())
                    .as(where + ": " + upload.name())
                    .isEqualTo(upload.torrent());
            assertThat(new String(send(request("/torrents?q=" + upload.name())).body(), StandardCharsets.UTF_8))
                    .as(where + ": " + upload.name())
                    .contains(infoHash);
        }
    }

    private String integrity(String database) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(database));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
            result.next();
            return result.getString(1);
        }
    }
}
