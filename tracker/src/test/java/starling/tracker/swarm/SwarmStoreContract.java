package starling.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.AnnounceEvent;
import starling.metainfo.InfoHash;

/**
 * What every {@link SwarmStore} does with its members over time; each store has a test class that extends this one.
 */
abstract class SwarmStoreContract extends SwarmAnswersContract {
    @Test
    void aPeerIsKeptForItsLifetimeAndNoLonger() {
        update(Client.seed(1));
        now = START.plus(LIFETIME);
        assertThat(update(Client.leecher(2)).seeders()).isEqualTo(1);
        now = now.plusMillis(1);
        SwarmAnswer answer = update(Client.leecher(2));
        assertThat(answer).isEqualTo(new SwarmAnswer(0, 1, 0, List.of()));
    }

    @Test
    void anAnnounceRenewsThePeerThoughItCameFirst() {
        update(Client.seed(1));
        update(Client.seed(2));
        now = now.plus(LIFETIME);
        update(Client.seed(1));
        now = now.plus(Duration.ofMinutes(1));
        assertThat(resource().peers()).extracting(SwarmPeer::id).containsExactly(id(1));
    }

    @Test
    void aFarewellInAnothersNameRenewsNobody() {
        update(Client.seed(1));
        now = now.plus(Duration.ofMinutes(1));
        update(Client.seed(2));
        announce(Client.seed(1).id(99), AnnounceEvent.STOPPED);
        now = START.plus(LIFETIME).plusMillis(1);
        assertThat(resource().peers()).extracting(SwarmPeer::id).containsExactly(id(2));
    }

    @Test
    void theSweepDropsSilentPeersAndEmptySwarms() {
        update(Client.seed(1));
        update(Client.leecher(2).torrent(infoHash(2)));
        now = now.plus(LIFETIME).plusSeconds(1);
        update(Client.leecher(3));
        assertThat(store.expire(now)).isEqualTo(1);
        assertThat(store.totals()).isEqualTo(new StoreTotals(1, 0, 1, 0));
        assertThat(store.resource(infoHash(2), 0, now)).isEmpty();
    }

    @Test
    void aCompletedCountOutlivesThePeers() {
        update(Client.leecher(1));
        announce(Client.seed(1), AnnounceEvent.COMPLETED);
        announce(Client.seed(1), AnnounceEvent.STOPPED);
        store.expire(now.plus(LIFETIME.multipliedBy(10)));
        assertThat(resource()).isEqualTo(new Resource(TORRENT, Optional.empty(), 0, 0, 1, List.of()));
    }

    @Test
    void ofEmptySwarmsTheLatestAreRemembered() {
        for (int number = 1; number <= 15; number++) {
            Client client = Client.seed(number).torrent(infoHash(number));
            announce(client, AnnounceEvent.COMPLETED);
            announce(client, AnnounceEvent.STOPPED);
            now = now.plusSeconds(1);
        }
        store.expire(now);
        assertThat(store.totals()).isEqualTo(new StoreTotals(ROOMY.maxRemembered(), 0, 0, ROOMY.maxRemembered()));
        Set<InfoHash> kept = new HashSet<>();
        store.resources(100, 0, now).forEach(resource -> kept.add(resource.infoHash()));
        assertThat(kept).contains(infoHash(6), infoHash(15)).doesNotContain(infoHash(5));
    }

    @Test
    void whatAPeerHasIsWhatItSaidLast() {
        updateWithMap(Client.leecher(1), 3);
        updateWithMap(Client.leecher(2), 3);
        updateWithMap(Client.leecher(3), 3);
        updateWithMap(Client.leecher(4), 3);
        updateWithMap(Client.leecher(2), 17);
        update(Client.leecher(3));
        updateWithMap(Client.seed(4), 40);
        assertThat(resource().peers())
                .extracting(SwarmPeer::id, SwarmPeer::pieceMap)
                .containsExactlyInAnyOrder(
                        tuple(id(1), Optional.of(firstOf40(3))),
                        tuple(id(2), Optional.of(firstOf40(17))),
                        tuple(id(3), Optional.empty()),
                        tuple(id(4), Optional.empty()));
    }

    @Test
    void aTorrentHasANameOnceItIsGivenOne() {
        store.name(TORRENT, "first.iso");
        update(Client.seed(1));
        store.name(TORRENT, "second.iso");
        assertThat(resource().name()).contains("second.iso");
        assertThat(resource().seeders()).isEqualTo(1);
    }

