package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.peer.policy.Choker.Candidate;

class ChokerTest {
    private static final int SLOTS = 4;

    /** Peers as {@code a90 b80 -c70}: a name and what it gave; a dash stands before those that want nothing. */
    private static List<Candidate<String>> peers(String drawn) {
        List<Candidate<String>> peers = new ArrayList<>();
        for (String word : drawn.split(" ")) {
            String peer = word.replace("-", "");
            peers.add(new Candidate<>(peer.substring(0, 1), !word.startsWith("-"), Long.parseLong(peer.substring(1))));
        }
        return peers;
    }

    private static Choker<String> choker(long seed) {
        return new Choker<>(SLOTS, new Random(seed));
    }

    @Test
    void theBestFourAndOneMoreAreUnchoked() {
        Set<String> optimistic = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            Set<String> unchoked = choker(seed).round(peers("a10 b20 c30 d40 e50 f60 g0"));

            assertThat(unchoked).hasSize(5).contains("c", "d", "e", "f");
            unchoked.removeAll(Set.of("c", "d", "e", "f"));
            optimistic.addAll(unchoked);
        }
        assertThat(optimistic).containsExactlyInAnyOrder("a", "b", "g");
    }

    @Test
    void whoWantsNothingGetsNoSlot() {
        assertThat(choker(1).round(peers("-a90 b10 -c80 d0"))).containsExactlyInAnyOrder("b", "d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a1", "a1 b2", "a1 b2 c3 d4", "a1 b2 c3 d4 e5"})
    void withFewPeersAllAreUnchoked(String drawn) {
        List<Candidate<String>> peers = peers(drawn);

        assertThat(choker(1).round(peers)).hasSize(peers.size());
    }

    @Test
    void nobodyIsNobody() {
        assertThat(choker(1).round(List.of())).isEmpty();
        assertThat(choker(1).fill(List.of(), Set.of())).isEmpty();
    }

    @Test
    void theOptimisticSlotGoesRound() {
        Choker<String> choker = choker(3);
        List<Candidate<String>> peers = peers("a90 b90 c90 d90 v0 w0 x0 y0 z0");
        Set<String> tried = new HashSet<>();
        String before = "";
        for (int round = 0; round < 100; round++) {
            Set<String> unchoked = choker.round(peers);
            unchoked.removeAll(Set.of("a", "b", "c", "d"));
            String now = unchoked.iterator().next();
            assertThat(now).isNotEqualTo(before);
            tried.add(now);
            before = now;
        }
        assertThat(tried).containsExactlyInAnyOrder("v", "w", "x", "y", "z");
    }

    @Test
    void equalsTakeTurns() {
        Choker<String> choker = choker(5);
        List<Candidate<String>> peers = peers("a0 b0 c0 d0 e0 f0 g0 h0");
        Set<String> tried = new HashSet<>();
        for (int round = 0; round < 100; round++) {
            tried.addAll(choker.round(peers));
        }
        assertThat(tried).hasSize(8);
    }

    @Test
    void aFreeSlotIsFilledAtOnce() {
        Choker<String> choker = choker(1);
        List<Candidate<String>> peers = peers("a1 b2 c3 d4 e5 f6 -g7");

        assertThat(choker.fill(peers, Set.of())).hasSize(SLOTS + 1).doesNotContain("g");
        assertThat(choker.fill(peers, Set.of("a", "b", "c"))).hasSize(2).isSubsetOf("d", "e", "f");
        assertThat(choker.fill(peers, Set.of("a", "b", "c", "d", "e"))).isEmpty();
        assertThat(choker.fill(peers, Set.of("a", "b", "c", "d", "g")))
                .as("a slot of who wants nothing is free")
                .hasSize(1)
                .isSubsetOf("e", "f");
    }
}
