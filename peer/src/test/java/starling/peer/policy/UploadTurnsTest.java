package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Torrents that share an upload, in virtual time. */
class UploadTurnsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int KIB = 1024;

    /** A peer of a torrent that takes what it is given, but no more than its own rate. */
    private static final class Taker {
        final int torrent;
        final long bytesPerSecond;
        long readyNanos;
        long took;

        Taker(int torrent, long bytesPerSecond, long fromNanos) {
            this.torrent = torrent;
            this.bytesPerSecond = bytesPerSecond;
            this.readyNanos = fromNanos;
        }
    }

    private final List<UploadTurns.Share<Taker>> shares = new ArrayList<>();
    private final List<Taker> idle = new ArrayList<>();
    private final List<Taker> all = new ArrayList<>();

    private UploadTurns<Taker> turns(long bytesPerSecond, int torrents) {
        UploadTurns<Taker> turns = new UploadTurns<>(bytesPerSecond, 0);
        for (int i = 0; i < torrents; i++) {
            shares.add(turns.newShare(0, 0));
        }
        return turns;
    }

    private void taker(int torrent, long bytesPerSecond, long fromNanos) {
        Taker taker = new Taker(torrent, bytesPerSecond, fromNanos);
        idle.add(taker);
        all.add(taker);
    }

    /** Lets time pass in steps of a millisecond. */
    private void run(UploadTurns<Taker> turns, long from, long to) {
        for (long now = from; now < to; now += SECOND / 1000) {
            for (Taker taker : List.copyOf(idle)) {
                if (taker.readyNanos <= now) {
                    idle.remove(taker);
                    turns.ask(shares.get(taker.torrent), taker);
                }
            }
            for (UploadTurns.Grant<Taker> grant = turns.next(now); grant != null; grant = turns.next(now)) {
                Taker taker = grant.waiter();
                taker.took += grant.bytes();
                taker.readyNanos = now + grant.bytes() * SECOND / taker.bytesPerSecond;
                idle.add(taker);
            }
        }
    }

    private long took(int torrent) {
        return all.stream()
                .filter(taker -> taker.torrent == torrent)
                .mapToLong(taker -> taker.took)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10})
    void eachFileGetsALikeShare(int files) {
        long rate = 1000 * KIB;
        UploadTurns<Taker> turns = turns(rate, files);
        for (int file = 0; file < files; file++) {
            for (int peer = 0; peer <= file; peer++) {
                taker(file, 100 * rate, 0);
            }
        }

        run(turns, 0, 30 * SECOND);

        for (int file = 0; file < files; file++) {
            assertThat(took(file)).as("file " + file).isCloseTo(30 * rate / files, within(30 * rate / files / 20));
        }
    }

    /** In every second, and so in any 30 of them: no share waits for a round to come. */
    @Test
    void aShareIsOfThoseFilesThatWantItNow() {
        long rate = 4096 * KIB;
        UploadTurns<Taker> turns = turns(rate, 3);
        for (int file = 0; file < 3; file++) {
            taker(file, 100 * rate, 10L * file * SECOND);
        }
        long[] before = new long[3];
        for (int second = 0; second < 30; second++) {
            run(turns, second * SECOND, (second + 1) * SECOND);
            long share = rate / (1 + second / 10);
            for (int file = 0; file < 3; file++) {
                long expected = second < 10 * file ? 0 : share;
                assertThat(took(file) - before[file])
                        .as("file " + file + " in second " + second)
                        .isCloseTo(expected, within(share / 20));
                before[file] = took(file);
            }
        }
    }

    @Test
    void whatOneFileDoesNotUseTheOthersMay() {
        long rate = 900 * KIB;
        UploadTurns<Taker> turns = turns(rate, 3);
        taker(0, 100 * KIB, 0);
        taker(1, 100 * rate, 0);
        taker(2, 100 * rate, 0);

        run(turns, 0, 30 * SECOND);

        assertThat(took(0)).isCloseTo(30 * 100 * KIB, within(30L * 5 * KIB));
        assertThat(took(1)).isCloseTo(30 * 400 * KIB, within(30L * 20 * KIB));
        assertThat(took(2)).isCloseTo(30 * 400 * KIB, within(30L * 20 * KIB));
    }

    @Test
    void whoComesLaterSavedNothingUp() {
        long rate = 1000 * KIB;
        UploadTurns<Taker> turns = turns(rate, 2);
        taker(0, 100 * rate, 0);
        taker(1, 100 * rate, 30 * SECOND);

        run(turns, 0, 30 * SECOND);
        assertThat(took(0)).isCloseTo(30 * rate, within(30 * rate / 50));
        run(turns, 30 * SECOND, 40 * SECOND);

        assertThat(took(1)).isCloseTo(5 * rate, within(5 * rate / 20));
    }

    @Test
    void aTorrentMayHaveALimitOfItsOwn() {
        UploadTurns<Taker> turns = turns(1000 * KIB, 2);
        turns.setRate(shares.get(0), 100 * KIB, 0);
        taker(0, 100_000 * KIB, 0);
        taker(1, 100_000 * KIB, 0);

        run(turns, 0, 30 * SECOND);

        assertThat(took(0)).isCloseTo(30 * 100 * KIB, within(30L * 3 * KIB));
        assertThat(took(1)).isCloseTo(30 * 900 * KIB, within(30L * 20 * KIB));
    }

    /** Over any ten seconds, whatever came and went. */
    @ParameterizedTest
    @ValueSource(ints = {20, 100, 1000, 4096, 100_000})
    void theLimitIsExact(int kib) {
        long rate = (long) kib * KIB;
        UploadTurns<Taker> turns = turns(rate, 3);
        for (int i = 0; i < 40; i++) {
            taker(i % 3, (1 + i) * rate / 10, i * SECOND / 7);
        }
        List<Long> after = new ArrayList<>();
        for (int second = 0; second < 60; second++) {
            run(turns, second * SECOND, (second + 1) * SECOND);
            after.add(all.stream().mapToLong(taker -> taker.took).sum());
        }
        for (int second = 10; second < 60; second++) {
            long moved = after.get(second) - after.get(second - 10);
            assertThat(moved).isLessThanOrEqualTo(10 * rate + rate * 3 / 10 + 16 * KIB);
            assertThat(moved).isGreaterThanOrEqualTo(10 * rate - rate * 3 / 10 - 16 * KIB);
        }
    }

    @Test
    void whatIsNotUsedIsGivenBack() {
        UploadTurns<Taker> turns = turns(100 * KIB, 1);
        taker(0, KIB, 0);
        turns.ask(shares.get(0), all.get(0));
        UploadTurns.Grant<Taker> grant = turns.next(SECOND);

        turns.ask(shares.get(0), all.get(0));
        assertThat(turns.next(SECOND)).isNull();
        assertThat(turns.waitNanos(SECOND)).isPositive();
        turns.moved(grant.share(), -grant.bytes(), SECOND);
        assertThat(turns.next(SECOND)).isNotNull();
        assertThat(turns.waitNanos(SECOND)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void messagesCount() {
        UploadTurns<Taker> turns = turns(100 * KIB, 1);
        turns.moved(shares.get(0), 1000 * KIB, 0);
        taker(0, KIB, 0);
        turns.ask(shares.get(0), all.get(0));

        assertThat(turns.waitNanos(0)).isCloseTo(10 * SECOND, within(SECOND / 5));
    }
}
