package starling.tracker.swarm;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import starling.metainfo.InfoHash;

/**
 * Every swarm that a tracker knows. Safe for many threads. No clock inside: each call says what time it is, and no
 * answer names a peer that has been silent for longer than the store lets it.
 */
public interface SwarmStore extends AutoCloseable {
    /**
     * Notes the peer and names others: never the asker, seeds not to a seed, none without a port.
     *
     * @return empty where the store is full, and the peer or its swarm is new
     */
    Optional<SwarmAnswer> announce(SwarmAnnounce announce, Instant now);

    /** One swarm with its longest silent members, at most {@code maxPeers}; empty where it is unknown. */
    Optional<Resource> resource(InfoHash infoHash, int maxPeers, Instant now);

    /** Swarms in no order, at most {@code maxResources}, each as {@link #resource} shows it. */
    List<Resource> resources(int maxResources, int maxPeers, Instant now);

    /** Gives a torrent its name, whether anyone shares it yet or not; passed over where the store is full. */
    void name(InfoHash infoHash, String name);

    StoreTotals totals();

    /**
     * Drops the peers that have been silent for too long, and swarms that have nothing worth keeping.
     *
     * @return how many peers went
     */
    int expire(Instant now);

    /**
     * Writes what has changed since the last time to where the store keeps it; to be called several times a second, by
     * one thread. Where that fails, the store says so in the log, goes on from memory and tries again the next time.
     */
    void save();

    /**
     * There is no more time: a save under way, and the one of {@link #close}, end after what they are writing. Completed
     * counts are written by then; peers that are not will announce again.
     */
    void hurry();

    /** Writes what there is to write and lets go of where the store keeps it. No call follows. */
    @Override
    void close();
}
