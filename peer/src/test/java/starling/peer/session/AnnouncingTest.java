package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import starling.announce.Endpoint;
import starling.peer.discovery.TinyTracker;
import starling.peer.discovery.TrackerStatus;
import starling.peer.session.TorrentSession.Intent;

/** What trackers hear of a torrent from the first word to the last. */
@Timeout(300)
class AnnouncingTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LENGTH = 200_000;
    private static final TinyTracker.Answer NOBODY = TinyTracker.body(200, "d8:intervali1800e5:peers0:e");

    @TempDir
    Path home;

    private static Client client(Path home, TinyTracker tracker) throws Exception {
        ClientOptions usual = Sample.options(home);
        return new Client(new ClientOptions(
                usual.state(),
                usual.bind(),
                usual.port(),
                Optional.of(tracker.url()),
                usual.maxDownload(),
                usual.maxUpload(),
                usual.seedGoal(),
                usual.partnership(),
                usual.encryption(),
                usual.ssl(),
                usual.finding(),
                usual.dht(),
                usual.program()));
    }

    /** The next request that has an event, and does not come just because time passes. */
    private static String news(TinyTracker tracker) throws InterruptedException {
        String query = tracker.query();
        while (!query.contains("event=")) {
            query = tracker.query();
        }
        return query + "&";
    }

    private static String[] said(String event, int downloaded, int uploaded, int left) {
        return new String[] {
            "event=" + event + "&", "downloaded=" + downloaded + "&", "uploaded=" + uploaded + "&", "left=" + left + "&"
        };
    }

    /** Counts begin anew with each {@code started}; what is left does not. */
    @Test
    void countsAreTrue() throws Exception {
        Sample sample = Sample.of(LENGTH, 16_384);
        try (TinyTracker seederTracker = new TinyTracker(NOBODY);
                TinyTracker leecherTracker = new TinyTracker(NOBODY)) {
            Client seeder = client(home.resolve("seeder"), seederTracker);
            sample.writeTo(home.resolve("seeder/content"));
            sample.open(seeder, home.resolve("seeder/content"), Intent.SEED).start();
            assertThat(news(seederTracker)).contains(said("started", 0, 0, 0));

            Client leecher = client(home.resolve("leecher"), leecherTracker);
            TorrentSession download = sample.open(leecher, home.resolve("leecher/content"), Intent.DOWNLOAD);
            download.start();
            assertThat(news(leecherTracker)).contains(said("started", 0, 0, LENGTH));
            download.addPeers(List.of(new Endpoint(InetAddress.getLoopbackAddress(), seeder.port())));
            assertThat(download.awaitSettled(PATIENCE)).isTrue();
            assertThat(news(leecherTracker)).contains(said("completed", LENGTH, 0, 0));

            leecher.close();
            assertThat(news(leecherTracker)).contains(said("stopped", LENGTH, 0, 0));
            seeder.close();
            assertThat(news(seederTracker)).contains(said("stopped", 0, LENGTH, 0));

            try (Client again = client(home.resolve("leecher"), leecherTracker)) {
                again.continueAll();
                assertThat(news(leecherTracker)).contains(said("started", 0, 0, 0));
            }
            assertThat(news(leecherTracker)).contains(said("stopped", 0, 0, 0));
        }
    }

    /** The bound is of ten times what it may take, as machines are slow; who waits for an answer waits for minutes. */
    @Test
    void aTrackerThatDoesNotHearTheGoodbyeHoldsUpNobody() throws Exception {
        Sample sample = Sample.of(LENGTH + 1, 16_384);
        CountDownLatch end = new CountDownLatch(1);
        try (TinyTracker tracker = new TinyTracker(NOBODY)) {
            Client client = client(home.resolve("seeder"), tracker);
            sample.writeTo(home.resolve("seeder/content"));
            TorrentSession seed = sample.open(client, home.resolve("seeder/content"), Intent.SEED);
            seed.start();
            assertThat(news(tracker)).contains("event=started");
            while (seed.snapshot().trackers().get(0).state() != TrackerStatus.State.OK) {
                Thread.sleep(20);
            }
            tracker.answer(exchange -> {
                try {
                    end.await();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            });

            long begun = System.nanoTime();
            client.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
            assertThat(news(tracker)).contains("event=stopped");
            end.countDown();
        }
    }
}
