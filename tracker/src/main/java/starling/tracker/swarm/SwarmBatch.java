package starling.tracker.swarm;

import java.util.List;
import java.util.Optional;

/**
 * Changes of one swarm that are written together, as they were at one moment.
 *
 * @param row empty where the swarm is no more, and every row of it goes
 * @param storedId the number of its row; 0 where it has none
 * @param removed none of them is among {@code saved}
 */
record SwarmBatch(
        Swarm swarm, Optional<SwarmRow> row, long storedId, List<PackedEndpoint> removed, List<PeerRow> saved) {

    /** How many rows it is about. */
    int rows() {
        return 1 + removed.size() + saved.size();
    }
}
