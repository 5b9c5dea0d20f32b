package starling.tracker.swarm;

import java.util.ArrayList;
import java.util.List;

/**
 * What has changed in one swarm since it was last written; guarded by the swarm's lock. It never holds much more than
 * the swarm itself: past that, the whole swarm is to be written.
 */
final class SwarmChanges {
    private static final int SPARE = 1_024;

    private final List<PeerRecord> saved = new ArrayList<>();
    private final List<PackedEndpoint> removed = new ArrayList<>();
    private boolean whole;

    void toSave(PeerRecord record, int peers) {
        if (!whole && !record.awaitsSaving) {
            record.awaitsSaving = true;
            saved.add(record);
            bound(peers);
        }
    }

    void toRemove(PeerRecord record, int peers) {
        // a record that left is passed over when the rest is written
        record.awaitsSaving = false;
        if (!whole) {
            removed.add(record.endpoint);
            bound(peers);
        }
    }

    void wholeSwarm() {
        whole = true;
        saved.forEach(record -> record.awaitsSaving = false);
        saved.clear();
        removed.clear();
    }

    boolean isWhole() {
        return whole;
    }

    List<PackedEndpoint> removed() {
        return removed;
    }

    List<PeerRecord> saved() {
        return saved;
    }

    private void bound(int peers) {
        if (saved.size() + removed.size() > 2L * peers + SPARE) {
            wholeSwarm();
        }
    }
}
