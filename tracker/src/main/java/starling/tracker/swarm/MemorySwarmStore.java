package starling.tracker.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import starling.announce.AnnounceEvent;
import starling.metainfo.InfoHash;

/**
 * Swarms on the heap: about 190 bytes a peer, and 360 a swarm. One lock a torrent, held for what touches that torrent
 * and no longer.
 */
public final class MemorySwarmStore implements SwarmStore {
    private final ConcurrentHashMap<InfoHash, Swarm> swarms = new ConcurrentHashMap<>();
    private final StoreTally tally;
    private final Duration peerLifetime;
    private final StoreLimits limits;
    private final Supplier<RandomGenerator> random;
    private final ChangedSwarms changed;

    /**
     * @param peerLifetime how long a peer may be silent
     * @param random asked once an announce, by the thread that announces
     */
    public MemorySwarmStore(Duration peerLifetime, StoreLimits limits, Supplier<RandomGenerator> random) {
        this(peerLifetime, limits, random, ChangedSwarms.UNKEPT);
    }

    /** @param changed hears of every swarm that has something to be written */
    MemorySwarmStore(
            Duration peerLifetime, StoreLimits limits, Supplier<RandomGenerator> random, ChangedSwarms changed) {
        this.peerLifetime = peerLifetime;
        this.limits = limits;
        this.tally = new StoreTally(limits);
        this.random = random;
        this.changed = changed;
    }

    @Override
    public Optional<SwarmAnswer> announce(SwarmAnnounce announce, Instant now) {
        long nowMillis = now.toEpochMilli();
        PackedEndpoint endpoint = PackedEndpoint.of(announce.endpoint());
        while (true) {
            Swarm swarm = swarms.get(announce.infoHash());
            if (swarm == null && announce.event() == AnnounceEvent.STOPPED) {
                return Optional.of(new SwarmAnswer(0, 0, 0, List.of()));
            }
            if (swarm == null) {
                if (!tally.mayAdd(endpoint) || swarms.mappingCount() >= limits.maxSwarms()) {
                    return Optional.empty();
                }
                swarm = swarms.computeIfAbsent(announce.infoHash(), infoHash -> new Swarm(infoHash, tally, changed));
            }
            synchronized (swarm) {
                if (!swarm.isRetired()) {
                    swarm.expire(oldestMillis(now));
                    return swarm.announce(announce, endpoint, nowMillis, random.get());
                }
            }
        }
    }

    @Override
    public Optional<Resource> resource(InfoHash infoHash, int maxPeers, Instant now) {
        return Optional.ofNullable(swarms.get(infoHash)).map(swarm -> snapshot(swarm, maxPeers, now));
    }

    @Override
    public List<Resource> resources(int maxResources, int maxPeers, Instant now) {
        return swarms.values().stream()
                .limit(maxResources)
                .map(swarm -> snapshot(swarm, maxPeers, now))
                .toList();
    }

    private Resource snapshot(Swarm swarm, int maxPeers, Instant now) {
        synchronized (swarm) {
            swarm.expire(oldestMillis(now));
            return swarm.snapshot(maxPeers);
        }
    }

    @Override
    public void name(InfoHash infoHash, String name) {
        while (true) {
            Swarm swarm = swarms.get(infoHash);
            if (swarm == null) {
                if (swarms.mappingCount() >= limits.maxSwarms()) {
                    return;
                }
                swarm = swarms.computeIfAbsent(infoHash, absent -> new Swarm(absent, tally, changed));
            }
            synchronized (swarm) {
                if (!swarm.isRetired()) {
                    swarm.name(name);
                    return;
                }
            }
        }
    }

    @Override
    public StoreTotals totals() {
        return new StoreTotals(swarms.mappingCount(), tally.seeders.sum(), tally.leechers.sum(), tally.completed.sum());
    }

    /** Nothing is kept. */
    @Override
    public void save() {}

    /** Nothing takes time. */
    @Override
    public void hurry() {}

    /** Nothing to close. */
    @Override
    public void close() {}

    /** Takes in a swarm as it was stored; before anyone else asks for it. */
    void restore(SwarmRow row, long storedId, List<PeerRow> peers, Instant now) {
        Swarm swarm = new Swarm(row.infoHash(), tally, changed);
        synchronized (swarm) {
            swarm.restore(row, storedId, peers, now.toEpochMilli());
        }
        swarms.put(row.infoHash(), swarm);
    }

    private record Remembered(Swarm swarm, long lastAnnounceMillis) {}

    @Override
    public int expire(Instant now) {
        int gone = 0;
        List<Remembered> remembered = new ArrayList<>();
        for (Swarm swarm : swarms.values()) {
            synchronized (swarm) {
                gone += swarm.expire(oldestMillis(now));
                if (swarm.isEmpty() && swarm.isWorthRemembering()) {
                    remembered.add(new Remembered(swarm, swarm.lastAnnounceMillis()));
                } else {
                    retireIfEmpty(swarm);
                }
            }
        }
        int tooMany = remembered.size() - limits.maxRemembered();
        if (tooMany > 0) {
            remembered.sort(Comparator.comparingLong(Remembered::lastAnnounceMillis));
            for (Remembered oldest : remembered.subList(0, tooMany)) {
                synchronized (oldest.swarm()) {
                    retireIfEmpty(oldest.swarm());
                }
            }
        }
        return gone;
    }

    /** The caller holds the swarm's monitor, so no announce can slip in between. */
    private void retireIfEmpty(Swarm swarm) {
        if (swarm.isEmpty() && !swarm.isRetired()) {
            swarm.retire();
            swarms.remove(swarm.infoHash(), swarm);
        }
    }

    private long oldestMillis(Instant now) {
        return now.minus(peerLifetime).toEpochMilli();
    }
}
