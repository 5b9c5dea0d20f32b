package starling.peer.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.Endpoint;

class PeerBookTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Close to where the clock of nanoseconds wraps, as it may in a program. */
    private static final long START = Long.MAX_VALUE - 5 * SECOND;

    private final PeerBook book = new PeerBook();

    private static Endpoint endpoint(int port) {
        return new Endpoint(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void eachComesOnce() {
        book.add(List.of(endpoint(1), endpoint(2), endpoint(1)));
        book.add(List.of(endpoint(2)));

        assertThat(book.size()).isEqualTo(2);
        assertThat(book.next(START, false)).isEqualTo(endpoint(1));
        assertThat(book.next(START, false)).isEqualTo(endpoint(2));
        assertThat(book.next(START, false)).isNull();
        book.add(List.of(endpoint(1)));
        assertThat(book.next(START, false)).as("busy").isNull();
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 8", "3, 16", "8, 512", "9, 600", "60, 600"})
    void whoFailsIsDueAfterATimeThatGrows(int failures, long seconds) {
        book.add(List.of(endpoint(1)));
        long now = START;
        for (int i = 0; i < failures; i++) {
            now += 600 * SECOND;
            assertThat(book.next(now, false)).isEqualTo(endpoint(1));
            book.ended(endpoint(1), false, now);
        }

        assertThat(book.next(now + seconds * SECOND - 1, false)).isNull();
        assertThat(book.next(now + seconds * SECOND, false)).isEqualTo(endpoint(1));
    }

    @Test
    void whereNobodyIsLeftTheWaitIsShort() {
        book.add(List.of(endpoint(1)));
        long now = START;
        for (int i = 0; i < 8; i++) {
            now += 600 * SECOND;
            book.next(now, false);
            book.ended(endpoint(1), false, now);
        }

        assertThat(book.next(now + 15 * SECOND, false)).isNull();
        assertThat(book.next(now + 15 * SECOND - 1, true)).isNull();
        assertThat(book.next(now + 15 * SECOND, true)).isEqualTo(endpoint(1));
    }

    @Test
    void anAddressIsSharedWhereAnotherPortIsKnown() {
        book.add(List.of(endpoint(1)));
        assertThat(book.isShared(endpoint(1))).isFalse();
        assertThat(book.isShared(endpoint(2))).isTrue();
    }

    @Test
    void whoWasGoodIsDueSoon() {
        book.add(List.of(endpoint(1)));
        for (int i = 0; i < 5; i++) {
            book.next(START + i * 600 * SECOND, false);
            book.ended(endpoint(1), false, START + i * 600 * SECOND);
        }
        long now = START + 10_000 * SECOND;
        book.next(now, false);
        book.ended(endpoint(1), true, now);

        assertThat(book.next(now + 2 * SECOND - 1, false)).isNull();
        assertThat(book.next(now + 2 * SECOND, false)).isEqualTo(endpoint(1));
    }

    @Test
    void othersGoBeforeWhoMustWait() {
        book.add(List.of(endpoint(1)));
        book.next(START, false);
        book.ended(endpoint(1), false, START);
        book.add(List.of(endpoint(2)));

        assertThat(book.next(START, false)).isEqualTo(endpoint(2));
        assertThat(book.next(START, false)).isNull();
    }

    @Test
    void whoIsForgivenIsDueAtOnce() {
        book.add(List.of(endpoint(1)));
        book.next(START, false);
        book.ended(endpoint(1), false, START);
        book.forgive();

        assertThat(book.next(START, false)).isEqualTo(endpoint(1));
    }

    @Test
    void neverIsNever() {
        book.add(List.of(endpoint(1), endpoint(2)));
        book.never(endpoint(1));
        book.next(START, false);
        book.never(endpoint(2));
        book.never(endpoint(3));
        book.ended(endpoint(2), true, START);
        book.add(List.of(endpoint(1), endpoint(2), endpoint(3)));
        book.forgive();

        assertThat(book.next(START + 10_000 * SECOND, false)).isNull();
        assertThat(book.isNever(endpoint(1))).isTrue();
        assertThat(book.isNever(endpoint(3))).isTrue();
        assertThat(book.isNever(endpoint(4))).isFalse();
    }

    @Test
    void itHoldsNoMoreThanItsBound() {
        List<Endpoint> many = new ArrayList<>();
        for (int port = 1; port <= PeerBook.MOST + 500; port++) {
            many.add(endpoint(port));
        }
        book.add(many);
        for (int port = 10_000; port < 13_000; port++) {
            book.never(endpoint(port));
        }

        assertThat(book.size()).isEqualTo(PeerBook.MOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "224.0.0.1", "239.1.2.3", "::", "ff02::1"})
    void whatNobodyCanBeIsNotDialled(String address) throws UnknownHostException {
        book.add(List.of(new Endpoint(InetAddress.getByName(address), 6881), endpoint(0)));

        assertThat(book.size()).isZero();
    }

    @Test
    void whoWasNeverNamedMayEnd() {
        book.ended(endpoint(1), true, START);
        assertThat(book.size()).isZero();
    }
}
