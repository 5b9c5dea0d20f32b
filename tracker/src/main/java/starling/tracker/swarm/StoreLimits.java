package starling.tracker.swarm;

/**
 * How much a store takes in before it refuses what is new.
 *
 * @param maxSwarms torrents
 * @param maxPeers peers in all swarms together
 * @param maxPeersOfAnAddress how many of them one address may have, or one IPv6 network of 64 bits; a client counts once
 *     for each of its torrents
 * @param maxRemembered swarms without a peer that are kept for their completed count or name
 */
public record StoreLimits(int maxSwarms, int maxPeers, int maxPeersOfAnAddress, int maxRemembered) {
    private static final int BYTES_A_SWARM = 360;
    private static final int BYTES_A_PEER = 190;

    private static final double SHARE_OF_PEERS = 0.25;
    private static final double SHARE_OF_SWARMS = 0.1;
    private static final int FULL_ADDRESSES = 100;
    private static final int SMALLEST_ADDRESS = 1_000;

    public static final StoreLimits DEFAULT = new StoreLimits(1_000_000, 4_000_000, 40_000, 100_000);

    /** Whichever addresses the peers have. */
    public StoreLimits(int maxSwarms, int maxPeers, int maxRemembered) {
        this(maxSwarms, maxPeers, maxPeers, maxRemembered);
    }

    /**
     * What takes a third of a heap, {@link #DEFAULT} at most. No address can take more than a hundredth of the
     * room, or a thousand places where that is more.
     */
    public static StoreLimits ofHeap(long maxBytes) {
        int swarms = (int) Math.min(DEFAULT.maxSwarms, maxBytes * SHARE_OF_SWARMS / BYTES_A_SWARM);
        int peers = (int) Math.min(DEFAULT.maxPeers, maxBytes * SHARE_OF_PEERS / BYTES_A_PEER);
        return new StoreLimits(
                swarms,
                peers,
                Math.max(SMALLEST_ADDRESS, peers / FULL_ADDRESSES),
                Math.min(DEFAULT.maxRemembered, swarms / 10));
    }
}
