package starling.tracker.swarm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import starling.announce.AnnounceEvent;
import starling.metainfo.InfoHash;

/**
 * One torrent's peers. Not thread-safe: whoever calls holds the swarm's monitor.
 *
 * <p>Peers stand in the order of their last announce, so that the silent ones are at its front, and those that can be
 * dialled also in the zones that answers are drawn from. What has to be written is noted where the store keeps it.
 */
final class Swarm {
    private static final long UNSTORED = 0;

    private final InfoHash infoHash;
    private final StoreTally tally;
    private final ChangedSwarms changedSwarms;
    private final Map<PackedEndpoint, PeerRecord> peers = new HashMap<>(2);
    private final SeenOrder order = new SeenOrder();
    private final SwarmZones zones = new SwarmZones();
    private SwarmChanges changes;
    private long storedId = UNSTORED;
    private String name;
    private int seeders;
    private int completed;
    private long lastAnnounceMillis;

    /** Nobody in here was last seen before: so nobody need be looked at until that is too long ago. */
    private long seenSinceMillis = Long.MIN_VALUE;

    private boolean retired;

    Swarm(InfoHash infoHash, StoreTally tally, ChangedSwarms changedSwarms) {
        this.infoHash = infoHash;
        this.tally = tally;
        this.changedSwarms = changedSwarms;
    }

    /**
     * Notes the announce.
     *
     * @param endpoint the one of the announce
     * @return empty where the peer is new and the store has no room for it
     */
    Optional<SwarmAnswer> announce(
            SwarmAnnounce announce, PackedEndpoint endpoint, long nowMillis, RandomGenerator random) {
        PeerRecord known = peers.get(endpoint);
        boolean same = known != null && known.hasId(announce.peerId());
        if (announce.event() == AnnounceEvent.STOPPED) {
            // another id at the endpoint is a client that was started anew: the old one's farewell comes late
            if (same) {
                remove(known);
                order.remove(known);
                peers.remove(endpoint);
            }
            return Optional.of(new SwarmAnswer(seeders, leechers(), completed, List.of()));
        }
        if (known == null && !tally.mayAdd(endpoint)) {
            return Optional.empty();
        }
        lastAnnounceMillis = nowMillis;
        seenSinceMillis = Math.min(seenSinceMillis, nowMillis);
        PeerRecord record = same ? known : new PeerRecord(endpoint, announce.peerId());
        boolean wasSeed = same && known.isSeed();
        boolean news;
        if (same && wasSeed == announce.complete()) {
            news = record.update(announce, nowMillis) || record.isStale(changedSwarms.refreshSeconds());
        } else {
            if (same) {
                uncount(known);
            } else if (known != null) {
                remove(known);
            }
            record.update(announce, nowMillis);
            count(record);
            news = true;
        }
        takePlace(record, known);
        news |= record.keepPieceMap(announce.pieceMap(), tally);
        if (news && changedSwarms.areKept()) {
            changes().toSave(record, peers.size());
        }
        if (announce.event() == AnnounceEvent.COMPLETED && record.isSeed() && !wasSeed && !record.completionCounted) {
            record.completionCounted = true;
            completed++;
            tally.completed.increment();
            if (changedSwarms.areKept()) {
                changes().completed(record, peers.size());
                countChanged();
            }
        }
        return Optional.of(new SwarmAnswer(seeders, leechers(), completed, zones.draw(announce, record, random)));
    }

    /** Whoever announces is the one seen last, in place of whom the endpoint belonged to. */
    private void takePlace(PeerRecord record, PeerRecord known) {
        if (record == known) {
            order.seen(record);
            return;
        }
        if (known != null) {
            order.remove(known);
            peers.remove(known.endpoint);
        }
        peers.put(record.endpoint, record);
        order.add(record);
    }

    /** Drops the peers last seen before that time. */
    int expire(long beforeMillis) {
        if (beforeMillis <= seenSinceMillis) {
            return 0;
        }
        int gone = 0;
        PeerRecord oldest = order.oldest();
        while (oldest != null && oldest.seenBefore(beforeMillis)) {
            remove(oldest);
            order.remove(oldest);
            peers.remove(oldest.endpoint);
            gone++;
            oldest = order.oldest();
        }
        seenSinceMillis = oldest == null ? beforeMillis : oldest.lastSeenMillis();
        return gone;
    }

    boolean isEmpty() {
        return peers.isEmpty();
    }

    /** Whether there is something to keep though every peer has left. */
    boolean isWorthRemembering() {
        return completed > 0 || name != null;
    }

    long lastAnnounceMillis() {
        return lastAnnounceMillis;
    }

    void name(String name) {
        this.name = name;
        rowChanged();
    }

    /** Whether the store has dropped it: whoever still holds it must look it up again. */
    boolean isRetired() {
        return retired;
    }

