package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.AnnounceEvent;

/** In virtual time: trackers are functions that answer after a while, and the log says who was asked when. */
public class TrackerTiersTest {
    /** Keeps every tier in the order given. */
    public static final RandomGenerator IN_ORDER = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public int nextInt(int bound) {
            return bound - 1;
        }
    };

    /** Close to where the clock of nanoseconds wraps, as it may in a program. */
    private static final long START = Long.MAX_VALUE - Duration.ofMinutes(7).toNanos();

    private static final Said SWARM = new Said(1, true, 1800, 0, true, 0);
    private static final Said NOBODY = new Said(1, true, 1800, 0, false, 0);
    private static final Said REFUSED = new Said(1, false, 0, 0, false, 0);
    private static final Said SILENT = new Said(15, false, 0, 0, false, 0);

    /** What a tracker does: after how many seconds, whether it answers, and with what. */
    private record Said(int after, boolean answers, int interval, int least, boolean namesAny, int retryIn) {}

    private final List<String> log = new ArrayList<>();
    private final TreeMap<Long, Runnable> coming = new TreeMap<>();
    private BiFunction<String, Long, Said> trackers = (url, second) -> SWARM;
    private TrackerTiers tiers;
    private long now = START;

    private void tiers(List<List<String>> urls) {
        tiers = new TrackerTiers(urls, IN_ORDER, now);
    }

    private long second() {
        return Duration.ofNanos(now - START).toSeconds();
    }

    private void run(long untilSecond) {
        long until = START + Duration.ofSeconds(untilSecond).toNanos();
        while (now - until < 0) {
            Optional<TrackerTiers.Turn> turn = tiers.next(now);
            if (turn.isPresent()) {
                ask(turn.get());
                continue;
            }
            long next = now + tiers.quiet(now).toNanos();
            if (!coming.isEmpty() && START + coming.firstKey() - next <= 0) {
                now = START + coming.firstKey();
                coming.pollFirstEntry().getValue().run();
            } else {
                now = next - until < 0 ? next : until;
            }
        }
    }

    private void ask(TrackerTiers.Turn turn) {
        log.add(second() + " " + turn.url() + " " + turn.event().name().toLowerCase());
        Said said = trackers.apply(turn.url(), second());
        long at = now - START + Duration.ofSeconds(said.after()).toNanos();
        while (coming.containsKey(at)) {
            at++;
        }
        coming.put(at, () -> {
            if (said.answers()) {
                Optional<Duration> least =
                        said.least() == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(said.least()));
                tiers.answered(
                        turn,
                        new TrackerTiers.Answer(Duration.ofSeconds(said.interval()), least, said.namesAny()),
                        now);
            } else {
                tiers.failed(
                        turn,
                        said.retryIn() == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(said.retryIn())),
                        now);
            }
        });
    }

    @Test
    void oneIsAskedAtItsInterval() {
        tiers(List.of(List.of("a")));
        run(4000);
        assertThat(log).containsExactly("0 a started", "1801 a update", "3602 a update");
    }

    @Test
    void theNextIsAskedWhereOneFailsAndWhoAnswersComesFirst() {
        trackers = (url, second) -> url.equals("b") ? SWARM : REFUSED;
        tiers(List.of(List.of("a", "b", "c"), List.of("d")));
        run(2000);
        assertThat(log).containsExactly("0 a started", "1 b started", "1802 b update");
    }

    @Test
    void tiersComeInTheirOrderEachTime() {
        trackers = (url, second) -> url.equals("a") && second < 1000 ? REFUSED : SWARM;
        tiers(List.of(List.of("a"), List.of("b")));
        run(2000);
        assertThat(log)
                .as("started is the first that each hears")
                .containsExactly("0 a started", "1 b started", "1802 a started");
    }

    @Test
    void aTierThatKnowsOfNobodyIsNotTheLast() {
        trackers = (url, second) -> url.startsWith("a") ? NOBODY : SWARM;
        tiers(List.of(List.of("a1", "a2"), List.of("b1", "b2")));
        run(100);
        assertThat(log).containsExactly("0 a1 started", "1 b1 started");
        assertThat(tiers.farewell("a1")).contains(new TrackerTiers.Turn("a1", AnnounceEvent.STOPPED));
        assertThat(tiers.farewell("b1")).contains(new TrackerTiers.Turn("b1", AnnounceEvent.STOPPED));
        assertThat(tiers.farewell("a2")).isEmpty();
    }

    @Test
    void aSlowOneHoldsUpNobody() {
        trackers = (url, second) -> url.equals("a") ? new Said(60, true, 1800, 0, true, 0) : SWARM;
        tiers(List.of(List.of("a", "b")));
        run(100);
        assertThat(log).containsExactly("0 a started", "5 b started");
    }

    @Test
    void whoFailsIsLeftAloneForATimeThatGrows() {
        trackers = (url, second) -> REFUSED;
        tiers(List.of(List.of("http://a")));
        run(1500);
        assertThat(log.stream().map(line -> line.split(" ")[0]))
                .containsExactly("0", "3", "8", "17", "34", "67", "132", "261", "518", "819", "1120", "1421");
    }

    /** BEP 15: a datagram is sent again after 15 · 2ⁿ seconds, n from 0 to 8. */
    @Test
    void overUdpTheTimesAreThoseOfTheProtocol() {
        trackers = (url, second) -> SILENT;
        tiers(List.of(List.of("udp://a")));
        run(16_000);
        assertThat(log.stream().map(line -> line.split(" ")[0]))
                .containsExactly("0", "15", "45", "105", "225", "465", "945", "1905", "3825", "7665", "11505", "15345");
    }

    @Test
    void nobodyAtAUdpPortIsNoReasonToAskAtOnce() {
        trackers = (url, second) -> new Said(0, false, 0, 0, false, 0);
        tiers(List.of(List.of("udp://a")));
        run(100);
        assertThat(log).hasSize(3);
    }

    @Test
    void retryInIsHeeded() {
        trackers = (url, second) -> new Said(0, false, 0, 0, false, 600);
        tiers(List.of(List.of("a")));
        run(1300);
        assertThat(log).containsExactly("0 a started", "600 a started", "1200 a started");
    }

    @ParameterizedTest
    @CsvSource({"0, 31", "120, 121", "3600, 3601"})
    void moreAreAskedForOnlyAfterTheLeastInterval(int least, int again) {
        trackers = (url, second) -> new Said(1, true, 1800, least, false, 0);
        tiers(List.of(List.of("a")));
        run(10);
        tiers.moreWanted();
        run(3700);
        assertThat(log.get(1)).isEqualTo(again + " a update");
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 5", "4, 5", "7, 7"})
    void anAbsurdIntervalIsNotFollowed(int interval, int every) {
        trackers = (url, second) -> new Said(0, true, interval, 0, true, 0);
        tiers(List.of(List.of("a")));
        run(3L * every + 1);
        assertThat(log).hasSize(4).last().asString().startsWith(3 * every + " ");
    }

    @Test
    void aCompletionIsToldAtOnceToAllThatKnowUs() {
        trackers = (url, second) -> url.equals("c") ? REFUSED : new Said(1, true, 1800, 900, url.equals("d"), 0);
        tiers(List.of(List.of("a"), List.of("b"), List.of("c"), List.of("d")));
        run(100);
        log.clear();
        tiers.completed();
        run(200);
        assertThat(log).containsExactly("100 a completed", "100 b completed", "100 d completed");
        assertThat(tiers.isCompletionDue()).isFalse();
    }

    @Test
    void aCompletionThatFailsIsToldAgain() {
        trackers = (url, second) -> second == 10 ? REFUSED : SWARM;
        tiers(List.of(List.of("a")));
        run(10);
        tiers.completed();
        run(100);
        assertThat(log).containsExactly("0 a started", "10 a completed", "13 a completed");
    }

    @Test
    void whoDidNotKnowUsHearsOfACompletionAfterTheHello() {
        trackers = (url, second) -> second < 10 ? REFUSED : SWARM;
        tiers(List.of(List.of("a")));
        tiers.completed();
        run(100);
        assertThat(log).endsWith("17 a started", "18 a completed");
    }

    @Test
    void aCompletionThatNobodyHeardOfComesBeforeTheGoodbye() {
        tiers(List.of(List.of("a")));
        run(10);
        tiers.completed();
        TrackerTiers.Turn completed = tiers.farewell("a").orElseThrow();
        assertThat(completed).isEqualTo(new TrackerTiers.Turn("a", AnnounceEvent.COMPLETED));
        assertThat(tiers.farewell("a")).as("while it is being told").isEmpty();
        tiers.answered(completed, new TrackerTiers.Answer(Duration.ofSeconds(1800), Optional.empty(), true), now);
        assertThat(tiers.farewell("a")).contains(new TrackerTiers.Turn("a", AnnounceEvent.STOPPED));
        assertThat(tiers.farewell("a")).as("once is enough").isEmpty();
    }

    @Test
    void whoIsBeingAskedOrNeverAnsweredHearsNoGoodbyeYet() {
        tiers(List.of(List.of("a")));
        TrackerTiers.Turn turn = tiers.next(now).orElseThrow();
        assertThat(tiers.farewell("a")).isEmpty();
        tiers.failed(turn, Optional.empty(), now);
        assertThat(tiers.farewell("a")).isEmpty();
    }

    @Test
    void tiersAreShuffledButNotMixed() {
        Set<List<String>> orders = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            trackers = (url, second) -> REFUSED;
            log.clear();
            coming.clear();
            now = START;
            tiers = new TrackerTiers(List.of(List.of("a", "b", "c"), List.of("d")), new SplittableRandom(seed), now);
            run(4);
            List<String> asked =
                    log.stream().map(line -> line.split(" ")[1]).limit(4).toList();
            assertThat(asked.get(3)).isEqualTo("d");
            orders.add(asked);
        }
        assertThat(orders).hasSize(6);
    }

    @Test
    void aTrackerNamedTwiceIsOne() {
        trackers = (url, second) -> REFUSED;
        tiers(List.of(List.of("a", "a"), List.of("a", "b")));
        run(2);
        assertThat(log).containsExactly("0 a started", "1 b started");
        assertThat(tiers.urls()).containsExactly("a", "b");
        assertThat(tiers.tier("b")).isEqualTo(2);
    }
}
