package starling.peer.dht;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * How it stands with the DHT.
 *
 * @param problem why it does not run, where it should and does not
 * @param port the UDP port, 0 where none is open
 * @param families a node each; none before the first torrent that looks for peers
 */
public record DhtStatus(State state, Optional<String> problem, int port, List<Family> families) {
    public enum State {
        OFF,
        /** No torrent has needed it yet. */
        WAITING,
        /** It knows too few nodes to find anything. */
        JOINING,
        RUNNING,
        FAILED
    }

    /**
     * The node of one address family.
     *
     * @param externalAddress where others see us, once they agree
     * @param good nodes that answered in the last 15 minutes, {@code questionable} others that are known
     * @param lookups that go on now
     * @param torrents that we look for and announce
     * @param storedTorrents and storedPeers what others announced to us
     */
    public record Family(
            boolean ipv6,
            String nodeId,
            Optional<InetAddress> externalAddress,
            int good,
            int questionable,
            int lookups,
            int torrents,
            int storedTorrents,
            int storedPeers) {}
}
