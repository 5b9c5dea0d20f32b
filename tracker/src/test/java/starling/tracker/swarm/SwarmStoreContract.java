package starling.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AddressLiteral;
import starling.announce.AnnounceEvent;
import starling.announce.AnnouncedPeer;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;

/** What every {@link SwarmStore} does; each store has a test class that extends this one. */
abstract class SwarmStoreContract {
    static final Duration LIFETIME = Duration.ofMinutes(60);
    static final StoreLimits ROOMY = new StoreLimits(1_000, 10_000, 10);
    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    static final InfoHash TORRENT = infoHash(1);

    /** An empty store. */
    abstract SwarmStore store(Duration peerLifetime, StoreLimits limits, RandomGenerator random);

    private SwarmStore store;
    private Instant now = START;

    @BeforeEach
    void open() {
        store = store(LIFETIME, ROOMY, new java.util.Random(42));
    }

    static InfoHash infoHash(int number) {
        return InfoHash.parse(String.format("%040x", number));
    }

    static PeerId id(int number) {
        return PeerId.of(String.format("-XX0001-%012d", number).getBytes());
    }

    /** One announce of a client, with the fields that a test cares about. */
    record Client(InfoHash torrent, PeerId id, String address, int port, long up, long down, OptionalLong left) {
        static Client leecher(int number) {
            return new Client(TORRENT, SwarmStoreContract.id(number), "10.0.0.1", number, 0, 0, OptionalLong.of(100));
        }

        static Client seed(int number) {
            return leecher(number).left(0);
        }

        Client torrent(InfoHash other) {
            return new Client(other, id, address, port, up, down, left);
        }

        Client id(int number) {
            return new Client(torrent, SwarmStoreContract.id(number), address, port, up, down, left);
        }

        Client at(String address, int port) {
            return new Client(torrent, id, address, port, up, down, left);
        }

        Client moved(long up, long down) {
            return new Client(torrent, id, address, port, up, down, left);
        }

        Client left(long left) {
            return new Client(torrent, id, address, port, up, down, OptionalLong.of(left));
        }

        Client leftUnknown() {
            return new Client(torrent, id, address, port, up, down, OptionalLong.empty());
        }

        Endpoint endpoint() {
            InetAddress parsed = AddressLiteral.parse(address).orElseThrow();
            return new Endpoint(parsed, port);
        }

        SwarmAnnounce says(AnnounceEvent event, int wanted, AddressFamilies families, boolean withIds) {
            return new SwarmAnnounce(torrent, id, endpoint(), up, down, left, event, wanted, families, withIds);
        }
    }

    private SwarmAnswer announce(Client client, AnnounceEvent event) {
        return store.announce(client.says(event, 50, AddressFamilies.BOTH, false), now)
                .orElseThrow();
    }

    private SwarmAnswer update(Client client) {
        return announce(client, AnnounceEvent.UPDATE);
    }

    private SwarmAnswer update(Client client, int wanted) {
        return store.announce(client.says(AnnounceEvent.UPDATE, wanted, AddressFamilies.BOTH, false), now)
                .orElseThrow();
    }

    private static List<Endpoint> endpoints(SwarmAnswer answer) {
        return answer.peers().stream().map(AnnouncedPeer::endpoint).toList();
    }

    private Resource resource() {
        return store.resource(TORRENT, 100, now).orElseThrow();
    }

    @Test
    void theFirstPeerFindsNobodyAndIsCounted() {
        assertThat(update(Client.leecher(1))).isEqualTo(new SwarmAnswer(0, 1, 0, List.of()));
    }

    @Test
    void aPeerIsToldOfTheOthersAndNeverOfItself() {
        update(Client.leecher(1));
        update(Client.seed(2));
        assertThat(endpoints(update(Client.leecher(3))))
                .containsExactlyInAnyOrder(
                        Client.leecher(1).endpoint(), Client.seed(2).endpoint());
        assertThat(endpoints(update(Client.leecher(1))))
                .doesNotContain(Client.leecher(1).endpoint());
    }

