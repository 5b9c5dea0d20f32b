package starling.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import starling.announce.AnnounceEvent;

class MemorySwarmStoreTest extends SwarmStoreContract {
    @Override
    SwarmStore store(Duration peerLifetime, StoreLimits limits, RandomGenerator random) {
        return new MemorySwarmStore(peerLifetime, limits, () -> random);
    }

    @Test
    @Timeout(60)
    void manyThreadsLeaveTheCountsRight() throws Exception {
        int threads = 8;
        int rounds = 3_000;
        int torrents = 5;
        MemorySwarmStore store = new MemorySwarmStore(LIFETIME, StoreLimits.DEFAULT, ThreadLocalRandom::current);
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = 1 + thread * 100;
                running.add(pool.submit(() -> {
                    together.await();
                    play(store, first, rounds, torrents);
                    return null;
                }));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            pool.shutdown();
        }
        // what play() leaves behind: each thread's last seed and last leecher in every torrent
        assertThat(store.totals().seeders()).isEqualTo((long) threads * torrents);
        assertThat(store.totals().leechers()).isEqualTo((long) threads * torrents);
        for (int torrent = 0; torrent < torrents; torrent++) {
            Resource resource = store.resource(infoHash(torrent), 1_000, START).orElseThrow();
            assertThat(resource.seeders()).isEqualTo(threads);
            assertThat(resource.peers()).hasSize(2 * threads);
        }
    }

    /** Peers come, finish and go, with sweeps between them; swarms empty out and are made anew all the while. */
    private static void play(SwarmStore store, int first, int rounds, int torrents) {
        Instant now = START;
        for (int round = 0; round < rounds; round++) {
            for (int torrent = 0; torrent < torrents; torrent++) {
                Client comes = Client.leecher(first + round % 7).torrent(infoHash(torrent));
                say(store, comes, AnnounceEvent.STARTED, now);
                SwarmAnswer answer = say(store, comes.left(0), AnnounceEvent.UPDATE, now);
                assertThat(answer.peers())
                        .doesNotHaveDuplicates()
                        .noneMatch(peer -> peer.endpoint().equals(comes.endpoint()));
                say(store, comes, AnnounceEvent.STOPPED, now);
            }
            if (round % 10 == 0) {
                store.expire(now);
            }
        }
        for (int torrent = 0; torrent < torrents; torrent++) {
            say(store, Client.seed(first).torrent(infoHash(torrent)), AnnounceEvent.STARTED, now);
            say(store, Client.leecher(first + 1).torrent(infoHash(torrent)), AnnounceEvent.STARTED, now);
        }
    }

    private static SwarmAnswer say(SwarmStore store, Client client, AnnounceEvent event, Instant now) {
        return store.announce(client.says(event, 50, AddressFamilies.BOTH, false), now)
                .orElseThrow();
    }
}
