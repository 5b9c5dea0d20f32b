package starling.tracker.swarm;

import java.util.Optional;
import starling.bencode.BString;

/**
 * One member of a swarm as a store keeps it.
 *
 * @param endpoint 6 or 18 bytes, as on the wire
 * @param peerId 20 bytes
 * @param leftBytes -1 where the peer does not know
 * @param completionCounted whether its download is in the swarm's completed count already
 * @param pieceMap which pieces it has, packed; empty where it has not said
 */
record PeerRow(
        byte[] endpoint,
        byte[] peerId,
        boolean seed,
        long uploadedBytes,
        long downloadedBytes,
        long leftBytes,
        long lastSeenMillis,
        boolean completionCounted,
        Optional<BString> pieceMap) {

    Role role() {
        return Role.of(uploadedBytes, downloadedBytes, seed);
    }
}
