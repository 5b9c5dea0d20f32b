package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.peer.policy.Choker.Candidate;

class ChokerTest {
    private static final int SLOTS = 4;
    private static final long SECOND = 1_000_000_000L;

    /**
     * Peers as {@code a90 *b80 -c70 !d60 e0$5 f0@30}: a name and its rate. Before them a star where it has a slot, a tilde
     * where it makes no use of that, or of the one that it lost, a dash where it wants nothing, a bang where it snubs us; after them what it ever gave, and for how many seconds it has had
     * its slot or has waited since its last one.
     */
    private static List<Candidate<String>> peers(String drawn) {
        List<Candidate<String>> peers = new ArrayList<>();
        for (String word : drawn.split(" ")) {
            String[] parts = word.replaceAll("[*!~-]", "").split("(?=[$@])");
            long gave = 0;
            long seconds = 0;
            boolean hadSlot = word.contains("*");
            for (int i = 1; i < parts.length; i++) {
                long number = Long.parseLong(parts[i].substring(1));
                if (parts[i].startsWith("$")) {
                    gave = number;
                } else {
                    seconds = number;
                    hadSlot = true;
                }
            }
            peers.add(new Candidate<>(
                    parts[0].substring(0, 1),
                    !word.contains("-"),
                    word.contains("!"),
                    Long.parseLong(parts[0].substring(1)),
                    gave,
                    word.contains("*"),
                    word.contains("*~"),
                    word.contains("~"),
                    hadSlot,
                    seconds * SECOND));
        }
        return peers;
    }

    private static Choker<String> choker(long seed) {
        return new Choker<>(new Random(seed));
    }

    private static Set<String> round(Choker<String> choker, String drawn) {
        return choker.round(peers(drawn), SLOTS, false);
    }

