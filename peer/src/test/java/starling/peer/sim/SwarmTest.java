package starling.peer.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole swarms in virtual time; what a seed shows it always shows. */
class SwarmTest {
    private static final long MIB = Swarm.MIB;

    private static List<SimPeer> leechers(Swarm swarm, int count, long uploadRate) {
        return IntStream.range(0, count)
                .mapToObj(i -> swarm.join("leecher " + i, false, uploadRate))
                .toList();
    }

    private static double last(List<SimPeer> peers) {
        return peers.stream().mapToDouble(peer -> peer.completeAtSeconds).max().orElseThrow();
    }

    private static double average(List<SimPeer> peers) {
        return peers.stream()
                .mapToDouble(peer -> peer.completeAtSeconds)
                .average()
                .orElseThrow();
    }

    /** The bound is 16 s: what the seed takes to give all of it once. */
    @ParameterizedTest
    @CsvSource({"64, 1", "64, 2", "64, 3", "256, 1", "256, 2", "256, 3"})
    void aSwarmIsNearlyAsFastAsItsUploadsAllow(int pieceKibibytes, long seed) {
        Swarm swarm = new Swarm(64 * MIB, pieceKibibytes * 1024, seed);
        SimPeer first = swarm.join("seed", true, 4 * MIB);
        List<SimPeer> leechers = leechers(swarm, 8, 4 * MIB);

        assertThat(swarm.run(leechers, 600)).isTrue();

        assertThat(last(leechers)).isLessThan(1.1 * 16);
        assertThat(first.sentBytes).as("hardly a piece goes out twice").isLessThan(72 * MIB);
    }

    @Test
    void aSeedReplays() {
        List<List<Double>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            Swarm swarm = new Swarm(8 * MIB, 65_536, 42);
            swarm.join("seed", true, MIB);
            List<SimPeer> leechers = leechers(swarm, 6, MIB);
            assertThat(swarm.run(leechers, 600)).isTrue();
            runs.add(leechers.stream().map(peer -> peer.completeAtSeconds).toList());
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }

