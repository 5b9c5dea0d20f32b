package starling.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import starling.announce.AnnounceEvent;
import starling.announce.PieceMap;
import starling.tracker.database.StoreException;

class SqliteSwarmStoreTest extends SwarmStoreContract {
    @TempDir
    Path folder;

    private static final Duration LONGEST_REFRESH = Duration.ofMinutes(1);

    private int files;

    @Override
    SwarmStore store(Duration peerLifetime, StoreLimits limits, RandomGenerator random) {
        if (store != null) {
            store.close();
        }
        files++;
        try {
            return SqliteSwarmStore.open(file(), peerLifetime, limits, () -> random, START);
        } catch (StoreException failed) {
            throw new AssertionError(failed);
        }
    }

    private Path file() {
        return folder.resolve("tracker-" + files + ".db");
    }

    private void restart() throws StoreException {
        store.close();
        store = SqliteSwarmStore.open(file(), LIFETIME, ROOMY, () -> new Random(1), now);
    }

    private void inDatabase(String... statements) throws SQLException {
        new RawDatabase(file()).run(statements);
    }

    private String fromDatabase(String query) throws SQLException {
        return new RawDatabase(file()).read(query);
    }

    @Test
    void everythingIsThereAfterARestart() throws Exception {
        update(Client.leecher(1).moved(5, 7).leftUnknown());
        announce(Client.leecher(2), AnnounceEvent.STARTED);
        announce(Client.seed(2), AnnounceEvent.COMPLETED);
        update(Client.seed(3).at("2001:db8::7", 3));
        update(Client.leecher(4).torrent(infoHash(2)));
        updateWithMap(Client.leecher(5).torrent(infoHash(2)), 17);
        store.name(infoHash(3), "third.iso");
        List<Resource> before = resources();
        restart();
        assertThat(resources()).isEqualTo(before);
        assertThat(store.totals()).isEqualTo(new StoreTotals(3, 2, 3, 1));
        assertThat(announce(Client.seed(2), AnnounceEvent.COMPLETED).completed())
                .as("the same download again")
                .isEqualTo(1);
        assertThat(endpoints(update(Client.leecher(9))))
                .containsExactlyInAnyOrder(
                        Client.leecher(1).endpoint(),
                        Client.seed(2).endpoint(),
                        Client.seed(3).at("2001:db8::7", 3).endpoint());
    }

    @Test
    void aMapThatChangedAloneIsWrittenToo() throws Exception {
        updateWithMap(Client.leecher(1), 3);
        updateWithMap(Client.leecher(2), 3);
        store.save();
        updateWithMap(Client.leecher(1), 4);
        update(Client.leecher(2));
        restart();
        assertThat(resource().peers())
                .extracting(SwarmPeer::pieceMap)
                .containsExactlyInAnyOrder(Optional.of(firstOf40(4)), Optional.empty());
    }

    @Test
    void aStoredMapThatIsTooLongCountsAsNotSent() throws Exception {
        updateWithMap(Client.leecher(1), 3);
        updateWithMap(Client.leecher(2), 3);
        store.close();
        inDatabase("UPDATE peer SET piece_map = zeroblob(" + (PieceMap.MAX_PACKED_BYTES + 1) + ") WHERE peer_id = x'"
                + HexFormat.of().formatHex(id(1).bytes()) + "'");
        restart();
        assertThat(resource().peers())
                .extracting(SwarmPeer::pieceMap)
                .containsExactlyInAnyOrder(Optional.empty(), Optional.of(firstOf40(3)));
    }

