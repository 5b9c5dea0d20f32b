package starling.tracker.swarm;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import starling.announce.AnnounceEvent;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;

/**
 * One torrent's peers. Not thread-safe: {@link MemorySwarmStore} holds the swarm's monitor around every call.
 *
 * <p>Peers stand in a map ordered by their last announce, so that the silent ones are at its front, and those that can
 * be dialled also in one of four zones (seed or not, IPv4 or IPv6) that answers are drawn from.
 */
final class Swarm {
    private static final int ZONES = 4;

    /** The answer to one announce, in references alone: what it takes to build addresses is done outside the lock. */
    record Drawn(int seeders, int leechers, int completed, List<PackedEndpoint> endpoints, List<PeerId> ids) {}

    private final InfoHash infoHash;
    private final StoreTally tally;
    private final LinkedHashMap<PackedEndpoint, PeerRecord> peers = new LinkedHashMap<>(2, 0.75f, true);
    private final PeerZone[] zones = new PeerZone[ZONES];
    private String name;
    private int seeders;
    private int completed;
    private long lastAnnounceMillis;
    private boolean retired;

    Swarm(InfoHash infoHash, StoreTally tally) {
        this.infoHash = infoHash;
        this.tally = tally;
    }

    /** Notes the announce; empty where the peer is new and {@code mayGrow} is false. */
    Optional<Drawn> announce(SwarmAnnounce announce, long nowMillis, boolean mayGrow, RandomGenerator random) {
        PackedEndpoint endpoint = PackedEndpoint.of(announce.endpoint());
        PeerRecord known = peers.get(endpoint);
        boolean same = known != null && known.hasId(announce.peerId());
        if (announce.event() == AnnounceEvent.STOPPED) {
            // another id at the endpoint is a client that was started anew: the old one's farewell comes late
            if (same) {
                remove(known);
                peers.remove(endpoint);
            }
            return Optional.of(counts(List.of(), List.of()));
        }
        if (known == null && !mayGrow) {
            return Optional.empty();
        }
        lastAnnounceMillis = nowMillis;
        PeerRecord record = same ? known : new PeerRecord(endpoint, announce.peerId());
        boolean wasSeed = same && known.isSeed();
        if (known != null) {
            remove(known);
        }
        record.update(announce, nowMillis);
        add(record);
        record.keepPieceMap(announce.pieceMap(), tally);
        if (announce.event() == AnnounceEvent.COMPLETED && record.isSeed() && !wasSeed && !record.completionCounted) {
            record.completionCounted = true;
            completed++;
            tally.completed.increment();
        }
        return Optional.of(draw(announce, record, random));
    }

    /** Drops the peers last seen before that time. */
    int expire(long beforeMillis) {
        int gone = 0;
        Iterator<PeerRecord> oldestFirst = peers.values().iterator();
        while (oldestFirst.hasNext()) {
            PeerRecord record = oldestFirst.next();
            if (!record.seenBefore(beforeMillis)) {
                break;
            }
            oldestFirst.remove();
            remove(record);
            gone++;
        }
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
    }

    /** Whether the store has dropped it: whoever still holds it must look it up again. */
    boolean isRetired() {
        return retired;
    }

    void retire() {
        retired = true;
        tally.completed.add(-completed);
    }

    InfoHash infoHash() {
        return infoHash;
    }

    Resource snapshot(int maxPeers) {
        List<SwarmPeer> members = new ArrayList<>(Math.min(maxPeers, peers.size()));
        Iterator<PeerRecord> records = peers.values().iterator();
        while (members.size() < maxPeers && records.hasNext()) {
            members.add(records.next().snapshot());
        }
        return new Resource(infoHash, Optional.ofNullable(name), seeders, leechers(), completed, List.copyOf(members));
    }

    private int leechers() {
        return peers.size() - seeders;
    }

    private void add(PeerRecord record) {
        peers.put(record.endpoint, record);
        if (record.isSeed()) {
            seeders++;
            tally.seeders.increment();
        } else {
            tally.leechers.increment();
        }
        if (record.endpoint.port() != 0) {
            int zone = zone(record.isSeed(), record.endpoint.isIpv6());
            if (zones[zone] == null) {
                zones[zone] = new PeerZone();
            }
            zones[zone].add(record);
        }
    }

    /** Takes the peer out of the counts and its zone; the map is the caller's. */
    private void remove(PeerRecord record) {
        record.dropPieceMap(tally);
        if (record.isSeed()) {
            seeders--;
            tally.seeders.decrement();
        } else {
            tally.leechers.decrement();
        }
        if (record.endpoint.port() != 0) {
            zones[zone(record.isSeed(), record.endpoint.isIpv6())].remove(record);
        }
    }

    private static int zone(boolean seed, boolean ipv6) {
        return (seed ? 2 : 0) + (ipv6 ? 1 : 0);
    }

    /** Every peer that may be named is as likely as any other, whatever zone it stands in. */
    private Drawn draw(SwarmAnnounce announce, PeerRecord asker, RandomGenerator random) {
        int[] drawn = new int[ZONES];
        int[] left = new int[ZONES];
        int candidates = 0;
        for (int zone = 0; zone < ZONES; zone++) {
            boolean seeds = zone >= 2;
            boolean ipv6 = zone % 2 == 1;
            if (zones[zone] != null
                    && !(seeds && asker.isSeed())
                    && announce.families().includes(ipv6)) {
                left[zone] = zones[zone].size();
                candidates += left[zone];
            }
        }
        int capacity = Math.min(announce.wantedPeers(), candidates);
        List<PackedEndpoint> endpoints = new ArrayList<>(capacity);
        List<PeerId> ids = new ArrayList<>(announce.withIds() ? capacity : 0);
        for (; endpoints.size() < announce.wantedPeers() && candidates > 0; candidates--) {
            int zone = 0;
            for (int ticket = random.nextInt(candidates); ticket >= left[zone]; zone++) {
                ticket -= left[zone];
            }
            left[zone]--;
            PeerRecord chosen = zones[zone].draw(drawn[zone]++, random);
            if (chosen != asker) {
                endpoints.add(chosen.endpoint);
                if (announce.withIds()) {
                    ids.add(chosen.id());
                }
            }
        }
        return counts(endpoints, ids);
    }

    private Drawn counts(List<PackedEndpoint> endpoints, List<PeerId> ids) {
        return new Drawn(seeders, leechers(), completed, endpoints, ids);
    }
}
