package starling.tracker.swarm;

import java.util.List;
import java.util.Optional;

/**
 * What is to be written of one swarm, as it was at one moment.
 *
 * @param row empty where the swarm is no more
 * @param storedId the number of its row; 0 where it has none
 * @param whole whether every peer that is stored goes before {@code saved} are written
 * @param removed 6 or 18 bytes each; gone before {@code saved} are written
 */
record SwarmBatch(
        Swarm swarm,
        Optional<SwarmRow> row,
        long storedId,
        boolean whole,
        List<PackedEndpoint> removed,
        List<PeerRow> saved) {}
