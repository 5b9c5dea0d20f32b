package starling.tracker.swarm;

import java.time.Instant;
import java.util.OptionalLong;
import starling.announce.Endpoint;
import starling.announce.PeerId;

/**
 * One member of a swarm at one moment.
 *
 * @param leftBytes still to be downloaded; empty where the peer does not know
 */
public record SwarmPeer(
        PeerId id,
        Endpoint endpoint,
        Role role,
        long uploadedBytes,
        long downloadedBytes,
        OptionalLong leftBytes,
        Instant lastSeen) {}
