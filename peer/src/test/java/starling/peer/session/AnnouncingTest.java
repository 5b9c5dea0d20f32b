package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.metainfo.MagnetLink;
import starling.peer.discovery.TinyTracker;
import starling.peer.discovery.TrackerStatus;
import starling.peer.session.TorrentSession.Intent;
import starling.peer.storage.MagnetRecord;

/** What trackers hear of a torrent from the first word to the last. */
class AnnouncingTest extends OnLoopback {
    private static final int LENGTH = 200_000;
    private static final TinyTracker.Answer NOBODY = TinyTracker.body(200, "d8:intervali1800e5:peers0:e");

    private static Client client(Path home, TinyTracker tracker) throws Exception {
        return client(home, tracker.url());
    }

    private static Client client(Path home, String trackerUrl) throws Exception {
        return new LoopbackOptions(home).tracker(trackerUrl).open();
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

    /** A magnet link's goodbye does not come on top of the torrents'; nobody answers here, not even the hello. */
    @Test
    void aUdpTrackerThatSaysNothingHoldsUpNobodyEither() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Client client = client(home.resolve("client"), "udp://127.0.0.1:" + silent.getLocalPort() + "/announce");
            Sample sample = Sample.of(LENGTH + 2, 16_384);
            sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD).start();
            MagnetLink link = MagnetLink.of(Sample.of(LENGTH + 3, 16_384).metainfo());
            client.open(new MagnetRecord(link, home.resolve("downloads"), home.resolve("torrents"), false, false))
                    .start();
            silent.setSoTimeout((int) PATIENCE.toMillis());
            // both have begun to ask
            for (int asked = 0; asked < 2; asked++) {
                silent.receive(new DatagramPacket(new byte[100], 100));
            }

            long begun = System.nanoTime();
            client.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        }
    }
}