    @Test
    void aSnapshotHoldsAsManyPeersAsAreAskedForAndDoesNotChange() {
        IntStream.rangeClosed(1, 20).forEach(number -> update(Client.seed(number)));
        Resource before = store.resource(TORRENT, 5, now).orElseThrow();
        assertThat(before.peers()).hasSize(5);
        assertThat(before.seeders()).isEqualTo(20);
        announce(Client.seed(1), AnnounceEvent.STOPPED);
        assertThat(before.seeders()).isEqualTo(20);
        assertThat(store.resources(10, 3, now))
                .hasSize(1)
                .allMatch(resource -> resource.peers().size() == 3);
    }

    @Test
    void resourcesAreBounded() {
        IntStream.rangeClosed(1, 20)
                .forEach(number -> update(Client.seed(number).torrent(infoHash(number))));
        assertThat(store.resources(7, 0, now)).hasSize(7);
        assertThat(store.resources(70, 0, now)).hasSize(20);
    }

    @Test
    void aFullStoreRefusesTheNewAndServesTheKnown() {
        store = store(LIFETIME, new StoreLimits(2, 3, 0), new java.util.Random(1));
        update(Client.seed(1));
        update(Client.seed(2).torrent(infoHash(2)));
        SwarmAnnounce thirdSwarm =
                Client.seed(3).torrent(infoHash(3)).says(AnnounceEvent.STARTED, 50, AddressFamilies.BOTH, false);
        assertThat(store.announce(thirdSwarm, now)).isEmpty();
        update(Client.seed(3));
        SwarmAnnounce fourthPeer = Client.leecher(4).says(AnnounceEvent.STARTED, 50, AddressFamilies.BOTH, false);
        assertThat(store.announce(fourthPeer, now)).isEmpty();
        assertThat(update(Client.leecher(3)).seeders()).isEqualTo(1);
        announce(Client.seed(1), AnnounceEvent.STOPPED);
        assertThat(store.announce(fourthPeer, now)).isPresent();
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({"192.0.2.1,192.0.2.1,198.51.100.9", "2001:db8::1,2001:db8::2:3,2001:db8:0:1::1"})
    void anAddressThatHasItsShareGetsNoMoreAndLeavesNothingBehind(String one, String same, String another) {
        store = store(LIFETIME, new StoreLimits(1_000, 1_000, 10, 0), new java.util.Random(1));
        for (int number = 0; number < 10; number++) {
            update(Client.seed(number).at(one, 1 + number).torrent(infoHash(number)));
        }
        for (int number = 10; number < 100; number++) {
            assertThat(store.announce(newcomer(number, same), now)).isEmpty();
        }
        assertThat(store.totals().swarms()).isEqualTo(10);
        update(Client.leecher(3).at(one, 4).torrent(infoHash(3)));
        assertThat(store.announce(newcomer(200, another), now)).isPresent();
        assertThat(store.announce(newcomer(201, "127.0.0.1"), now)).isPresent();
        announce(Client.leecher(3).at(one, 4).torrent(infoHash(3)), AnnounceEvent.STOPPED);
        assertThat(store.announce(newcomer(10, same), now)).isPresent();
        assertThat(store.announce(newcomer(11, same), now)).isEmpty();
        now = now.plus(LIFETIME).plusSeconds(1);
        store.expire(now);
        assertThat(store.announce(newcomer(11, same), now)).isPresent();
    }

    private static SwarmAnnounce newcomer(int number, String address) {
        return Client.seed(number)
                .at(address, 1 + number)
                .torrent(infoHash(number))
                .says(AnnounceEvent.STARTED, 50, AddressFamilies.BOTH, false);
    }

    @Test
    void totalsFollowEveryChange() {
        update(Client.leecher(1));
        announce(Client.seed(1), AnnounceEvent.COMPLETED);
        update(Client.leecher(2));
        update(Client.leecher(3).torrent(infoHash(2)));
        assertThat(store.totals()).isEqualTo(new StoreTotals(2, 1, 2, 1));
        announce(Client.leecher(2), AnnounceEvent.STOPPED);
        update(Client.leecher(1).id(9));
        assertThat(store.totals()).isEqualTo(new StoreTotals(2, 0, 2, 1));
    }
}
