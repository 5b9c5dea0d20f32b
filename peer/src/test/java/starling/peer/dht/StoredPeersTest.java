package starling.peer.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.metainfo.InfoHash;

class StoredPeersTest {
    private final StoredPeers stored = new StoredPeers(new SplittableRandom(1));

    private static Endpoint peer(int number, int port) {
        try {
            return new Endpoint(
                    InetAddress.getByAddress(
                            new byte[] {45, (byte) (number >> 16), (byte) (number >> 8), (byte) number}),
                    port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static InfoHash hash(int number) {
        return InfoHash.ofInfo(Integer.toString(number).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private void add(int torrent, int number, long now) {
        stored.add(hash(torrent), peer(number, 6881), peer(number, 1), now);
    }

    @Test
    void namesWhoAnnouncedUntilItIsTooLongAgo() {
        long lifetime = StoredPeers.LIFETIME.toNanos();
        add(1, 1, 0);
        add(1, 2, lifetime / 2);
        add(1, 1, lifetime / 2 + 1);

        assertThat(stored.some(hash(1), 10, lifetime)).containsExactlyInAnyOrder(peer(1, 6881), peer(2, 6881));
        assertThat(stored.some(hash(1), 10, lifetime / 2 + lifetime)).containsExactly(peer(1, 6881));
        stored.expire(3 * lifetime);
        assertThat(stored.torrentCount()).isZero();
        assertThat(stored.some(hash(2), 10, 0)).isEmpty();
    }

    @Test
    void namesNoMoreThanAreAskedForAndOthersEachTime() {
        for (int i = 0; i < 100; i++) {
            add(1, i, 0);
        }

        assertThat(stored.some(hash(1), 20, 0)).hasSize(20).doesNotHaveDuplicates();
        assertThat(stored.some(hash(1), 20, 0)).isNotEqualTo(stored.some(hash(1), 20, 0));
    }

    @Test
    void whateverIsAnnouncedTheMemoryIsBounded() {
        for (int i = 0; i < 2 * StoredPeers.MOST_PEERS; i++) {
            add(1, i, i);
        }
        assertThat(stored.peerCount()).isEqualTo(StoredPeers.MOST_PEERS);
        for (int i = 0; i < StoredPeers.MOST_TORRENTS + 10; i++) {
            add(10 + i, i, i);
        }
        assertThat(stored.torrentCount()).isEqualTo(StoredPeers.MOST_TORRENTS);
        assertThat(stored.some(hash(1), 1, Duration.ofSeconds(1).toNanos()))
                .as("the one that nobody announced for longest has made room")
                .isEmpty();
    }

    @Test
    void oneOwnerOfAddressesHasASmallShare() {
        for (int i = 0; i < 2 * StoredPeers.MOST_OF_ONE; i++) {
            stored.add(hash(i), peer(7, 1 + i), peer(7, 1 + i), 0);
        }
        assertThat(stored.peerCount()).isEqualTo(StoredPeers.MOST_OF_ONE);

        stored.expire(StoredPeers.LIFETIME.toNanos());
        add(1, 7, StoredPeers.LIFETIME.toNanos());
        assertThat(stored.peerCount()).isOne();
    }
}
