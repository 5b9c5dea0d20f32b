package starling.peer.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Tit-for-tat: the best partners among those interested get a slot, and one more, chosen by chance, gets the
 * optimistic one (BEP 3). Peers in, slots out.
 *
 * @param <P> a peer
 */
public final class Choker<P> {
    /**
     * What is known of a peer.
     *
     * @param interested whether it wants something of ours
     * @param bytesPerSecond what it gave lately; while we seed, what it took
     */
    public record Candidate<P>(P peer, boolean interested, long bytesPerSecond) {}

    private final int slots;
    private final RandomGenerator random;
    private P optimistic;

    /** @param slots for the best; the optimistic one comes on top */
    public Choker(int slots, RandomGenerator random) {
        this.slots = slots;
        this.random = random;
    }

    /** A whole round: the peers to be unchoked; all others are choked. The optimistic slot goes to someone new. */
    public Set<P> round(List<Candidate<P>> candidates) {
        List<Candidate<P>> interested = shuffledInterested(candidates);
        interested.sort(
                Comparator.comparingLong((Candidate<P> c) -> c.bytesPerSecond()).reversed());
        Set<P> unchoked = new HashSet<>();
        for (Candidate<P> candidate : interested.subList(0, Math.min(slots, interested.size()))) {
            unchoked.add(candidate.peer());
        }
        List<P> rest = new ArrayList<>();
        for (Candidate<P> candidate : interested) {
            if (!unchoked.contains(candidate.peer())) {
                rest.add(candidate.peer());
            }
        }
        P before = optimistic;
        if (rest.size() > 1) {
            rest.removeIf(peer -> peer == before);
        }
        optimistic = rest.isEmpty() ? null : rest.get(random.nextInt(rest.size()));
        if (optimistic != null) {
            unchoked.add(optimistic);
        }
        return unchoked;
    }

    /**
     * Between rounds: who gets the slots that stand free.
     *
     * @param unchoked who has one now
     */
    public Set<P> fill(List<Candidate<P>> candidates, Set<P> unchoked) {
        Set<P> filled = new HashSet<>();
        int used = 0;
        for (Candidate<P> candidate : candidates) {
            if (candidate.interested() && unchoked.contains(candidate.peer())) {
                used++;
            }
        }
        for (Candidate<P> candidate : shuffledInterested(candidates)) {
            if (used + filled.size() > slots) {
                break;
            }
            if (!unchoked.contains(candidate.peer())) {
                filled.add(candidate.peer());
            }
        }
        return filled;
    }

    private List<Candidate<P>> shuffledInterested(List<Candidate<P>> candidates) {
        List<Candidate<P>> interested = new ArrayList<>();
        for (Candidate<P> candidate : candidates) {
            if (candidate.interested()) {
                interested.add(random.nextInt(interested.size() + 1), candidate);
            }
        }
        return interested;
    }
}
