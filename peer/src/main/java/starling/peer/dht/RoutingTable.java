package starling.peer.dht;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import starling.krpc.NodeContact;
import starling.krpc.NodeId;
import starling.peer.dht.KnownNode.Standing;
import starling.peer.discovery.Addresses;

/**
 * The nodes we know, many of them near and few far (BEP 5). A bucket for each number of bits in common with our own id;
 * the first few, which hold most of the DHT, have room for more nodes, so that lookups begin nearer. An address has one
 * node at most, so that nobody can fill the table from one machine.
 */
final class RoutingTable {
    /** How many nodes a bucket holds, an answer names, and an announce goes to. */
    static final int K = 8;

    private static final int FIRST_CAPACITY = 32;
    private static final long REFRESH_NANOS = Duration.ofMinutes(15).toNanos();

    private NodeId ownId;
    private final Bucket[] buckets = new Bucket[NodeId.BITS];
    private final Map<ByteBuffer, KnownNode> placed = new HashMap<>();

    RoutingTable(NodeId ownId, long nowNanos) {
        moveTo(ownId, nowNanos);
    }

    /** Takes another id of our own; the nodes stay known, each in the bucket where it belongs now. */
    void moveTo(NodeId newId, long nowNanos) {
        List<KnownNode> known = new ArrayList<>();
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i] != null) {
                known.addAll(buckets[i].nodes());
            }
            buckets[i] = new Bucket(Math.max(K, i < 8 ? FIRST_CAPACITY >> i : 0), placed, nowNanos);
        }
        ownId = newId;
        placed.clear();
        for (KnownNode node : known) {
            bucket(node.contact.id()).ifPresent(bucket -> bucket.add(node, nowNanos));
        }
    }

    NodeId ownId() {
        return ownId;
    }

    private Optional<Bucket> bucket(NodeId id) {
        int bits = ownId.commonBits(id);
        return bits == NodeId.BITS ? Optional.empty() : Optional.of(buckets[bits]);
    }

    /** A node answered us. */
    void replied(NodeContact contact, long nowNanos) {
        bucket(contact.id()).ifPresent(bucket -> {
            Optional<KnownNode> known = bucket.find(contact.id());
            if (known.isEmpty()) {
                addTo(bucket, new KnownNode(contact, true, nowNanos), nowNanos);
            } else if (known.get().contact.equals(contact)) {
                known.get().replied(nowNanos);
                bucket.changedNanos = nowNanos;
            } else if (known.get().standing(nowNanos) == Standing.BAD) {
                bucket.remove(known.get());
                addTo(bucket, new KnownNode(contact, true, nowNanos), nowNanos);
            }
        });
    }

    /** A node that an earlier run knew; it has to show that it is still there. */
    void remembered(NodeContact contact, long nowNanos) {
        bucket(contact.id())
                .filter(bucket -> bucket.find(contact.id()).isEmpty())
                .ifPresent(bucket -> addTo(bucket, new KnownNode(contact, false, nowNanos), nowNanos));
    }

    private void addTo(Bucket bucket, KnownNode node, long nowNanos) {
        Optional<KnownNode> neighbour = Optional.ofNullable(placed.get(node.owner));
        if (neighbour.isPresent()) {
            if (neighbour.get().standing(nowNanos) != Standing.BAD) {
                return;
            }
            bucket(neighbour.get().contact.id()).ifPresent(other -> other.remove(neighbour.get()));
        }
        bucket.add(node, nowNanos);
    }

    /** A node asked us. Whether it is one that we would like to know, and do not. */
    boolean asked(NodeContact contact, long nowNanos) {
        Bucket bucket = bucket(contact.id()).orElse(null);
        if (bucket == null) {
            return false;
        }
        Optional<KnownNode> known = bucket.find(contact.id());
        known.filter(node -> node.contact.equals(contact)).ifPresent(node -> node.asked(nowNanos));
        return known.isEmpty()
                && !placed.containsKey(Addresses.owner(contact.endpoint()))
                && bucket.wants(contact, nowNanos);
    }

    /** A node did not answer in time. */
    void failed(NodeContact contact, long nowNanos) {
        bucket(contact.id())
                .ifPresent(bucket -> bucket.find(contact.id())
                        .filter(node -> node.contact.equals(contact))
                        .ifPresent(node -> bucket.failed(node, nowNanos)));
    }

    /** Whoever is there now is not who was. */
    void remove(NodeContact contact) {
        bucket(contact.id())
                .ifPresent(bucket -> bucket.find(contact.id())
                        .filter(node -> node.contact.equals(contact))
                        .ifPresent(bucket::remove));
    }

    /** The nodes nearest to the target that are good, nearest first; where these are few, such as are questionable. */
    List<NodeContact> closest(NodeId target, int count, long nowNanos) {
        List<NodeContact> closest = nearest(target, count, nowNanos, Standing.GOOD);
        if (closest.size() < count) {
            List<NodeContact> more = new ArrayList<>(nearest(target, count, nowNanos, Standing.QUESTIONABLE));
            more.removeAll(closest);
            closest.addAll(more.subList(0, Math.min(more.size(), count - closest.size())));
            closest.sort((one, other) -> target.compareDistance(one.id(), other.id()));
        }
        return closest;
    }

    private List<NodeContact> nearest(NodeId target, int count, long nowNanos, Standing least) {
        List<NodeContact> nearest = new ArrayList<>(count + 1);
        for (Bucket bucket : buckets) {
            for (KnownNode node : bucket.nodes()) {
                NodeId id = node.contact.id();
                boolean near = nearest.size() < count
                        || target.compareDistance(id, nearest.get(count - 1).id()) < 0;
                if (near && node.standing(nowNanos).compareTo(least) <= 0) {
                    insert(nearest, node.contact, target);
                    if (nearest.size() > count) {
                        nearest.remove(count);
                    }
                }
            }
        }
        return nearest;
    }

    private static void insert(List<NodeContact> sorted, NodeContact contact, NodeId target) {
        int at = sorted.size();
        while (at > 0 && target.compareDistance(contact.id(), sorted.get(at - 1).id()) < 0) {
            at--;
        }
        sorted.add(at, contact);
    }

    /** All nodes of a standing. */
    List<NodeContact> nodes(Standing standing, long nowNanos) {
        List<NodeContact> found = new ArrayList<>();
        for (Bucket bucket : buckets) {
            for (KnownNode node : bucket.nodes()) {
                if (node.standing(nowNanos) == standing) {
                    found.add(node.contact);
                }
            }
        }
        return found;
    }

    /** Whether so many nodes are of a standing. */
    boolean hasAny(int least, Standing standing, long nowNanos) {
        int count = 0;
        for (Bucket bucket : buckets) {
            for (KnownNode node : bucket.nodes()) {
                if (node.standing(nowNanos) == standing && ++count >= least) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How many nodes are of a standing. */
    int count(Standing standing, long nowNanos) {
        int count = 0;
        for (Bucket bucket : buckets) {
            for (KnownNode node : bucket.nodes()) {
                if (node.standing(nowNanos) == standing) {
                    count++;
                }
            }
        }
        return count;
    }

    /** The node that has been left in doubt for longest, if any; it is not named again for a while. */
    Optional<NodeContact> nextInDoubt(long leastNanos, long nowNanos) {
        KnownNode longest = null;
        for (Bucket bucket : buckets) {
            for (KnownNode node : bucket.nodes()) {
                if (node.standing(nowNanos) != Standing.GOOD
                        && nowNanos - node.touchedNanos >= leastNanos
                        && (longest == null || node.touchedNanos - longest.touchedNanos < 0)) {
                    longest = node;
                }
            }
        }
        if (longest == null) {
            return Optional.empty();
        }
        longest.touchedNanos = nowNanos;
        return Optional.of(longest.contact);
    }

    /** An id to look up in a part of the DHT that has not been heard of for 15 minutes, if there is such. */
    Optional<NodeId> nextRefresh(long nowNanos, RandomGenerator random) {
        for (int bits = 0; bits <= depth(); bits++) {
            if (nowNanos - buckets[bits].changedNanos >= REFRESH_NANOS) {
                buckets[bits].changedNanos = nowNanos;
                return Optional.of(ownId.randomBeside(bits, random));
            }
        }
        return Optional.empty();
    }

    /** The ids to look up to know each part of the DHT of which few nodes are known so far. */
    List<NodeId> sparseParts(long nowNanos, RandomGenerator random) {
        List<NodeId> targets = new ArrayList<>();
        for (int bits = 0; bits <= depth(); bits++) {
            if (buckets[bits].nodes().size() < K) {
                buckets[bits].changedNanos = nowNanos;
                targets.add(ownId.randomBeside(bits, random));
            }
        }
        return targets;
    }

    /** The bits that our neighbours, a bucketful of them, have in common with us. */
    private int depth() {
        int count = 0;
        for (int bits = buckets.length - 1; bits > 0; bits--) {
            count += buckets[bits].nodes().size();
            if (count >= K) {
                return bits;
            }
        }
        return 0;
    }
}
