package starling.peer.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.Endpoint;
import starling.peer.net.mse.Opening;
import starling.peer.policy.CanonicalPriority;

class PeerBookTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Close to where the clock of nanoseconds wraps, as it may in a program. */
    private static final long START = Long.MAX_VALUE - 5 * SECOND;

    private final OwnAddresses own = new OwnAddresses(Optional.empty(), 60_000);
    private final PeerBook book = new PeerBook(false, own);

    private static Endpoint endpoint(int port) {
        return new Endpoint(InetAddress.getLoopbackAddress(), port);
    }

    private void add(List<Endpoint> endpoints) {
        book.add(PeerOrigin.TRACKER, endpoints);
    }

    private static Endpoint endpoint(String address, int port) {
        try {
            return new Endpoint(InetAddress.getByName(address), port);
        } catch (UnknownHostException noAddress) {
            throw new IllegalArgumentException(noAddress);
        }
    }

    @Test
    void eachComesOnce() {
        add(List.of(endpoint(1), endpoint(2), endpoint(1)));
        add(List.of(endpoint(2)));

        assertThat(book.size()).isEqualTo(2);
        assertThat(book.next(START, false)).isEqualTo(endpoint(1));
        assertThat(book.next(START, false)).isEqualTo(endpoint(2));
        assertThat(book.next(START, false)).isNull();
        add(List.of(endpoint(1)));
        assertThat(book.next(START, false)).as("busy").isNull();
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 8", "3, 16", "8, 512", "9, 600", "60, 600"})
    void whoFailsIsDueAfterATimeThatGrows(int failures, long seconds) {
        add(List.of(endpoint(1)));
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
        add(List.of(endpoint(1)));
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
        add(List.of(endpoint(1)));
        assertThat(book.isShared(endpoint(1))).isFalse();
        assertThat(book.isShared(endpoint(2))).isTrue();
    }

    @Test
    void whoWasGoodIsDueSoon() {
        add(List.of(endpoint(1)));
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
        add(List.of(endpoint(1)));
        book.next(START, false);
        book.ended(endpoint(1), false, START);
        add(List.of(endpoint(2)));

        assertThat(book.next(START, false)).isEqualTo(endpoint(2));
        assertThat(book.next(START, false)).isNull();
    }

    @Test
    void whoIsForgivenIsDueAtOnce() {
        add(List.of(endpoint(1)));
        book.next(START, false);
        book.ended(endpoint(1), false, START);
        book.forgive();

        assertThat(book.next(START, false)).isEqualTo(endpoint(1));
    }

    @Test
    void neverIsNever() {
        add(List.of(endpoint(1), endpoint(2)));
        book.never(endpoint(1));
        book.next(START, false);
        book.never(endpoint(2));
        book.never(endpoint(3));
        book.ended(endpoint(2), true, START);
        add(List.of(endpoint(1), endpoint(2), endpoint(3)));
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
        add(many);
        for (int port = 10_000; port < 13_000; port++) {
            book.never(endpoint(port));
        }

        assertThat(book.size()).isEqualTo(PeerBook.MOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "239.1.2.3",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "ff02::1",
                "::ffff:0.0.0.0",
                "::ffff:224.0.0.1"
            })
    void whatNobodyCanBeIsNotDialled(String address) {
        add(List.of(endpoint(address, 6881), endpoint(0)));

        assertThat(book.size()).isZero();
    }

    @Test
    void whoWasNeverNamedMayEnd() {
        book.ended(endpoint(1), true, START);
        assertThat(book.size()).isZero();
    }

    @Test
    void weAreNotDialled() throws Exception {
        add(List.of(endpoint("127.0.0.1", 60_000), endpoint("127.5.5.5", 60_000), endpoint("::1", 60_000)));
        assertThat(book.size()).isZero();
        add(List.of(endpoint("192.0.2.1", 60_000)));
        assertThat(book.size()).as("another machine on the same port").isEqualTo(1);
    }

    @Test
    void aBoundPeerIsAtThatAddressOnly() {
        PeerBook bound =
                new PeerBook(false, new OwnAddresses(Optional.of(endpoint(1).address()), 60_000));
        bound.add(
                PeerOrigin.TRACKER,
                List.of(endpoint("127.0.0.1", 60_000), endpoint("127.0.0.2", 60_000), endpoint("::1", 1)));

        assertThat(bound.next(START, false)).isEqualTo(endpoint("127.0.0.2", 60_000));
        assertThat(bound.size()).as("and reaches no other family").isEqualTo(1);
    }

    @Test
    void aPrivateTorrentTakesPeersOfItsTrackersAlone() {
        PeerBook trackersOnly = new PeerBook(true, own);
        for (PeerOrigin origin : PeerOrigin.values()) {
            trackersOnly.add(origin, List.of(endpoint(1 + origin.ordinal())));
        }

        assertThat(trackersOnly.size()).isEqualTo(2);
        assertThat(trackersOnly.next(START, false))
                .as("whom a tracker named to an earlier run")
                .isEqualTo(endpoint(1 + PeerOrigin.REMEMBERED.ordinal()));
        assertThat(trackersOnly.next(START, false)).isEqualTo(endpoint(1 + PeerOrigin.TRACKER.ordinal()));
    }

    @Test
    void itKnowsWhoNamedWhom() {
        book.add(PeerOrigin.DHT, List.of(endpoint(1)));
        book.add(PeerOrigin.TRACKER, List.of(endpoint(1)));

        assertThat(book.origins(endpoint(1))).containsExactlyInAnyOrder(PeerOrigin.DHT, PeerOrigin.TRACKER);
        assertThat(book.origins(endpoint(2))).containsExactly(PeerOrigin.CALLED);
    }

    @Test
    void whomAPersonNamesGoesFirstThenWhoIsNear() {
        book.add(PeerOrigin.EXCHANGE, List.of(endpoint(1)));
        book.add(PeerOrigin.LOCAL, List.of(endpoint(2)));
        book.add(PeerOrigin.GIVEN, List.of(endpoint(3)));

        assertThat(book.next(START, false)).isEqualTo(endpoint(3));
        assertThat(book.next(START, false)).isEqualTo(endpoint(2));
        assertThat(book.next(START, false)).isEqualTo(endpoint(1));
    }

    @Test
    void othersAreOrderedByCanonicalPriorityOnceWeKnowWhoWeAre() throws Exception {
        List<Endpoint> peers = new ArrayList<>();
        for (int i = 1; i < 50; i++) {
            peers.add(endpoint("198.51." + i + ".7", 6881));
            peers.add(endpoint("2001:db8:" + i + "::7", 6881));
        }
        add(peers);
        own.seenFromOutside(InetAddress.getByName("203.0.113.5"));
        own.seenFromOutside(InetAddress.getByName("2001:db8::5"));

        List<Long> priorities = new ArrayList<>();
        for (Endpoint next = book.next(START, false); next != null; next = book.next(START, false)) {
            byte[] us = own.seen(next.isIpv6()).orElseThrow().getAddress();
            priorities.add(CanonicalPriority.of(us, 60_000, next.address().getAddress(), next.port()));
        }
        assertThat(priorities).hasSize(98).isSortedAccordingTo(Comparator.reverseOrder());
    }

    /** Three who see us at the same address are believed, two are not, and neither are ten of one owner. */
    @Test
    void whoeverTurnsOutToBeOurselvesLeavesTheBook() throws Exception {
        Endpoint ourselves = endpoint("203.0.113.5", 60_000);
        Endpoint neighbour = endpoint("203.0.113.5", 60_001);
        InetAddress seen = ourselves.address();
        add(List.of(ourselves, neighbour));
        for (int port = 1; port <= 10; port++) {
            own.seenBy(endpoint("198.51.100.1", port), seen);
        }
        own.seenBy(endpoint("198.51.100.2", 1), seen);
        own.seenBy(endpoint("198.51.100.3", 1), InetAddress.getByName("203.0.113.6"));
        own.seenBy(endpoint("192.168.1.3", 1), seen);
        assertThat(own.isOurs(ourselves)).isFalse();
        assertThat(own.seen(false)).isEmpty();

        own.seenBy(endpoint("198.51.100.4", 1), seen);

        assertThat(own.seen(false)).contains(seen);
        assertThat(own.isOurs(ourselves)).isTrue();
        assertThat(book.next(START, false)).isEqualTo(neighbour);
        assertThat(book.next(START, false)).isNull();
        assertThat(book.size()).isEqualTo(1);
        add(List.of(ourselves));
        assertThat(book.size()).isEqualTo(1);
    }

    /** What peers say of the address that a tracker told us is passed over. */
    @Test
    void aTrackerIsBelievedBeforePeersAre() throws Exception {
        own.seenFromOutside(InetAddress.getByName("203.0.113.5"));
        for (int i = 1; i < 10; i++) {
            own.seenBy(endpoint("198.51.100." + i, 1), InetAddress.getByName("203.0.113.6"));
        }

        assertThat(own.seen(false)).contains(InetAddress.getByName("203.0.113.5"));
    }

    @Test
    void anOpenWayDoesNotFillTheBook() {
        List<Endpoint> many = new ArrayList<>();
        for (int port = 1; port <= PeerBook.MOST + 500; port++) {
            many.add(endpoint(port));
        }
        book.add(PeerOrigin.EXCHANGE, many);
        assertThat(book.size()).isEqualTo(PeerBook.MOST_OF_AN_OPEN_ORIGIN);
        add(List.of(endpoint("192.0.2.1", 1)));
        assertThat(book.size()).isEqualTo(PeerBook.MOST_OF_AN_OPEN_ORIGIN + 1);

        Endpoint failed = book.next(START, false);
        book.ended(failed, false, START);
        Endpoint fresh = endpoint(65_000);
        book.add(PeerOrigin.EXCHANGE, List.of(fresh));
        assertThat(book.origins(fresh)).as("who failed makes room").containsExactly(PeerOrigin.EXCHANGE);
        assertThat(book.size()).isEqualTo(PeerBook.MOST_OF_AN_OPEN_ORIGIN + 1);
    }

    @Test
    void whoWasReachedIsForTheNextRunWhichCallsThemFirst() {
        add(List.of(endpoint(1), endpoint(2), endpoint(3), endpoint(4)));
        for (int i = 0; i < 4; i++) {
            book.next(START, false);
        }
        book.opens(endpoint(2), Optional.of(Opening.PLAIN));
        book.opens(endpoint(3), Optional.of(Opening.ENCRYPTED));
        book.ended(endpoint(3), true, START);
        book.opens(endpoint(4), Optional.of(Opening.PLAIN));
        book.ended(endpoint(4), false, START);
        assertThat(book.reached())
                .as("neither who never answered nor who was of no use")
                .containsExactly(endpoint(2), endpoint(3));

        PeerBook next = new PeerBook(false, own);
        next.add(PeerOrigin.TRACKER, List.of(endpoint(1), endpoint(3), endpoint(4)));
        next.add(PeerOrigin.REMEMBERED, book.reached());

        assertThat(List.of(next.next(START, false), next.next(START, false)))
                .containsExactlyInAnyOrder(endpoint(2), endpoint(3));
    }
}