    @Test
    void seedsAreNotToldOfSeeds() {
        update(Client.seed(1));
        update(Client.leecher(2));
        assertThat(endpoints(update(Client.seed(3))))
                .containsExactly(Client.leecher(2).endpoint());
    }

    @Test
    void swarmsKeepApart() {
        update(Client.seed(1));
        assertThat(update(Client.leecher(2).torrent(infoHash(2))).peers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "7,7", "99,99", "100,99", "200,99"})
    void anAnswerNamesAsManyAsAreWantedAndKnown(int wanted, int named) {
        IntStream.rangeClosed(1, 50).forEach(number -> update(Client.leecher(number)));
        IntStream.rangeClosed(51, 100).forEach(number -> update(Client.seed(number)));
        List<Endpoint> endpoints = endpoints(update(Client.leecher(1), wanted));
        assertThat(endpoints)
                .hasSize(named)
                .doesNotHaveDuplicates()
                .doesNotContain(Client.leecher(1).endpoint());
    }

    @Test
    void everyPeerIsDrawnAboutEquallyOften() {
        int others = 40;
        IntStream.rangeClosed(1, 10).forEach(number -> update(Client.leecher(number)));
        IntStream.rangeClosed(11, others).forEach(number -> update(Client.seed(number)));
        int rounds = 4_000;
        int[] drawn = new int[others + 1];
        for (int round = 0; round < rounds; round++) {
            for (Endpoint endpoint : endpoints(update(Client.leecher(500), 4))) {
                drawn[endpoint.port()]++;
            }
        }
        // 400 are expected of each; the standard deviation is 19
        for (int number = 1; number <= others; number++) {
            assertThat(drawn[number]).as("draws of peer " + number).isBetween(280, 520);
        }
    }

