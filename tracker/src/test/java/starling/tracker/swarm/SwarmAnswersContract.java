package starling.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AnnounceEvent;
import starling.announce.AnnouncedPeer;
import starling.announce.Endpoint;

/** What every {@link SwarmStore} answers to an announce. */
abstract class SwarmAnswersContract extends SwarmStoreFixture {
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

    /** aria2 says that nothing is left of what a magnet link leads to, until it knows it. */
    @Test
    void whoStartsAndMayNotKnowWhatThereIsIsToldOfAFewSeeds() {
        IntStream.rangeClosed(1, 30).forEach(number -> update(Client.seed(number)));
        update(Client.leecher(40));

        assertThat(endpoints(announce(Client.seed(50), AnnounceEvent.STARTED)))
                .hasSize(11)
                .doesNotHaveDuplicates()
                .contains(Client.leecher(40).endpoint())
                .doesNotContain(Client.seed(50).endpoint());
        assertThat(endpoints(update(Client.seed(50))))
                .containsExactly(Client.leecher(40).endpoint());
        assertThat(endpoints(announce(Client.seed(51).moved(1, 0), AnnounceEvent.STARTED)))
                .containsExactly(Client.leecher(40).endpoint());
        IntStream.rangeClosed(60, 120).forEach(number -> update(Client.leecher(number)));
        assertThat(endpoints(announce(Client.seed(52), AnnounceEvent.STARTED)))
                .as("leechers come first")
                .hasSize(50)
                .allMatch(endpoint -> endpoint.port() == 40 || endpoint.port() >= 60);
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
}
