package starling.tracker.swarm;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.bencode.BString;

/**
 * One member of a swarm at one moment.
 *
 * @param leftBytes still to be downloaded; empty where the peer does not know
 * @param pieceMap which pieces it has, a {@link starling.announce.PieceMap}; empty where it has not said
 */
public record SwarmPeer(
        PeerId id,
        Endpoint endpoint,
        Role role,
        long uploadedBytes,
        long downloadedBytes,
        OptionalLong leftBytes,
        Instant lastSeen,
        Optional<BString> pieceMap) {}
