package starling.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.tracker.database.StoreException;

/** Which databases are opened, brought up to date, and refused. */
class SwarmDatabaseTest extends SwarmStoreFixture {
    @TempDir
    Path folder;

    private int files;
    private RawDatabase database;

    private RawDatabase fresh() {
        files++;
        return new RawDatabase(folder.resolve("tracker-" + files + ".db"));
    }

    @Override
    SwarmStore store(Duration peerLifetime, StoreLimits limits, RandomGenerator random) {
        database = fresh();
        try {
            return SqliteSwarmStore.open(database.file(), peerLifetime, limits, () -> random, START);
        } catch (StoreException failed) {
            throw new AssertionError(failed);
        }
    }

    private void refused(StoreException.Kind kind, String... words) {
        assertThatThrownBy(() -> SqliteSwarmStore.open(database.file(), LIFETIME, ROOMY, () -> new Random(1), now))
                .isInstanceOfSatisfying(StoreException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(kind);
                    assertThat(refused.getMessage()).contains(words).doesNotContain("\n");
                });
    }

    @Test
    void aNewerDatabaseIsRefused() throws Exception {
        store.close();
        database.run("PRAGMA user_version = 99");
        refused(StoreException.Kind.UNREADABLE, "newer", "99", "--data");
    }

    @Test
    void anotherProgramsDatabaseIsRefused() throws Exception {
        database = fresh();
        database.run("CREATE TABLE notes (text TEXT)");
        refused(StoreException.Kind.UNREADABLE, "no tracker's");
    }

    @Test
    void aLockedDatabaseIsNotOpened() throws Exception {
        store.close();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");
            refused(StoreException.Kind.UNAVAILABLE, "locked");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "cut", "overwritten", "rows"})
    void aDamagedDatabaseIsRefused(String how) throws Exception {
        IntStream.rangeClosed(1, 2_000).forEach(number -> update(Client.seed(number)));
        store.close();
        damage(how);
        refused(StoreException.Kind.UNREADABLE, "damaged", "backup");
    }

    private void damage(String how) throws IOException, SQLException {
        if (how.equals("rows")) {
            database.run("PRAGMA ignore_check_constraints = 1", "UPDATE peer SET peer_id = x'00'");
            return;
        }
        try (RandomAccessFile raw = new RandomAccessFile(database.file().toFile(), "rw")) {
            if (how.equals("cut")) {
                raw.setLength(raw.length() / 2);
            } else if (how.equals("garbage")) {
                raw.write("this is no database at all, not in the least".getBytes());
            } else {
                byte[] noise = new byte[(int) raw.length() - 4_096];
                new Random(3).nextBytes(noise);
                raw.seek(4_096);
                raw.write(noise);
            }
        }
    }

    @Test
    void eachOlderVersionIsBroughtUpToDate() throws Exception {
        for (int version = 1; version < SwarmSchema.STEPS.size(); version++) {
            database = fresh();
            SwarmSchema.file(database.file(), SwarmSchema.STEPS.subList(0, version))
                    .open()
                    .close();
            database.run(
                    "INSERT INTO resource VALUES (1, x'" + TORRENT.hex() + "', 'old.iso', 7, " + START.toEpochMilli()
                            + ")",
                    "INSERT INTO peer (resource, endpoint, peer_id, role, uploaded_bytes, downloaded_bytes, left_bytes,"
                            + " last_seen_millis, completion_counted) VALUES (1, x'7f0000011b59', x'" + "2d".repeat(20)
                            + "', 'seed', 1, 2, 0, " + START.toEpochMilli() + ", 1)");
            try (SwarmStore opened =
                    SqliteSwarmStore.open(database.file(), LIFETIME, ROOMY, () -> new Random(1), START)) {
                Resource resource = opened.resource(TORRENT, 9, START).orElseThrow();
                assertThat(resource.name()).contains("old.iso");
                assertThat(resource.completed()).isEqualTo(7);
                assertThat(resource.peers())
                        .extracting(peer -> peer.endpoint().toString())
                        .containsExactly("127.0.0.1:7001");
            }
            assertThat(database.read("PRAGMA user_version")).isEqualTo("" + SwarmSchema.STEPS.size());
        }
    }

    @Test
    void aRefusedDatabaseIsLeftAsItWas() throws Exception {
        store.close();
        database.run("PRAGMA user_version = 99");
        byte[] before = Files.readAllBytes(database.file());
        refused(StoreException.Kind.UNREADABLE, "newer");
        assertThat(Files.readAllBytes(database.file())).isEqualTo(before);
    }
}
