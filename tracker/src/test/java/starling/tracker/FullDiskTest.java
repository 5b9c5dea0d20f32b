package starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import starling.metainfo.MetainfoReader;
import starling.tracker.swarm.AnnounceTerms;
import starling.tracker.testing.Torrents;

/** The tracker on a disk that is full: a tmpfs of its own, which only root may mount, as where the build runs. */
@Timeout(120)
class FullDiskTest {
    private static final int SIZE_MEBIBYTES = 4;

    /** Their rows need more room than a database has to spare in its files. */
    private static final int PEERS = 5_000;

    /** A .torrent of half a mebibyte. */
    private static final int PIECES = 26_000;

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SWARM = "/swarms/" + "61".repeat(20);

    @TempDir
    Path disk;

    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
    private final AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            // the text file for people comes a second later, or not, and has a line of its own
            boolean textFile = event.getLoggerName().endsWith(".SearchContent");
            if (event.getLevel().isGreaterOrEqual(Level.WARN) && !textFile) {
                warnings.add(event.getFormattedMessage());
            }
        }
    };
    private Logger logger;
    private boolean mounted;
    private Tracker tracker;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE_MEBIBYTES + "m", "tmpfs", disk.toString());
        assumeTrue(mounted, "only root can mount a small disk to fill");
        logger = (Logger) LoggerFactory.getLogger("starling.tracker");
        log.start();
        logger.addAppender(log);
        start();
    }

    @AfterEach
    void unmount() throws Exception {
        if (tracker != null) {
            logger.detachAppender(log);
            tracker.close();
        }
        if (mounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }

    private void start() throws IOException {
        tracker = Tracker.start(
                new TrackerOptions(
                        new InetSocketAddress("127.0.0.1", 0),
                        AnnounceTerms.every(Duration.ofMinutes(30)),
                        Optional.of(disk.resolve("data")),
                        false,
                        OptionalInt.empty()),
                Clock.systemUTC());
    }

    @Test
    void announcesGoOnPublishingDoesNotAndAllIsWrittenOnceThereIsRoom() throws Exception {
        byte[] before = Torrents.file("before.iso", 10);
        byte[] after = Torrents.file("after.iso", PIECES);
        assertThat(publish("before", before)).isEqualTo(201);
        Path filler = fill();
        for (int peer = 1; peer <= PEERS; peer++) {
            announce(peer, "1&event=started");
        }
        announce(1, "0&event=completed");
        assertThat(warning()).contains("cannot write", "tracker.db", "full", "answered from memory");
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(publish("after", after)).isEqualTo(503);
            announce(2 + attempt, "0&event=completed");
        }
        assertThat(warning()).contains("catalogue.db", "full", "Make room");
        assertThat(get(SWARM)).contains("\"seeders\":4,\"leechers\":" + (PEERS - 4), "\"completed\":4");
        assertThat(get("/torrents?q=before")).contains("before.iso");
        assertThat(warnings).as("each has said so once").isEmpty();

        Files.delete(filler);
        assertThat(warning()).contains("is written again");
        assertThat(publish("after", after)).isEqualTo(201);
        tracker.close();
        start();
        assertThat(get(SWARM)).contains("\"seeders\":4,\"leechers\":" + (PEERS - 4), "\"completed\":4");
        assertThat(get("/torrents?q=after"))
                .contains(MetainfoReader.read(after).infoHash().hex());
        assertThat(warnings).isEmpty();
    }

    @Test
    void itStopsThereAndLetsGoOfEveryFile() throws Exception {
        assertThat(publish("before", Torrents.file("before.iso", 10))).isEqualTo(201);
        fill();
        announce(1, "1&event=started");
        tracker.close();
        assertThat(run("umount", disk.toString())).isTrue();
        mounted = false;
    }

    private Path fill() throws IOException {
        Path filler = disk.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            // page by page, so that not one is left
            for (byte[] page = new byte[4_096]; ; ) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
        return filler;
    }

    private String warning() throws InterruptedException {
        String next = warnings.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("a line in the log").isNotNull();
        return next;
    }

    private void announce(int peer, String left) throws Exception {
        assertThat(get("/announce?info_hash=" + "a".repeat(20) + "&peer_id=-XX0001-" + String.format("%012d", peer)
                        + "&compact=1&numwant=0&port=" + peer + "&left=" + left))
                .contains("8:interval");
    }

    private String get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private int publish(String name, byte[] torrent) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/torrents/" + name + ".torrent"))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(torrent))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private URI uri(String path) {
        return URI.create(tracker.announceUrl()).resolve(path);
    }
}