    @Test
    void theBestFourAndOneMoreAreUnchoked() {
        Set<String> optimistic = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            Set<String> unchoked = round(choker(seed), "a10 b20 c30 d40 e50 f60 g0");

            assertThat(unchoked).hasSize(5).contains("c", "d", "e", "f");
            unchoked.removeAll(Set.of("c", "d", "e", "f"));
            optimistic.addAll(unchoked);
        }
        assertThat(optimistic).containsExactlyInAnyOrder("a", "b", "g");
    }

    @Test
    void whoWantsNothingGetsNoSlot() {
        assertThat(round(choker(1), "-a90 b10 -c80 d0")).containsExactlyInAnyOrder("b", "d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a1", "a1 b2", "a1 b2 c3 d4", "a1 b2 c3 d4 e5", "!a0"})
    void withFewPeersAllAreUnchoked(String drawn) {
        assertThat(round(choker(1), drawn)).hasSize(peers(drawn).size());
    }

    @Test
    void nobodyIsNobody() {
        assertThat(choker(1).round(List.of(), SLOTS, false)).isEmpty();
        assertThat(choker(1).fill(List.of(), SLOTS, true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a0 b0 c0 d0 e0 f0$1 g0$2 h0$3 i0$4, fghi",
        "a1 b0$9 c1$5 d1$6 e1$7 f1$8 g0$9, cdef",
        "a9 b8 c7 d6 e5$1000 f4$1000, abcd",
    })
    void betweenEqualsWhoGaveMostEverGoesFirst(String drawn, String best) {
        assertThat(round(choker(7), drawn)).hasSize(5).contains(best.split(""));
    }

    @Test
    void aPeerThatSnubsUsHasNoSlotOfRight() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(round(choker(seed), "!a99 b1 c2 d3 e4 f5")).doesNotContain("a");
            assertThat(round(choker(seed), "!*a99@70 b1 c2")).contains("b", "c").hasSize(3);
        }
    }

    @Test
    void theOptimisticSlotIsForThoseFirstThatNeverHadOne() {
        assertThat(round(choker(1), "a9 b9 c9 d9 x0@900 y0 z0@950")).contains("y");
    }

    @Test
    void whileWeSeedTheNewestComesFirstAndEachThirdTimeWhoWaitsLongest() {
        Choker<String> choker = choker(1);
        List<Candidate<String>> peers = new ArrayList<>(peers("*a9 *b9 *c9 *d9 z0@950"));
        for (int seconds = 1; seconds <= 4; seconds++) {
            String peer = String.valueOf((char) ('u' + seconds));
            peers.add(new Candidate<>(peer, true, false, 0, 0, false, false, false, false, seconds * SECOND));
        }
        assertThat(choker.round(peers, SLOTS, true)).contains("a", "b", "c", "d", "v");
        assertThat(choker.round(peers, SLOTS, true)).as("goes round").contains("w");
        assertThat(choker.round(peers, SLOTS, true)).contains("z");
        assertThat(choker.round(peers, SLOTS, true)).contains("v");
    }

    @Test
    void theOptimisticSlotIsNotForThoseThatGaveMost() {
        assertThat(round(choker(1), "a9 b9 c9 d9 x0$999@900 y0")).contains("y");
    }

    /** Everyone waits for a turn, and each second round one more newcomer comes. */
    @Test
    void newOnesDoNotShutOutOthers() {
        Choker<String> choker = choker(2);
        Map<String, Integer> slots = new HashMap<>();
        for (int round = 1; round <= 30; round++) {
            String waiting = " x0@" + 30 * (round - slots.getOrDefault("x", 0));
            String drawn = "a9 b9 c9 d9" + waiting + " " + (char) ('A' + round % 26) + "0";
            for (String unchoked : round(choker, drawn)) {
                slots.put(unchoked, round);
            }
        }
        assertThat(slots.get("x")).isGreaterThanOrEqualTo(27);
        assertThat(slots).hasSizeGreaterThan(4 + 1 + 15);
    }

    @Test
    void theOptimisticSlotGoesRound() {
        Choker<String> choker = choker(3);
        Map<String, Integer> waits = new HashMap<>();
        String before = "";
        for (int round = 1; round <= 50; round++) {
            StringBuilder drawn = new StringBuilder("a90 b90 c90 d90");
            for (String peer : List.of("v", "w", "x", "y", "z")) {
                drawn.append(' ')
                        .append(peer)
                        .append(
                                waits.containsKey(peer)
                                        ? (peer.equals(before) ? "0@30" : "0@" + 30 * (round - waits.get(peer)))
                                        : "0");
            }
            Set<String> unchoked = round(choker, drawn.toString());
            unchoked.removeAll(Set.of("a", "b", "c", "d"));
            String now = unchoked.iterator().next();
            assertThat(now).isNotEqualTo(before);
            waits.put(now, round);
            before = now;
        }
        assertThat(waits.values()).allMatch(last -> last > 45);
    }

    @Test
    void equalsTakeTurns() {
        Choker<String> choker = choker(5);
        Set<String> tried = new HashSet<>();
        for (int round = 0; round < 100; round++) {
            tried.addAll(round(choker, "a0 b0 c0 d0 e0 f0 g0 h0"));
        }
        assertThat(tried).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource({
        "'*a9@10 *b8@10 *c7@10 *d6@10 e0 f0 g0', abcd, each has its turn",
        "'*a9@60 *b8@60 *c7@10 *d6@10 e0@70 f0@80 g0@90', gcdf, who had a turn makes way for those that wait longest",
        "'*a9@60 *b8@60 *c7@60 *d6@60 e0@5', eabc, the fastest stay where too few wait",
        "'*a0@30 *b8@30 *c7@30 *d6@30 e0@5', ebcd, who takes nothing does not stay",
        "'a9@5 *b1@20 c0@30 *d1@20 *e1@20', bdec, what it took before it was choked does not count",
    })
    void aSeedGivesEachATurnAndTheFasterFirst(String drawn, String best, String why) {
        assertThat(choker(1).round(peers(drawn), SLOTS, true)).as(why).contains(best.split(""));
    }

    @Test
    void aSeedServesEveryoneAlike() {
        Choker<String> choker = choker(9);
        int peers = 12;
        int[] since = new int[peers];
        int[] served = new int[peers];
        Set<String> unchoked = Set.of();
        for (int round = 0; round < 120; round++) {
            List<Candidate<String>> candidates = new ArrayList<>();
            for (int i = 0; i < peers; i++) {
                String peer = String.valueOf((char) ('a' + i));
                boolean has = unchoked.contains(peer);
                served[i] += has ? 1 : 0;
                candidates.add(new Candidate<>(
                        peer,
                        true,
                        false,
                        has ? 1_000 * (1 + i) : 0,
                        0,
                        has,
                        false,
                        false,
                        served[i] > 0,
                        (round - since[i]) * 30 * SECOND));
            }
            Set<String> next = choker.round(candidates, SLOTS, true);
            for (int i = 0; i < peers; i++) {
                String peer = String.valueOf((char) ('a' + i));
                since[i] = next.contains(peer) == unchoked.contains(peer) ? since[i] : round;
            }
            unchoked = next;
        }
        for (int rounds : served) {
            assertThat(rounds).isBetween(35, 65);
        }
    }

    @Test
    void aSlotThatIsNotUsedKeepsNobodyOut() {
        assertThat(choker(1).fill(peers("*~a0 *~b0 *~c0 *~d0 *~e0 f6 g7"), SLOTS, true))
                .containsExactlyInAnyOrder("f", "g");
        assertThat(choker(1).fill(peers("*~a0 *b2 *c3 *d4 *e5 f6 g7 h8"), SLOTS, true))
                .as("one for the slot that is free, one tried out beside it")
                .hasSize(2);
        assertThat(choker(1).round(peers("*~a90 *b2 *c3 *d4 *e5"), SLOTS, false))
                .as("one that gives most and takes nothing is kept beside the others")
                .containsExactlyInAnyOrder("a", "b", "c", "d", "e");
        assertThat(choker(1).round(peers("*~a0 *~b0 *~c0 *~d0 *~e0 f0@30 g0@30 h0@30 i0@30"), SLOTS, true))
                .contains("f", "g", "h", "i")
                .hasSize(SLOTS + 1);
    }

    @Test
    void aFreeSlotIsFilledAtOnce() {
        Choker<String> choker = choker(1);

        assertThat(choker.fill(peers("a1 b2 c3 d4 e5 f6 -g7"), SLOTS, false))
                .hasSize(SLOTS + 1)
                .contains("c", "d", "e", "f")
                .doesNotContain("g");
        assertThat(choker(1).fill(peers("*a1 *b2 *c3 d4 e5 f6"), SLOTS, false))
                .hasSize(2)
                .contains("f")
                .isSubsetOf("d", "e", "f");
        assertThat(choker(1).fill(peers("*a1 *b2 *c3 *d4 *e5 f6"), SLOTS, false))
                .isEmpty();
        assertThat(choker(1).fill(peers("*a1 *b2 *c3 *d4 e5 f6 *-g7"), SLOTS, false))
                .as("a slot of who wants nothing is free")
                .hasSize(1)
                .isSubsetOf("e", "f");
    }

    @Test
    void theSlotOfWhoWasTriedOutIsFilledByAnotherToTryOut() {
        Choker<String> choker = choker(1);
        Set<String> unchoked = new TreeSet<>(round(choker, "a9 b8 c7 d6 e0 f0 g0"));
        unchoked.removeAll(Set.of("a", "b", "c", "d"));
        String tried = unchoked.iterator().next();
        String others = "efg".replace(tried, "");

        Set<String> filled = choker.fill(
                peers("*a9 *b8 *c7 *d6 " + others.charAt(0) + "5@100 " + others.charAt(1) + "0"), SLOTS, false);

        assertThat(filled).containsExactly(others.substring(1));
    }

    @Test
    void whoMadeNoUseOfASlotComesAfterAllOthers() {
        String crowd = "~b0@900 ~c0@900 ~d0@900 ~e0@900 ~f0@900 ~g0@900";
        assertThat(choker(1).round(peers("*a50@70 " + crowd), SLOTS, true))
                .as("whose turn is over, too")
                .contains("a");
        assertThat(choker(1).round(peers("*~a0@70 *h50@70 i0@5 j0@6 k0@7 " + crowd), SLOTS, true))
                .contains("h", "i", "j", "k");
        assertThat(choker(1).fill(peers("a0@1 " + crowd), SLOTS, true)).contains("a");
        assertThat(choker(1).fill(peers(crowd), SLOTS, true))
                .as("where nobody else is")
                .hasSize(5);
    }

    @Test
    void besideThoseThatWasteTheirSlotsAsManyMoreAreTriedOut() {
        StringBuilder waiting = new StringBuilder();
        for (char peer = 'A'; peer <= 'Z'; peer++) {
            waiting.append(' ').append(peer).append('0');
        }
        for (boolean seeding : new boolean[] {true, false}) {
            assertThat(choker(1).fill(peers("*~a0@5 *~b0@5 *~c0@5 *~d0@5 *~e0@5" + waiting), SLOTS, seeding))
                    .as("five slots, and five trials")
                    .hasSize(SLOTS + 1 + 5);
            assertThat(choker(1).fill(peers("*~a0@5 *b9@5 *c9@5 *d9@5 *e9@5 *f9@5" + waiting), SLOTS, seeding))
                    .as("not where all slots are made use of")
                    .isEmpty();
            assertThat(choker(1).fill(peers("*b9@5 *c9@5 *d9@5 *e9@5" + waiting), SLOTS, seeding))
                    .as("nor where nobody wastes one")
                    .hasSize(1);
        }
    }

    /** Each look finds those that were tried out in the one before to take nothing. */
    @Test
    void ofACrowdThirtyTwoAtOnceAreTriedOutAtMostAndTheNewestAndTheOldestFirst() {
        Choker<Integer> choker = new Choker<>(new Random(1));
        int crowd = 500;
        long[] unchokedAt = new long[crowd];
        Set<Integer> unchoked = new TreeSet<>();
        for (int second = 1; unchoked.size() < crowd; second++) {
            List<Candidate<Integer>> candidates = new ArrayList<>();
            for (int peer = 0; peer < crowd; peer++) {
                boolean has = unchoked.contains(peer);
                long since = has ? second - unchokedAt[peer] : crowd - peer + second;
                boolean idle = has && since > 1;
                candidates.add(
                        new Candidate<>(peer, true, false, 0, 0, has, idle, has && since > 3, has, since * SECOND));
            }
            Set<Integer> tried = choker.fill(candidates, SLOTS, true);
            for (int peer : tried) {
                assertThat(unchoked.add(peer)).isTrue();
                unchokedAt[peer] = second;
            }
            assertThat(tried).hasSizeLessThanOrEqualTo(SLOTS + 1 + Choker.MOST_TRIALS);
            if (second == 4) {
                assertThat(unchoked).contains(0, 1, 2, crowd - 1, crowd - 2);
            }
            assertThat(second).as("seconds for all of them").isLessThan(60);
        }
    }

    @Test
    void inACrowdWhoWasNeverTriedOutTakesNobodysPlaceAtASeed() {
        String crowd = "*~e0@9 f0 g0 h0 i0";
        assertThat(choker(1).round(peers("*a50@70 *b40@70 *c30@70 *d20@70 " + crowd), SLOTS, true))
                .contains("a", "b", "c", "d")
                .hasSize(SLOTS + 1);
        assertThat(choker(1).round(peers("*a50@70 *b40@70 *c30@70 *d20@70 x0@20 " + crowd), SLOTS, true))
                .as("who had a slot and used it does")
                .contains("a", "b", "c", "x");
        assertThat(choker(1).fill(peers("f0 g0 h0 i0 j0 k0 x0@5 ~y0@5"), SLOTS, true))
                .as("and is given the next")
                .contains("x");
    }

    @Test
    void aRoundDoesNotEndATrial() {
        Choker<String> choker = choker(1);
        String taking = "*~a0@5 *~b0@5 *p9@5 *q9@5 *r9@5 *s9@5 ";
        assertThat(choker.fill(peers(taking + "c0 d0 e0"), SLOTS, true)).hasSize(1 + 2);

        Set<String> unchoked = choker.round(peers(taking + "*c0@1 *d0@1 *e0@1"), SLOTS, true);

        assertThat(unchoked).contains("p", "q", "r", "s");
        unchoked.retainAll(Set.of("c", "d", "e"));
        assertThat(unchoked).hasSizeGreaterThanOrEqualTo(2);
    }
}
