package starling.peer.policy;

import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.random.RandomGenerator;
import starling.wire.Bitfield;

/**
 * The pieces that nobody has begun to fetch, and which of them to begin with a peer: of those that are wanted most, one at
 * random while there is little to trade with, then the rarest, or the first where they are to come in their order.
 */
final class UnbegunPieces {
    /** Pieces to have before the rarest come first: a rare piece is slow to get, and nothing can be traded without. */
    private static final int RANDOM_FIRST_PIECES = 4;

    /** A peer with so much less than is missing is searched by what it has, and not by what is missing. */
    private static final int FEW = 64;

    private final RandomGenerator random;
    private final RarityOrder order;
    private PiecePriorities priorities;
    private boolean sequential;

    /** All below it are begun, there or unwanted. */
    private int lowest;

    UnbegunPieces(PiecePriorities priorities, Bitfield have, RandomGenerator random) {
        this.priorities = priorities;
        this.random = random;
        this.order = new RarityOrder(priorities, have, random);
    }

    /** @param aside what is there or begun */
    void plan(PiecePriorities now, boolean inOrder, Bitfield aside) {
        priorities = now;
        sequential = inOrder;
        lowest = 0;
        order.arrange(now, aside);
    }

    boolean contains(int piece) {
        return !order.isAside(piece);
    }

    int size() {
        return order.size();
    }

    int owners(int piece) {
        return order.owners(piece);
    }

    void ownerCame(int piece) {
        order.ownerCame(piece);
    }

    void ownerLeft(int piece) {
        order.ownerLeft(piece);
    }

    void remove(int piece) {
        order.setAside(piece);
    }

    /** Puts a piece back, unless nobody wants it. Whether it is there now. */
    boolean putBack(int piece) {
        order.putBack(piece);
        lowest = Math.min(lowest, piece);
        return contains(piece);
    }

    /** Whether the peer may be asked for any of them as things are. */
    boolean anyFor(PeerPieces peer) {
        return peer.isChoking()
                ? peer.allowed().stream().anyMatch(piece -> peer.has(piece) && contains(piece))
                : peer.unbegun() > 0;
    }

    /** The piece to begin with the peer; -1 where it has none that it lets us ask for. */
    int choose(PeerPieces peer, int haveCount) {
        if (peer.unbegun() == 0) {
            return -1;
        }
        if (peer.isChoking()) {
            return bestOf(peer.allowed(), peer);
        }
        if (sequential) {
            return first(peer);
        }
        if (haveCount < RANDOM_FIRST_PIECES) {
            return suggested(peer, anyOf(peer), this::compareLevels);
        }
        return suggested(peer, rarest(peer), order::compare);
    }

    private int compareLevels(int piece, int other) {
        return priorities.level(other) - priorities.level(piece);
    }

    /** The piece that follows the last, or one that the peer suggests, where it is as good as the one chosen. */
    private int suggested(PeerPieces peer, int chosen, IntBinaryOperator compare) {
        int following = peer.following();
        if (following >= 0
                && peer.has(following)
                && contains(following)
                && compare.applyAsInt(following, chosen) <= 0) {
            return following;
        }
        for (int piece : peer.suggested()) {
            if (peer.has(piece) && contains(piece) && compare.applyAsInt(piece, chosen) <= 0) {
                return piece;
            }
        }
        return chosen;
    }

    private int bestOf(List<Integer> candidates, PeerPieces peer) {
        int best = -1;
        for (int piece : candidates) {
            if (peer.has(piece) && contains(piece) && (best < 0 || order.compare(piece, best) < 0)) {
                best = piece;
            }
        }
        return best;
    }

    private int rarest(PeerPieces peer) {
        if ((long) peer.unbegun() * FEW < order.size()) {
            return bestOfItsOwn(peer, order::compare);
        }
        for (int index = order.first(); index < order.end(); index++) {
            if (peer.has(order.at(index))) {
                return order.at(index);
            }
        }
        return -1;
    }

    private int anyOf(PeerPieces peer) {
        if ((long) peer.unbegun() * FEW < order.size()) {
            return bestOfItsOwn(peer, this::compareLevels);
        }
        for (Priority level : List.of(Priority.HIGH, Priority.NORMAL, Priority.LOW)) {
            int start = order.first(level);
            int size = order.end(level) - start;
            int skip = size == 0 ? 0 : random.nextInt(size);
            for (int i = 0; i < size; i++) {
                int piece = order.at(start + (i + skip) % size);
                if (peer.has(piece)) {
                    return piece;
                }
            }
        }
        return -1;
    }

    /** One of the best at random. */
    private int bestOfItsOwn(PeerPieces peer, IntBinaryOperator compare) {
        int best = -1;
        int equals = 0;
        Bitfield has = peer.bitfield();
        for (int piece = has.next(0); piece >= 0; piece = has.next(piece + 1)) {
            if (!contains(piece)) {
                continue;
            }
            int compared = best < 0 ? -1 : compare.applyAsInt(piece, best);
            equals = compared < 0 ? 1 : compared == 0 ? equals + 1 : equals;
            if (compared < 0 || compared == 0 && random.nextInt(equals) == 0) {
                best = piece;
            }
        }
        return best;
    }

    private int first(PeerPieces peer) {
        while (lowest < priorities.size() && !contains(lowest)) {
            lowest++;
        }
        Bitfield has = peer.bitfield();
        for (Priority level : List.of(Priority.HIGH, Priority.NORMAL, Priority.LOW)) {
            if (order.first(level) == order.end(level)) {
                continue;
            }
            for (int piece = has.next(lowest); piece >= 0; piece = has.next(piece + 1)) {
                if (contains(piece) && priorities.level(piece) == level.ordinal()) {
                    return piece;
                }
            }
        }
        return -1;
    }
}
