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

    /** So few that a completed count waits a tenth of a second for the transaction under way. */
    private static final int ROWS_A_TRANSACTION = 5_000;

    private static final Duration LONGEST_REFRESH = Duration.ofMinutes(1);
    private static final int REFRESHES_A_LIFETIME = 8;

    /** What a swarm has to be written, as many peers of it as there is room for. */
    @FunctionalInterface
    private interface Taking {
        Optional<SwarmBatch> from(Swarm swarm, int mostPeers);
    }

    private record Written(Swarm swarm, long id) {}

    private final SwarmDatabase database;
    private final Path file;
    private final ChangedSwarms changed;
    private final MemorySwarmStore memory;
    private final Set<Swarm> completed = new LinkedHashSet<>();
    private final Set<Swarm> pending = new LinkedHashSet<>();
    private volatile boolean hurried;
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
        gather();
        try {
            boolean more = !closed;
            while (more) {
                more = saveSome() && !hurried;
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

    /** Peers are written by the next {@link #saveSome} only once they have been gathered, or a save would never end. */
    synchronized void gather() {
        changed.drainTo(pending);
        changed.drainCompletedTo(completed);
        completed.removeIf(SqliteSwarmStore::leavesNothing);
        pending.removeIf(SqliteSwarmStore::leavesNothing);
    }

    private static boolean leavesNothing(Swarm swarm) {
        synchronized (swarm) {
            return swarm.leavesNothing();
        }
    }

    /**
     * Writes the completed counts that have changed, and some of what was gathered; whether there is more. Counts go
     * first, also those that came while this save was going on: a peer that is lost announces again, a count that is
     * lost is lost for good. When a million peers have changed, writing them takes many seconds, and no count may wait
     * behind them for one.
     */
    synchronized boolean saveSome() throws SQLException {
        changed.drainCompletedTo(completed);
        if (!completed.isEmpty()) {
            // what else such a swarm has changed is gathered with the rest, or has been
            write(completed, Swarm::takeCompleted);
        }
        if (!pending.isEmpty()) {
            pending.addAll(write(pending, Swarm::takeChanges));
        }
        return !completed.isEmpty() || !pending.isEmpty();
    }

    /** Writes one transaction; returns the swarms that had more to be written than there was room for. */
    private List<Swarm> write(Set<Swarm> swarms, Taking taking) throws SQLException {
        List<Swarm> unfinished = new ArrayList<>();
        List<SwarmBatch> taken = new ArrayList<>();
        List<Written> written = new ArrayList<>();
        boolean committed = false;
        database.begin();
        try {
            int room = ROWS_A_TRANSACTION;
            for (Iterator<Swarm> next = swarms.iterator(); next.hasNext() && room > 0; ) {
                Swarm swarm = next.next();
                next.remove();
                Optional<SwarmBatch> batch;
                synchronized (swarm) {
                    batch = taking.from(swarm, room);
                    if (swarm.hasChanges()) {
                        unfinished.add(swarm);
                    }
                }
                if (batch.isPresent()) {
                    taken.add(batch.get());
                    written.add(new Written(swarm, database.write(batch.get())));
                    room -= batch.get().rows();
                }
            }
            database.commit();
            committed = true;
            return unfinished;
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

    private void takeBack(List<SwarmBatch> taken) {
        for (SwarmBatch batch : taken) {
            synchronized (batch.swarm()) {
                batch.swarm().putBack(batch);
            }
            pending.add(batch.swarm());
        }
        try {
            database.rollback();
        } catch (SQLException nothingUnderWay) {
            LOG.debug("rolling back", nothingUnderWay);
        }
    }

    @Override
    public void hurry() {
        hurried = true;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            save();
            if (!pending.isEmpty()) {
                LOG.warn("left before the peers of {} swarms were written", pending.size());
            }
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