    @Test
    void bothAddressFamiliesAreKeptAndAnsweredAsAskedFor() {
        Client four = Client.seed(1);
        Client six = Client.seed(2).at("2001:db8::7", 2);
        update(four);
        update(six);
        Client asker = Client.leecher(3);
        for (AddressFamilies families : AddressFamilies.values()) {
            SwarmAnswer answer = store.announce(asker.says(AnnounceEvent.UPDATE, 50, families, false), now)
                    .orElseThrow();
            assertThat(answer.seeders()).isEqualTo(2);
            assertThat(endpoints(answer))
                    .containsExactlyInAnyOrderElementsOf(
                            switch (families) {
                                case IPV4 -> List.of(four.endpoint());
                                case IPV6 -> List.of(six.endpoint());
                                case BOTH -> List.of(four.endpoint(), six.endpoint());
                            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.1", "255.255.255.255", "::", "::1", "::2:3", "fe80::1", "ffff:ffff::ffff", "1::"})
    void anyAddressComesBackAsItWas(String address) {
        Client peer = Client.seed(65535).at(address, 65535);
        update(peer);
        assertThat(endpoints(update(Client.leecher(2)))).containsExactly(peer.endpoint());
    }

    @Test
    void idsComeWhereTheyAreAskedFor() {
        update(Client.seed(1));
        SwarmAnnounce asks = Client.leecher(2).says(AnnounceEvent.UPDATE, 50, AddressFamilies.BOTH, true);
        assertThat(store.announce(asks, now).orElseThrow().peers())
                .extracting(peer -> peer.id().orElseThrow())
                .containsExactly(id(1));
        assertThat(update(Client.leecher(2)).peers()).allMatch(peer -> peer.id().isEmpty());
    }

    @Test
    void aPeerWithoutAPortIsCountedAndNotNamed() {
        update(Client.seed(1).at("10.0.0.1", 0));
        SwarmAnswer answer = update(Client.leecher(2));
        assertThat(answer.seeders()).isEqualTo(1);
        assertThat(answer.peers()).isEmpty();
        announce(Client.seed(1).at("10.0.0.1", 0), AnnounceEvent.STOPPED);
        assertThat(update(Client.leecher(2)).seeders()).isZero();
    }

    @Test
    void whoStopsIsGoneAtOnceAndIsNamedNobody() {
        update(Client.seed(1));
        update(Client.leecher(2));
        assertThat(announce(Client.seed(1), AnnounceEvent.STOPPED)).isEqualTo(new SwarmAnswer(0, 1, 0, List.of()));
        assertThat(update(Client.leecher(2)).peers()).isEmpty();
    }

    @Test
    void stoppingInASwarmThatNobodyKnowsLeavesNothingBehind() {
        assertThat(announce(Client.seed(1), AnnounceEvent.STOPPED)).isEqualTo(new SwarmAnswer(0, 0, 0, List.of()));
        assertThat(store.totals().swarms()).isZero();
    }

    @Test
    void aClientStartedAnewReplacesItsGhost() {
        update(Client.seed(1));
        SwarmAnswer answer = announce(Client.leecher(1).id(77), AnnounceEvent.STARTED);
        assertThat(answer).isEqualTo(new SwarmAnswer(0, 1, 0, List.of()));
        assertThat(resource().peers()).extracting(SwarmPeer::id).containsExactly(id(77));
    }

    @Test
    void aGhostsLateFarewellDoesNotTakeTheNewClientAway() {
        update(Client.leecher(1).id(77));
        announce(Client.leecher(1), AnnounceEvent.STOPPED);
        assertThat(resource().peers()).extracting(SwarmPeer::id).containsExactly(id(77));
    }

    @ParameterizedTest(name = "up {0}, down {1}, left {2}: {3}")
    @CsvSource({
        "0,0,0,SEED",
        "5,5,0,SEED",
        "0,0,100,LEECHER",
        "0,5,100,PEER",
        "5,0,100,PEER",
        "0,0,,LEECHER",
        "0,5,,PEER",
        "0,0,9223372036854775807,LEECHER"
    })
    void theRoleFollowsFromTheNumbers(long up, long down, Long left, Role role) {
        Client client = Client.leecher(1).moved(up, down);
        update(left == null ? client.leftUnknown() : client.left(left));
        SwarmPeer peer = resource().peers().get(0);
        assertThat(peer.role()).isEqualTo(role);
        assertThat(peer.uploadedBytes()).isEqualTo(up);
        assertThat(peer.downloadedBytes()).isEqualTo(down);
        assertThat(peer.leftBytes()).isEqualTo(left == null ? OptionalLong.empty() : OptionalLong.of(left));
        assertThat(peer.lastSeen()).isEqualTo(now);
        assertThat(resource().seeders()).isEqualTo(role == Role.SEED ? 1 : 0);
    }

    @Test
    void aPeerThatFinishesChangesSidesAndIsCountedOnce() {
        update(Client.leecher(1));
        assertThat(announce(Client.seed(1), AnnounceEvent.COMPLETED)).isEqualTo(new SwarmAnswer(1, 0, 1, List.of()));
        announce(Client.seed(1), AnnounceEvent.COMPLETED);
        update(Client.leecher(1));
        assertThat(announce(Client.seed(1), AnnounceEvent.COMPLETED).completed())
                .as("checked again and completed again")
                .isEqualTo(1);
    }

    @Test
    void aSeedThatSaysItCompletedIsNotCounted() {
        update(Client.seed(1));
        assertThat(announce(Client.seed(1), AnnounceEvent.COMPLETED).completed())
                .isZero();
    }

    @Test
    void whoMissesSomethingHasNotCompleted() {
        assertThat(announce(Client.leecher(1), AnnounceEvent.COMPLETED).completed())
                .isZero();
        assertThat(announce(Client.leecher(2).leftUnknown(), AnnounceEvent.COMPLETED))
                .isEqualTo(new SwarmAnswer(1, 1, 1, endpointsOf(Client.leecher(1))));
    }

    private static List<AnnouncedPeer> endpointsOf(Client client) {
        return List.of(new AnnouncedPeer(client.endpoint(), java.util.Optional.empty()));
    }

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
        assertThat(resource()).isEqualTo(new Resource(TORRENT, java.util.Optional.empty(), 0, 0, 1, List.of()));
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