    @Test
    void ofMoreStoredMapsThanAStoreKeepsTheRestCountsAsNotSent() throws Exception {
        int peers = 40_000;
        StoreLimits limits = new StoreLimits(10, peers, 10);
        store = store(LIFETIME, limits, new Random(1));
        IntStream.rangeClosed(1, peers).forEach(number -> updateWithMap(Client.leecher(number), 3));
        store.close();
        inDatabase("UPDATE peer SET piece_map = zeroblob(" + PieceMap.MAX_PACKED_BYTES + ")");
        store = SqliteSwarmStore.open(file(), LIFETIME, limits, () -> new Random(1), now);
        long kept = store.resource(TORRENT, peers, now).orElseThrow().peers().stream()
                .filter(peer -> peer.pieceMap().isPresent())
                .count();
        assertThat(kept).isBetween(30_000L, StoreTally.MAX_PIECE_MAP_BYTES / PieceMap.MAX_PACKED_BYTES);
        for (int number = 1; number <= peers; number++) {
            announce(Client.leecher(number), AnnounceEvent.STOPPED);
        }
        updateWithMap(Client.leecher(1), 3);
        assertThat(resource().peers()).extracting(SwarmPeer::pieceMap).containsExactly(Optional.of(firstOf40(3)));
    }

    @Test
    void aCompletedCountDoesNotWaitBehindPeers() throws Exception {
        store = store(LIFETIME, new StoreLimits(10, 30_000, 10), new Random(1));
        announce(Client.leecher(1).torrent(infoHash(2)), AnnounceEvent.STARTED);
        store.save();
        SqliteSwarmStore sqlite = (SqliteSwarmStore) store;
        IntStream.rangeClosed(1, 20_000).forEach(number -> update(Client.leecher(number)));
        announce(Client.seed(20_001), AnnounceEvent.STARTED);
        announce(Client.leecher(20_002), AnnounceEvent.STARTED);
        announce(Client.seed(20_002), AnnounceEvent.COMPLETED);
        sqlite.saveSome();
        assertThat(fromDatabase("SELECT sum(completed) || ' of ' || (SELECT count(*) FROM peer) FROM resource"))
                .as("the count with its peer, and beside it the peer saved before")
                .isEqualTo("1 of 2");
        store.save();
        assertThat(fromDatabase("SELECT count(*) FROM peer")).isEqualTo("20003");
    }

    @Test
    void inAHurryCountsAreWrittenAndNotAllPeers() throws Exception {
        store = store(LIFETIME, new StoreLimits(10, 30_000, 10), new Random(1));
        IntStream.rangeClosed(1, 20_000).forEach(number -> update(Client.leecher(number)));
        announce(Client.leecher(1).torrent(infoHash(2)), AnnounceEvent.STARTED);
        announce(Client.seed(1).torrent(infoHash(2)), AnnounceEvent.COMPLETED);
        store.hurry();
        store.close();
        assertThat(fromDatabase("SELECT sum(completed) FROM resource")).isEqualTo("1");
        assertThat(Integer.parseInt(fromDatabase("SELECT count(*) FROM peer"))).isBetween(1, 15_000);
    }