    void retire() {
        retired = true;
        tally.completed.add(-completed);
        rowChanged();
    }

    InfoHash infoHash() {
        return infoHash;
    }

    Resource snapshot(int maxPeers) {
        List<SwarmPeer> members = new ArrayList<>(Math.min(maxPeers, peers.size()));
        PeerRecord next = order.oldest();
        while (members.size() < maxPeers && next != null) {
            members.add(next.snapshot());
            next = order.after(next);
        }
        return new Resource(infoHash, Optional.ofNullable(name), seeders, leechers(), completed, List.copyOf(members));
    }

    /** Takes in what was stored; the swarm is new. */
    void restore(SwarmRow row, long storedId, List<PeerRow> rows, long nowMillis) {
        this.storedId = storedId;
        name = row.name().orElse(null);
        completed = row.completed();
        lastAnnounceMillis = Math.min(row.lastAnnounceMillis(), nowMillis);
        tally.completed.add(completed);
        seenSinceMillis = Long.MIN_VALUE;
        List<PeerRecord> records = new ArrayList<>(rows.size());
        rows.forEach(peer -> records.add(PeerRecord.restored(peer, nowMillis, tally)));
        records.sort(Comparator.comparingLong(PeerRecord::lastSeenMillis));
        for (PeerRecord record : records) {
            peers.put(record.endpoint, record);
            order.add(record);
            count(record);
        }
    }

    /** Takes the completed count where it has changed, with the peers that it rose by: at most that many. */
    Optional<SwarmBatch> takeCompleted(int mostPeers) {
        return changes == null || !changes.hasCount() ? Optional.empty() : take(mostPeers, true);
    }

    /** Takes what has changed since the last time, at most that many peers; empty where nothing has. */
    Optional<SwarmBatch> takeChanges(int mostPeers) {
        return changes == null ? Optional.empty() : take(mostPeers, false);
    }

    private Optional<SwarmBatch> take(int mostPeers, boolean completedAlone) {
        if (retired) {
            changes = null;
            return storedId == UNSTORED
                    ? Optional.empty()
                    : Optional.of(new SwarmBatch(this, Optional.empty(), storedId, List.of(), List.of()));
        }
        boolean row = changes.takeRow();
        List<PeerRow> saved = changes.takeCompleted(mostPeers);
        List<PackedEndpoint> removed = List.of();
        if (!completedAlone) {
            removed = changes.takeRemoved(mostPeers - saved.size());
            saved.addAll(changes.takeSaved(mostPeers - saved.size() - removed.size()));
        }
        if (changes.isEmpty()) {
            changes = null;
        }
        return row || !saved.isEmpty() || !removed.isEmpty()
                ? Optional.of(new SwarmBatch(
                        this,
                        Optional.of(new SwarmRow(infoHash, Optional.ofNullable(name), completed, lastAnnounceMillis)),
                        storedId,
                        removed,
                        saved))
                : Optional.empty();
    }

    /** Whether more is to be written than was taken. */
    boolean hasChanges() {
        return changes != null;
    }

    /** What was taken last is stored, under that number; 0 where the row is gone. */
    void stored(long id) {
        storedId = id;
    }

    /** What was taken could not be stored: whoever it was about is written, or removed, as things are now. */
    void putBack(SwarmBatch batch) {
        countChanged();
        batch.removed().forEach(this::toStoreAnew);
        batch.saved().forEach(row -> toStoreAnew(PackedEndpoint.unpack(row.endpoint())));
    }

    private void toStoreAnew(PackedEndpoint endpoint) {
        PeerRecord record = peers.get(endpoint);
        if (record == null) {
            changes().toRemove(endpoint);
        } else {
            record.mayBeStored = true;
            changes().toSave(record, peers.size());
        }
    }

    /** Whether nothing of it is stored and nothing will be. */
    boolean leavesNothing() {
        return retired && storedId == UNSTORED;
    }

    private SwarmChanges changes() {
        if (changes == null) {
            changes = new SwarmChanges();
            changedSwarms.add(this);
        }
        return changes;
    }

    private void rowChanged() {
        if (changedSwarms.areKept()) {
            changes().rowChanged();
        }
    }

    private void countChanged() {
        if (changes().countChanged()) {
            changedSwarms.addCompleted(this);
        }
    }

    private int leechers() {
        return peers.size() - seeders;
    }

    private void count(PeerRecord record) {
        if (record.isSeed()) {
            seeders++;
        }
        tally.joined(record);
        zones.add(record);
    }

    /** The peer leaves; taking it out of map and order is for the caller. */
    private void remove(PeerRecord record) {
        uncount(record);
        if (changedSwarms.areKept()) {
            changes().toRemove(record);
        }
    }

    private void uncount(PeerRecord record) {
        record.dropPieceMap(tally);
        if (record.isSeed()) {
            seeders--;
        }
        tally.left(record);
        zones.remove(record);
    }
}
