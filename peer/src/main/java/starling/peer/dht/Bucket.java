package starling.peer.dht;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import starling.krpc.NodeContact;
import starling.krpc.NodeId;
import starling.peer.dht.KnownNode.Standing;

/** The known nodes that have just so many bits in common with ours, and who waits to take the place of one. */
final class Bucket {
    private static final int MOST_WAITING = 8;

    private final int capacity;
    private final Map<ByteBuffer, KnownNode> placed;
    private final List<KnownNode> nodes = new ArrayList<>();
    private final Deque<KnownNode> waiting = new ArrayDeque<>();

    /** When a node of it was last asked or took a place. */
    long changedNanos;

    /** @param placed the nodes of all buckets by their owners */
    Bucket(int capacity, Map<ByteBuffer, KnownNode> placed, long nowNanos) {
        this.capacity = capacity;
        this.placed = placed;
        this.changedNanos = nowNanos;
    }

    List<KnownNode> nodes() {
        return nodes;
    }

    Optional<KnownNode> find(NodeId id) {
        for (KnownNode node : nodes) {
            if (node.contact.id().equals(id)) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    /** Whether a node that has no place would get one, or could wait for one and does not yet. */
    boolean wants(NodeContact contact, long nowNanos) {
        return nodes.size() < capacity
                || waiting.size() < MOST_WAITING && waiting.stream().noneMatch(node -> sameNode(node.contact, contact))
                || nodes.stream().anyMatch(node -> node.standing(nowNanos) == Standing.BAD);
    }

    /** Gives it a free place, that of a bad node, or that of one whose id is not its own; else it waits. */
    void add(KnownNode node, long nowNanos) {
        if (nodes.size() >= capacity && !makeRoom(node.verified, nowNanos)) {
            waiting.removeIf(other -> sameNode(other.contact, node.contact));
            if (waiting.size() == MOST_WAITING) {
                waiting.removeFirst();
            }
            waiting.addLast(node);
            return;
        }
        waiting.removeIf(other -> sameNode(other.contact, node.contact));
        place(node);
        changedNanos = nowNanos;
    }

    private void place(KnownNode node) {
        nodes.add(node);
        placed.put(node.owner, node);
    }

    void remove(KnownNode node) {
        nodes.remove(node);
        placed.remove(node.owner, node);
    }

    private static boolean sameNode(NodeContact one, NodeContact other) {
        return one.id().equals(other.id()) || one.endpoint().equals(other.endpoint());
    }

    private boolean makeRoom(boolean forVerified, long nowNanos) {
        Optional<KnownNode> leaving = nodes.stream()
                .filter(node -> node.standing(nowNanos) == Standing.BAD)
                .findFirst()
                .or(() -> nodes.stream()
                        .filter(node -> forVerified && !node.verified)
                        .findFirst());
        leaving.ifPresent(this::remove);
        return leaving.isPresent();
    }

    /** A node did not answer: once it is bad, the latest of those who wait has its place. */
    void failed(KnownNode node, long nowNanos) {
        node.failed();
        if (node.standing(nowNanos) == Standing.BAD && !waiting.isEmpty()) {
            remove(node);
            KnownNode next = waiting.removeLast();
            if (!placed.containsKey(next.owner)) {
                place(next);
            }
            changedNanos = nowNanos;
        }
    }
}