    @Test
    void aCountThatComesDuringASaveIsInItsNextTransaction() throws Exception {
        store = store(LIFETIME, new StoreLimits(10, 30_000, 10), new Random(1));
        SqliteSwarmStore sqlite = (SqliteSwarmStore) store;
        IntStream.rangeClosed(1, 20_000).forEach(number -> update(Client.leecher(number)));
        sqlite.gather();
        assertThat(sqlite.saveSome()).isTrue();
        String some = fromDatabase("SELECT count(*) FROM peer");
        assertThat(Integer.parseInt(some)).as("a part of the swarm").isBetween(1, 10_000);
        announce(Client.leecher(1).torrent(infoHash(2)), AnnounceEvent.STARTED);
        announce(Client.seed(1).torrent(infoHash(2)), AnnounceEvent.COMPLETED);
        assertThat(sqlite.saveSome()).isTrue();
        assertThat(fromDatabase("SELECT sum(completed) FROM resource")).isEqualTo("1");
        assertThat(Integer.parseInt(fromDatabase("SELECT count(*) FROM peer")))
                .as("peers go on being written beside it")
                .isBetween(2 + Integer.parseInt(some), 15_000);
        List<Resource> before = store.resources(9, 0, now);
        restart();
        assertThat(store.resources(9, 0, now)).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void aSwarmOfATorrentThatWasForgottenTakesTheOldOnesPlace() throws Exception {
        update(Client.seed(1));
        store.save();
        announce(Client.seed(1), AnnounceEvent.STOPPED);
        store.expire(now);
        // this count goes first, and finds the old row still there
        announce(Client.leecher(2), AnnounceEvent.STARTED);
        announce(Client.seed(2), AnnounceEvent.COMPLETED);
        store.save();
        assertThat(fromDatabase("SELECT count(*) FROM resource")).isEqualTo("1");
        restart();
        assertThat(resource().peers()).extracting(SwarmPeer::id).containsExactly(id(2));
        assertThat(resource().completed()).isEqualTo(1);
    }

    private List<Resource> resources() {
        return IntStream.rangeClosed(1, 3)
                .mapToObj(number -> store.resource(infoHash(number), 100, now).orElseThrow())
                .toList();
    }

    @Test
    void whoLeftIsGoneFromTheDatabaseToo() throws Exception {
        update(Client.seed(1));
        update(Client.seed(2));
        update(Client.leecher(3).torrent(infoHash(2)));
        store.save();
        assertThat(fromDatabase("SELECT count(*) FROM peer")).isEqualTo("3");
        announce(Client.seed(1), AnnounceEvent.STOPPED);
        announce(Client.leecher(3).torrent(infoHash(2)), AnnounceEvent.STOPPED);
        store.expire(now);
        store.save();
        assertThat(fromDatabase("SELECT count(*) FROM peer")).isEqualTo("1");
        assertThat(fromDatabase("SELECT count(*) FROM resource")).isEqualTo("1");
        restart();
        assertThat(resource().peers()).extracting(SwarmPeer::id).containsExactly(id(2));
    }

    @Test
    void aSwarmThatComesBackIsStoredAnew() throws Exception {
        for (int round = 0; round < 3; round++) {
            update(Client.seed(1));
            store.save();
            announce(Client.seed(1), AnnounceEvent.STOPPED);
            store.expire(now);
            update(Client.leecher(1).id(50 + round));
        }
        restart();
        assertThat(resource().peers()).extracting(SwarmPeer::id).containsExactly(id(52));
    }

    @Test
    void aLifetimeRunsOnWhileTheTrackerIsDown() throws Exception {
        update(Client.seed(1));
        now = now.plus(LIFETIME.dividedBy(2));
        update(Client.seed(2));
        now = START.plus(LIFETIME).plusSeconds(1);
        restart();
        assertThat(resource().peers()).extracting(SwarmPeer::id).containsExactly(id(2));
        store.save();
        assertThat(fromDatabase("SELECT count(*) FROM peer")).isEqualTo("1");
    }

    @Test
    void aClockThatWasSetBackKeepsNobodyForEver() throws Exception {
        update(Client.seed(1));
        now = START.minus(Duration.ofDays(30));
        restart();
        now = now.plus(LIFETIME).plusSeconds(1);
        assertThat(store.resource(TORRENT, 9, now).orElseThrow().peers()).isEmpty();
    }

    @Test
    void thatAPeerIsStillThereIsWrittenAMinuteLaterAtMost() throws Exception {
        update(Client.seed(1));
        store.save();
        now = now.plusSeconds(59);
        update(Client.seed(1));
        store.save();
        assertThat(fromDatabase("SELECT max(last_seen_millis) FROM peer")).isEqualTo("" + START.toEpochMilli());
        now = now.plusSeconds(1);
        update(Client.seed(1));
        store.save();
        assertThat(fromDatabase("SELECT max(last_seen_millis) FROM peer")).isEqualTo("" + now.toEpochMilli());
    }

    @Test
    void whileTheDatabaseIsLockedAnnouncesGoOnAndTheLogSaysSoOnce() throws Exception {
        update(Client.seed(1));
        store.save();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(SqliteSwarmStore.class);
        logger.addAppender(log);
        logger.setAdditive(false);
        try (Connection other = new RawDatabase(file()).connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            announce(Client.seed(1), AnnounceEvent.STOPPED);
            announce(Client.leecher(2), AnnounceEvent.STARTED);
            announce(Client.seed(2), AnnounceEvent.COMPLETED);
            store.save();
            store.save();
            assertThat(log.list).hasSize(1);
            assertThat(log.list.get(0).getFormattedMessage()).contains("cannot write", "from memory");
            assertThat(update(Client.leecher(3)).seeders()).isEqualTo(1);
            statement.execute("ROLLBACK");
            store.save();
        } finally {
            logger.detachAppender(log);
            logger.setAdditive(true);
        }
        assertThat(log.list).hasSize(2);
        restart();
        assertThat(resource().completed()).isEqualTo(1);
        assertThat(resource().peers()).extracting(SwarmPeer::id).containsExactlyInAnyOrder(id(2), id(3));
    }

    @Test
    void aFullDatabaseLosesNothingThatMemoryHas() throws Exception {
        update(Client.seed(1));
        store.save();
        inDatabase("CREATE TRIGGER full BEFORE INSERT ON peer BEGIN SELECT raise(ABORT, 'no room'); END");
        IntStream.rangeClosed(2, 30).forEach(number -> update(Client.seed(number)));
        announce(Client.seed(1), AnnounceEvent.STOPPED);
        store.save();
        assertThat(fromDatabase("SELECT count(*) FROM peer"))
                .as("nothing by halves")
                .isEqualTo("1");
        inDatabase("DROP TRIGGER full");
        store.save();
        assertThat(fromDatabase("SELECT count(*) FROM peer")).isEqualTo("29");
    }

    /** Random announces with saves between them that may fail: what is read back is what memory had. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void memoryAndDatabaseAgreeAfterAnything(long seed) throws Exception {
        Random random = new Random(seed);
        for (int step = 0; step < 3_000; step++) {
            int number = 1 + random.nextInt(40);
            Client client = (random.nextBoolean() ? Client.seed(number) : Client.leecher(number))
                    .torrent(infoHash(1 + random.nextInt(5)))
                    .moved(random.nextInt(3), 0);
            if (random.nextInt(10) == 0) {
                client = client.id(100 + random.nextInt(3));
            }
            if (random.nextBoolean()) {
                announce(client, AnnounceEvent.values()[random.nextInt(4)]);
            } else {
                updateWithMap(client, random.nextInt(40));
            }
            now = now.plusMillis(random.nextInt(20_000));
            int chore = random.nextInt(100);
            if (chore < 5) {
                store.save();
            } else if (chore < 8) {
                store.expire(now);
            } else if (chore < 11) {
                String table = random.nextBoolean() ? "resource" : "peer";
                String row = random.nextBoolean() ? "INSERT" : "DELETE";
                inDatabase("CREATE TRIGGER full BEFORE " + row + " ON " + table
                        + " BEGIN SELECT raise(ABORT, 'no room'); END");
                store.save();
                inDatabase("DROP TRIGGER full");
            }
        }
        store.expire(now);
        List<Resource> before = all();
        // that a peer was seen again is not always written, so some are stored as nearer to their end than they are
        now = now.minus(LONGEST_REFRESH);
        restart();
        assertThat(all())
                .usingRecursiveComparison()
                .ignoringFields("peers.lastSeen")
                .isEqualTo(before);
    }

    private List<Resource> all() {
        return IntStream.rangeClosed(1, 5)
                .mapToObj(number -> store.resource(infoHash(number), 100, now))
                .flatMap(Optional::stream)
                .map(resource -> new Resource(
                        resource.infoHash(),
                        resource.name(),
                        resource.seeders(),
                        resource.leechers(),
                        resource.completed(),
                        resource.peers().stream()
                                .sorted(Comparator.comparing(
                                        peer -> peer.endpoint().port()))
                                .toList()))
                .toList();
    }
}
