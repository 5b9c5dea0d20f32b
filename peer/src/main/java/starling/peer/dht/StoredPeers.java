package starling.peer.dht;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import starling.announce.Endpoint;
import starling.metainfo.InfoHash;
import starling.peer.discovery.Addresses;

/**
 * The peers that other nodes announced to us, for the torrents near our id. Each is forgotten after 45 minutes without
 * another announce; whatever anyone announces, the memory is bounded, and one owner of addresses has a small share of it.
 */
final class StoredPeers {
    static final Duration LIFETIME = Duration.ofMinutes(45);
    static final int MOST_TORRENTS = 2_000;
    static final int MOST_PEERS = 500;
    static final int MOST_OF_ONE = 200;

    private final RandomGenerator random;

    /** In the order of their last announces, as are the peers of each. */
    private final Map<InfoHash, LinkedHashMap<Endpoint, Entry>> torrents = new LinkedHashMap<>();

    private final Map<ByteBuffer, Integer> ofOwners = new HashMap<>();

    private record Entry(ByteBuffer owner, long announcedNanos) {}

    StoredPeers(RandomGenerator random) {
        this.random = random;
    }

    /** @param source where the announce came from, whose owner answers for it */
    void add(InfoHash infoHash, Endpoint peer, Endpoint source, long nowNanos) {
        ByteBuffer owner = Addresses.owner(source);
        LinkedHashMap<Endpoint, Entry> peers = torrents.remove(infoHash);
        if (peers == null) {
            peers = new LinkedHashMap<>();
        }
        forget(peers.remove(peer));
        if (ofOwners.getOrDefault(owner, 0) < MOST_OF_ONE) {
            if (peers.size() >= MOST_PEERS) {
                dropEldest(peers);
            }
            peers.put(peer, new Entry(owner, nowNanos));
            ofOwners.merge(owner, 1, Integer::sum);
        }
        if (peers.isEmpty()) {
            return;
        }
        if (torrents.size() >= MOST_TORRENTS) {
            Iterator<LinkedHashMap<Endpoint, Entry>> eldest = torrents.values().iterator();
            eldest.next().values().forEach(this::forget);
            eldest.remove();
        }
        torrents.put(infoHash, peers);
    }

    private void dropEldest(LinkedHashMap<Endpoint, Entry> peers) {
        Iterator<Entry> eldest = peers.values().iterator();
        forget(eldest.next());
        eldest.remove();
    }

    private void forget(Entry entry) {
        if (entry != null) {
            ofOwners.merge(entry.owner(), -1, (count, less) -> count + less == 0 ? null : count + less);
        }
    }

    /** Some of a torrent's peers, at random, {@code most} at most. */
    List<Endpoint> some(InfoHash infoHash, int most, long nowNanos) {
        LinkedHashMap<Endpoint, Entry> peers = torrents.get(infoHash);
        if (peers == null) {
            return List.of();
        }
        expire(peers, nowNanos);
        List<Endpoint> chosen = new ArrayList<>(peers.keySet());
        for (int i = 0; i < Math.min(most, chosen.size()); i++) {
            int other = i + random.nextInt(chosen.size() - i);
            Endpoint swapped = chosen.get(i);
            chosen.set(i, chosen.get(other));
            chosen.set(other, swapped);
        }
        return List.copyOf(chosen.subList(0, Math.min(most, chosen.size())));
    }

    /** Forgets who has not announced for too long. */
    void expire(long nowNanos) {
        Iterator<LinkedHashMap<Endpoint, Entry>> all = torrents.values().iterator();
        while (all.hasNext()) {
            LinkedHashMap<Endpoint, Entry> peers = all.next();
            expire(peers, nowNanos);
            if (peers.isEmpty()) {
                all.remove();
            }
        }
    }

    private void expire(LinkedHashMap<Endpoint, Entry> peers, long nowNanos) {
        Iterator<Entry> eldest = peers.values().iterator();
        while (eldest.hasNext()) {
            Entry entry = eldest.next();
            if (nowNanos - entry.announcedNanos() < LIFETIME.toNanos()) {
                return;
            }
            forget(entry);
            eldest.remove();
        }
    }

    int torrentCount() {
        return torrents.size();
    }

    int peerCount() {
        return torrents.values().stream().mapToInt(Map::size).sum();
    }
}
