package starling.tracker.swarm;

/**
 * How much a store takes in before it refuses what is new.
 *
 * @param maxSwarms torrents
 * @param maxPeers peers in all swarms together
 * @param maxRemembered swarms without a peer that are kept for their completed count or name
 */
public record StoreLimits(int maxSwarms, int maxPeers, int maxRemembered) {
    public static final StoreLimits DEFAULT = new StoreLimits(1_000_000, 4_000_000, 100_000);
}
