package starling.tracker.swarm;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.metainfo.InfoHash;
import starling.tracker.database.DatabaseFile;
import starling.tracker.database.StoreException;

/**
 * Swarms on the heap and, written behind, in an SQLite file: every question is answered from memory, and {@link #save}
 * writes what has changed. That a peer was seen again, with nothing else new, is written a minute later at most.
 */
public final class SqliteSwarmStore implements SwarmStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteSwarmStore.class);
    private static final int ROWS_A_TRANSACTION = 20_000;
    private static final Duration LONGEST_REFRESH = Duration.ofMinutes(1);
    private static final int REFRESHES_A_LIFETIME = 8;

    private record Written(Swarm swarm, long id) {}

    private final SwarmDatabase database;
    private final Path file;
    private final ChangedSwarms changed;
    private final MemorySwarmStore memory;
    private final Set<Swarm> pending = new LinkedHashSet<>();
    private boolean failing;
    private boolean closed;

    private SqliteSwarmStore(
            SwarmDatabase database,
            Path file,
            Duration peerLifetime,
            StoreLimits limits,
            Supplier<RandomGenerator> random) {
        Duration refresh = peerLifetime.dividedBy(REFRESHES_A_LIFETIME);
        this.database = database;
        this.file = file;
        this.changed = ChangedSwarms.refreshedAfter((int) Math.min(refresh.toSeconds(), LONGEST_REFRESH.toSeconds()));
        this.memory = new MemorySwarmStore(peerLifetime, limits, random, changed);
    }

    /**
     * Opens the file, makes it where there is none, and brings every swarm back; peers that were silent for too long
     * meanwhile are dropped. That no other tracker writes to the file is for the caller to see to.
     *
     * @param peerLifetime how long a peer may be silent
     * @param random asked once an announce, by the thread that announces
     * @throws StoreException where the file is damaged, newer than this program, another program's, or cannot be had
     */
    public static SqliteSwarmStore open(
            Path file, Duration peerLifetime, StoreLimits limits, Supplier<RandomGenerator> random, Instant now)
            throws StoreException {
        SwarmDatabase database = SwarmDatabase.open(file);
        SqliteSwarmStore store = new SqliteSwarmStore(database, file, peerLifetime, limits, random);
        try {
            database.read((row, id, peers) -> store.memory.restore(row, id, peers, now));
        } catch (StoreException failed) {
            store.letGo();
            throw failed;
        }
        store.memory.expire(now);
        return store;
    }

    @Override
    public Optional<SwarmAnswer> announce(SwarmAnnounce announce, Instant now) {
        return memory.announce(announce, now);
    }

    @Override
    public Optional<Resource> resource(InfoHash infoHash, int maxPeers, Instant now) {
        return memory.resource(infoHash, maxPeers, now);
    }

    @Override
    public List<Resource> resources(int maxResources, int maxPeers, Instant now) {
        return memory.resources(maxResources, maxPeers, now);
    }

    @Override
    public void name(InfoHash infoHash, String name) {
        memory.name(infoHash, name);
    }

    @Override
    public StoreTotals totals() {
        return memory.totals();
    }

    @Override
    public int expire(Instant now) {
        return memory.expire(now);
    }

    @Override
    public synchronized void save() {
        changed.drainTo(pending);
        pending.removeIf(swarm -> {
            synchronized (swarm) {
                return swarm.leavesNothing();
            }
        });
        try {
            while (!closed && !pending.isEmpty()) {
                saveSome();
            }
            if (failing) {
                failing = false;
                LOG.warn("{} is written again", file);
            }
        } catch (SQLException failed) {
            if (!failing) {
                failing = true;
                LOG.warn(
                        "cannot write {}: {}; announces are answered from memory, and writing goes on once it can",
                        file,
                        DatabaseFile.firstLine(failed));
            }
        }
    }

    /** Writes pending swarms in one transaction, up to a number of rows. */
    private void saveSome() throws SQLException {
        List<Written> written = new ArrayList<>();
        List<Swarm> taken = new ArrayList<>();
        boolean committed = false;
        database.begin();
        try {
            int rows = 0;
            for (Iterator<Swarm> swarms = pending.iterator(); swarms.hasNext() && rows < ROWS_A_TRANSACTION; ) {
                Swarm swarm = swarms.next();
                swarms.remove();
                taken.add(swarm);
                Optional<SwarmBatch> batch;
                synchronized (swarm) {
                    batch = swarm.takeChanges();
                }
                if (batch.isPresent()) {
                    written.add(new Written(swarm, database.write(batch.get())));
                    rows += 1
                            + batch.get().removed().size()
                            + batch.get().saved().size();
                }
            }
            database.commit();
            committed = true;
        } finally {
            if (committed) {
                written.forEach(SqliteSwarmStore::noteStored);
            } else {
                takeBack(taken);
            }
        }
    }

    private static void noteStored(Written written) {
        synchronized (written.swarm()) {
            written.swarm().stored(written.id());
        }
    }

    private void takeBack(List<Swarm> taken) {
        for (Swarm swarm : taken) {
            synchronized (swarm) {
                swarm.notStored();
            }
        }
        pending.addAll(taken);
        try {
            database.rollback();
        } catch (SQLException nothingUnderWay) {
            LOG.debug("rolling back", nothingUnderWay);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            save();
            closed = true;
            letGo();
        }
    }

    private void letGo() {
        try {
            database.close();
        } catch (SQLException failed) {
            LOG.warn("cannot close {}: {}", file, DatabaseFile.firstLine(failed));
        }
    }
}