    /** How far it is when the last giver has all is a matter of luck in one swarm, and less so in eight. */
    @Test
    void whoGivesNothingFinishesLast() {
        double have = 0;
        for (long seed = 1; seed <= 8; seed++) {
            Swarm swarm = new Swarm(96 * MIB, 256 * 1024, seed);
            swarm.join("seed", true, MIB);
            List<SimPeer> givers = new ArrayList<>(leechers(swarm, 8, MIB / 4));
            SimPeer freeRider = swarm.join("free-rider", false, MIB / 4, SimPeer.Nature.FREE_RIDER);
            givers.addAll(leechers(swarm, 7, MIB / 4));

            assertThat(swarm.run(givers, 3_600)).isTrue();

            assertThat(freeRider.picker.isComplete())
                    .as("last in swarm " + seed)
                    .isFalse();
            have += (double) freeRider.picker.haveCount() / swarm.layout.pieceCount();
            assertThat(swarm.run(List.of(freeRider), 3_600))
                    .as("but nobody is left out for good")
                    .isTrue();
        }
        assertThat(have / 8).as("far behind").isLessThan(0.9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whoGivesMoreFinishesSooner(long seed) {
        Swarm swarm = new Swarm(160 * MIB, 256 * 1024, seed);
        swarm.join("seed", true, 2 * MIB);
        List<SimPeer> slow = leechers(swarm, 6, MIB / 16);
        List<SimPeer> fast = leechers(swarm, 6, MIB / 2);

        assertThat(swarm.run(slow, 3_600)).isTrue();

        assertThat(average(fast)).isLessThan(average(slow));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aNewcomerIsTriedOut(long seed) {
        Swarm swarm = new Swarm(512 * MIB, 256 * 1024, seed);
        swarm.join("seed", true, MIB / 4);
        leechers(swarm, 12, MIB / 4);
        swarm.run(swarm.peers, 200);
        SimPeer newcomer = swarm.join("newcomer", false, MIB / 4);

        swarm.run(List.of(newcomer), 62);

        assertThat(newcomer.receivedBytes).isPositive();
        swarm.run(List.of(newcomer), 120);
        assertThat(newcomer.picker.haveCount()).as("and trades").isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aLiarIsBannedAndNobodyElse(long seed) {
        Swarm swarm = new Swarm(32 * MIB, 256 * 1024, seed);
        swarm.join("seed", true, MIB);
        swarm.join("liar", true, MIB, SimPeer.Nature.LIAR);
        List<SimPeer> honest = leechers(swarm, 6, MIB);

        assertThat(swarm.run(honest, 3_600)).isTrue();

        assertThat(honest).allSatisfy(peer -> assertThat(peer.banned).isSubsetOf("liar"));
        assertThat(honest).anySatisfy(peer -> assertThat(peer.banned).contains("liar"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 20, 500})
    void aFailingDiskBansNobody(int everyWrite) {
        Swarm swarm = new Swarm(16 * MIB, 256 * 1024, everyWrite);
        swarm.join("seed", true, MIB);
        List<SimPeer> peers = new ArrayList<>(leechers(swarm, 4, MIB));
        peers.add(swarm.join("faulty", false, MIB, SimPeer.Nature.withFailingDisk(everyWrite)));

        assertThat(swarm.run(peers, 3_600)).isTrue();

        assertThat(peers).allSatisfy(peer -> assertThat(peer.banned).isEmpty());
    }

    private static void crowd(Swarm swarm, SimPeer at, int from) {
        for (int i = 0; i < 500; i++) {
            swarm.joinAt(at, "idler " + (from + i), SimPeer.Nature.IDLER);
        }
    }

    /** They are there already, others come later, and each has a slot as it comes to its turn. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aCrowdThatTakesNothingKeepsNobodyWaitingForASeed(long seed) {
        Swarm swarm = new Swarm(64 * MIB, 256 * 1024, seed);
        SimPeer first = swarm.join("seed", true, MIB);
        crowd(swarm, first, 0);
        swarm.run(seed);
        for (int i = 0; i < 3; i++) {
            SimPeer newcomer = swarm.joinAt(first, "newcomer " + i, SimPeer.Nature.HONEST);
            swarm.run(4);
            assertThat(newcomer.receivedBytes).as("newcomer " + i).isPositive();
            swarm.run(15);
        }
    }

    /** Whoever is newer or has waited for longer comes first, and then it does. */
    @Test
    void amongAThousandThatComeWithItANewcomerWaitsForHalfAMinute() {
        Swarm swarm = new Swarm(64 * MIB, 1024 * 1024, 5);
        SimPeer first = swarm.join("seed", true, MIB);
        crowd(swarm, first, 0);
        SimPeer newcomer = swarm.joinAt(first, "newcomer", SimPeer.Nature.HONEST);
        crowd(swarm, first, 500);

        swarm.run(40);

        assertThat(newcomer.receivedBytes).isPositive();
    }

    /** For several rounds, each of which would end its turn if others waited for theirs. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aCrowdThatTakesNothingDoesNotDisturbWhoTakes(long seed) {
        Swarm swarm = new Swarm(512 * MIB, 2 * 1024 * 1024, seed);
        SimPeer first = swarm.join("seed", true, MIB);
        SimPeer partner = swarm.joinAt(first, "partner", SimPeer.Nature.HONEST);
        swarm.run(80);
        for (int i = 0; i < 4; i++) {
            long before = partner.receivedBytes;
            crowd(swarm, first, 500 * i);
            swarm.run(40);
            assertThat(partner.receivedBytes - before).isGreaterThan(36 * MIB);
        }
    }

    /** One that fetches itself tries out newcomers, too, beside those that give. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aCrowdThatTakesNothingKeepsNobodyWaitingForALeecher(long seed) {
        Swarm swarm = new Swarm(512 * MIB, 1024 * 1024, seed);
        swarm.join("seed", true, MIB / 4);
        SimPeer leecher = swarm.join("leecher", false, MIB);
        swarm.run(50);
        crowd(swarm, leecher, 0);
        swarm.run(10);
        SimPeer newcomer = swarm.joinAt(leecher, "newcomer", SimPeer.Nature.HONEST);

        swarm.run(8);

        assertThat(newcomer.receivedBytes).isPositive();
    }
}
