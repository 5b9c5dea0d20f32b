package starling.tracker.swarm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * What has changed in one swarm and is not written yet; guarded by the swarm's lock. It never holds much more than the
 * swarm itself and what is stored of it, however long nothing can be written.
 */
final class SwarmChanges {
    private static final int SPARE = 1_024;

    private final Queue<PeerRecord> completed = new ArrayDeque<>(1);
    private final Queue<PeerRecord> saved = new ArrayDeque<>(1);
    private final Set<PackedEndpoint> removed = new HashSet<>(2);
    private boolean row = true;
    private boolean count;

    /** The swarm's own row is to be written. */
    void rowChanged() {
        row = true;
    }

    /** The completed count is to be written, ahead of all else; whether that is news. */
    boolean countChanged() {
        boolean news = !count;
        row = true;
        count = true;
        return news;
    }

    /** The peer is what the completed count rose by, and goes with it. */
    void completed(PeerRecord record, int peers) {
        toSave(record, peers);
        completed.add(record);
        bound(completed, peers);
    }

    void toSave(PeerRecord record, int peers) {
        row = true;
        if (removed.remove(record.endpoint)) {
            // the row of whoever was there before is written over
            record.mayBeStored = true;
        }
        if (!record.awaitsSaving) {
            record.awaitsSaving = true;
            saved.add(record);
            bound(saved, peers);
        }
    }

    /** The peer is gone for good: one that comes back has another record. */
    void toRemove(PeerRecord record) {
        row = true;
        record.awaitsSaving = false;
        if (record.mayBeStored) {
            removed.add(record.endpoint);
        }
    }

    void toRemove(PackedEndpoint stored) {
        row = true;
        removed.add(stored);
    }

    /** Records that left are passed over when the rest is written; where they pile up, they go at once. */
    private static void bound(Queue<PeerRecord> records, int peers) {
        if (records.size() > 2L * peers + SPARE) {
            records.removeIf(record -> !record.awaitsSaving);
        }
    }

    boolean hasCount() {
        return count;
    }

    boolean isEmpty() {
        return !row && completed.isEmpty() && saved.isEmpty() && removed.isEmpty();
    }

    /** To be called when the swarm's row is taken; whether it has to be written though no peer is. */
    boolean takeRow() {
        boolean taken = row;
        row = false;
        count = false;
        return taken;
    }

    List<PeerRow> takeCompleted(int most) {
        return take(completed, most);
    }

    List<PeerRow> takeSaved(int most) {
        return take(saved, most);
    }

    private static List<PeerRow> take(Queue<PeerRecord> records, int most) {
        List<PeerRow> rows = new ArrayList<>(Math.min(most, records.size()));
        while (rows.size() < most && !records.isEmpty()) {
            PeerRecord record = records.remove();
            if (record.awaitsSaving) {
                rows.add(record.row());
            }
        }
        return rows;
    }

    List<PackedEndpoint> takeRemoved(int most) {
        List<PackedEndpoint> taken = new ArrayList<>(Math.min(most, removed.size()));
        for (Iterator<PackedEndpoint> all = removed.iterator(); taken.size() < most && all.hasNext(); ) {
            taken.add(all.next());
            all.remove();
        }
        return taken;
    }
}
