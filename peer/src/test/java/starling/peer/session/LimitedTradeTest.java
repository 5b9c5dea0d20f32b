package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.Endpoint;
import starling.peer.policy.Limits;
import starling.peer.session.TorrentSession.Intent;

/** Clients that trade over loopback within limits: never faster, however fast the machine, and to the end. */
@Timeout(300)
class LimitedTradeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int KIB = 1024;

    @TempDir
    Path home;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private Client client(String name) throws IOException {
        Client client = Sample.client(home.resolve(name));
        open.add(client);
        return client;
    }

    private TorrentSession start(Client client, Sample sample, String folder, Intent intent) throws Exception {
        TorrentSession session = sample.open(client, home.resolve(folder), intent);
        session.start();
        assertThat(session.awaitChecked(PATIENCE)).isTrue();
        return session;
    }

    private static Endpoint endpoint(Client client) {
        return new Endpoint(InetAddress.getLoopbackAddress(), client.port());
    }

    @ParameterizedTest
    @CsvSource({
        "300, 0, 0, 0, the giver may send no more",
        "0, 300, 0, 0, the taker may read no more",
        "0, 0, 300, 0, the torrent may send no more",
        "0, 0, 0, 300, the torrent may read no more",
        "900, 700, 500, 300, the least holds",
    })
    void nothingIsFasterThanItsLimit(int sendsAll, int readsAll, int sends, int reads, String why) throws Exception {
        Sample sample = Sample.of(600 * KIB, 64 * KIB);
        sample.writeTo(home.resolve("given"));
        Client giver = client("a");
        giver.limit(new Limits(0, sendsAll * KIB));
        TorrentSession given = start(giver, sample, "given", Intent.SEED);
        given.limit(new Limits(0, sends * KIB));
        Client taker = client("b");
        taker.limit(new Limits(readsAll * KIB, 0));
        TorrentSession taken = start(taker, sample, "taken", Intent.DOWNLOAD);
        taken.limit(new Limits(reads * KIB, 0));

        long start = System.nanoTime();
        taken.addPeers(List.of(endpoint(giver)));
        assertThat(taken.awaitSettled(PATIENCE)).isTrue();
        double seconds = (System.nanoTime() - start) / 1e9;

        assertThat(Files.readAllBytes(home.resolve("taken").resolve("sample.bin")))
                .isEqualTo(sample.bytes());
        assertThat(seconds).as(why).isGreaterThan(1.8);
    }

    @Test
    void aLimitMayChangeWhileItRuns() throws Exception {
        Sample sample = Sample.of(600 * KIB, 64 * KIB);
        sample.writeTo(home.resolve("given"));
        Client giver = client("a");
        giver.limit(new Limits(0, KIB));
        TorrentSession given = start(giver, sample, "given", Intent.SEED);
        Client taker = client("b");
        TorrentSession taken = start(taker, sample, "taken", Intent.DOWNLOAD);
        taken.addPeers(List.of(endpoint(giver)));
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (given.snapshot().uploadedBytes() == 0 && System.nanoTime() < until) {
            Thread.sleep(10);
        }

        // At the old rate it would take ten minutes.
        giver.limit(Limits.NONE);

        assertThat(taken.awaitSettled(PATIENCE)).isTrue();
    }

    @Test
    void aTorrentKeepsItsLimitInLaterRuns() throws Exception {
        Sample sample = Sample.of(100 * KIB, 64 * KIB);
        sample.writeTo(home.resolve("given"));
        try (Client first = Sample.client(home.resolve("a"))) {
            TorrentSession given = start(first, sample, "given", Intent.SEED);
            given.limit(new Limits(100, 200));
        }

        Client second = client("a");
        second.continueAll();

        assertThat(second.torrents())
                .singleElement()
                .satisfies(torrent -> assertThat(torrent.limits()).isEqualTo(new Limits(100, 200)));
    }
}
