package starling.peer.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Tit-for-tat: the best partners among those interested get a slot, and one more is tried out in the optimistic one
 * (BEP 3). Peers in, slots out.
 *
 * <p>While we fetch, partners are judged by what they give, and one that keeps us waiting has no slot of right. While we
 * seed they are judged by how fast they take, each for a turn only: then those that wait come in, the longest first.
 * Between equals the one that gave us most ever goes first. The optimistic slot goes round, to those first that never had
 * one; every third time to whoever waits longest, lest ever new ones shut out the others.
 *
 * <p>A slot that its peer makes no use of counts for none, and who made no use of one comes after all others. As long as
 * there are such, and slots stand free, as many more are tried out at once, the newest and who waits longest in turn: it
 * costs nothing to try those who take nothing, and so a crowd of them keeps out nobody for long. Who was never tried out
 * takes nobody's place then. While we fetch that is so only where there are more of them than slots, lest it is a way to a
 * slot for those who give nothing.
 *
 * @param <P> a peer
 */
public final class Choker<P> {
    /** How long a seed keeps a slot for one peer while others wait. */
    static final long TURN_NANOS = Duration.ofSeconds(60).toNanos();

    /** How many at most are tried out at once beside those who have slots. */
    static final int MOST_TRIALS = 32;

    /** After so long whoever is tried out either takes, and has a slot like others, or was found out. */
    static final long TRIAL_NANOS = Duration.ofSeconds(3).toNanos();

    private static final int TURNS_FOR_NEW = 3;

    /**
     * What is known of a peer.
     *
     * @param interested whether it wants something of ours
     * @param snubbing whether it sends nothing of what it was asked for
     * @param bytesPerSecond what it gave lately; while we seed, what it took
     * @param everGaveBytes in this run and earlier ones
     * @param unchoked whether it has a slot
     * @param idle whether it makes no use of its slot just now, nor gives us anything; that counts for none
     * @param wasteful whether it makes no use of its slot for longer, or made none of the one that it lost
     * @param hadSlot whether it has or had one
     * @param sinceNanos how long it has its slot; how long it waits for one where it has none
     */
    public record Candidate<P>(
            P peer,
            boolean interested,
            boolean snubbing,
            long bytesPerSecond,
            long everGaveBytes,
            boolean unchoked,
            boolean idle,
            boolean wasteful,
            boolean hadSlot,
            long sinceNanos) {
        private boolean hadItsTurn() {
            return unchoked && sinceNanos >= TURN_NANOS;
        }

        private boolean wastes() {
            return idle || wasteful;
        }

        private long takes() {
            return unchoked ? bytesPerSecond : 0;
        }

        private long waits() {
            return unchoked ? 0 : sinceNanos;
        }
    }

    private final RandomGenerator random;
    private final Comparator<Candidate<P>> givers;
    private final Comparator<Candidate<P>> giversInACrowd;
    private final Comparator<Candidate<P>> takers;
    private final Comparator<Candidate<P>> takersInACrowd;
    private final Set<P> trials = new HashSet<>();
    private P optimistic;
    private int turns;

    public Choker(RandomGenerator random) {
        this.random = random;
        Comparator<Candidate<P>> gaveMost =
                Comparator.comparingLong((Candidate<P> c) -> c.everGaveBytes()).reversed();
        Comparator<Candidate<P>> byGift =
                Comparator.comparingLong((Candidate<P> c) -> c.bytesPerSecond()).reversed();
        this.givers = byGift.thenComparing(gaveMost);
        this.giversInACrowd = byGift.thenComparing(c -> c.wasteful()).thenComparing(gaveMost);
        Comparator<Candidate<P>> byTurns = Comparator.comparing((Candidate<P> c) -> c.hadItsTurn())
                .thenComparing(Comparator.comparingLong((Candidate<P> c) -> c.takes())
                        .thenComparingLong(c -> c.waits())
                        .reversed())
                .thenComparing(gaveMost);
        Comparator<Candidate<P>> useful = Comparator.comparing((Candidate<P> c) -> c.wasteful());
        this.takers = useful.thenComparing(byTurns);
        this.takersInACrowd = useful.thenComparing(c -> !c.hadSlot()).thenComparing(byTurns);
    }

    /**
     * A whole round, to be held every 30 s: the peers to be unchoked; all others are choked.
     *
     * @param slots for the best; the optimistic one comes on top
     * @param seeding whether we want nothing ourselves
     */
    public Set<P> round(List<Candidate<P>> candidates, int slots, boolean seeding) {
        List<Candidate<P>> interested = shuffledInterested(candidates);
        Set<P> unchoked = new LinkedHashSet<>();
        boolean crowd = isCrowd(wasted(interested), slots, seeding);
        int used = 0;
        for (Candidate<P> candidate : ranked(interested, seeding, crowd)) {
            if (used < slots) {
                unchoked.add(candidate.peer());
                used += crowd && candidate.idle() ? 0 : 1;
            }
        }
        keepTrials(interested);
        unchoked.addAll(trials);
        interested.removeIf(candidate -> unchoked.contains(candidate.peer()));
        P before = optimistic;
        if (interested.size() > 1) {
            interested.removeIf(candidate -> candidate.peer().equals(before));
        }
        turns += seeding ? 0 : 1;
        chooseOptimistic(interested, unchoked, seeding);
        return unchoked;
    }

    /** Between rounds: who gets the slots that stand free, and who is tried out beside them. */
    public Set<P> fill(List<Candidate<P>> candidates, int slots, boolean seeding) {
        List<Candidate<P>> waiting = shuffledInterested(candidates);
        int wasted = wasted(waiting);
        boolean crowd = isCrowd(wasted, slots, seeding);
        keepTrials(waiting);
        int used = 0;
        int proven = 0;
        boolean optimisticTaken = false;
        for (Candidate<P> candidate : waiting) {
            if (candidate.unchoked() && !(crowd && candidate.idle()) && !trials.contains(candidate.peer())) {
                boolean triedOut = candidate.peer().equals(optimistic);
                optimisticTaken |= triedOut;
                used += triedOut ? 0 : 1;
                proven += candidate.sinceNanos() >= TRIAL_NANOS ? 1 : 0;
            }
        }
        waiting.removeIf(Candidate::unchoked);
        Set<P> filled = new LinkedHashSet<>();
        for (Candidate<P> candidate : ranked(waiting, seeding, crowd)) {
            if (used + filled.size() < slots) {
                filled.add(candidate.peer());
            }
        }
        waiting.removeIf(candidate -> filled.contains(candidate.peer()));
        if (!optimisticTaken && used <= slots) {
            chooseOptimistic(waiting, filled, seeding);
        }
        if (crowd && proven <= slots) {
            waiting.removeIf(
                    candidate -> filled.contains(candidate.peer()) || candidate.hadSlot() || candidate.snubbing());
            tryOut(waiting, Math.min(MOST_TRIALS, wasted) - trials.size(), filled);
        }
        return filled;
    }

    private static boolean isCrowd(int wasted, int slots, boolean seeding) {
        return wasted > (seeding ? 0 : slots);
    }

    private int wasted(List<Candidate<P>> interested) {
        return (int) interested.stream().filter(Candidate::wastes).count();
    }

    /** Whose trial is over counts like the others. */
    private void keepTrials(List<Candidate<P>> interested) {
        Set<P> onTrial = new HashSet<>();
        for (Candidate<P> candidate : interested) {
            if (candidate.unchoked() && !candidate.idle() && candidate.sinceNanos() < TRIAL_NANOS) {
                onTrial.add(candidate.peer());
            }
        }
        trials.retainAll(onTrial);
    }

    /** The newest and who waits longest in turn, lest either shuts out the other. */
    private void tryOut(List<Candidate<P>> waiting, int most, Set<P> unchoked) {
        waiting.sort(Comparator.comparingLong(Candidate::waits));
        int newest = 0;
        int oldest = waiting.size() - 1;
        for (int tried = 0; tried < most && newest <= oldest; tried++) {
            P peer = waiting.get(tried % 2 == 0 ? newest++ : oldest--).peer();
            trials.add(peer);
            unchoked.add(peer);
        }
    }

    private List<Candidate<P>> ranked(List<Candidate<P>> interested, boolean seeding, boolean crowd) {
        if (interested.isEmpty()) {
            return List.of();
        }
        return interested.stream()
                .filter(candidate -> !candidate.snubbing())
                .sorted(seeding ? (crowd ? takersInACrowd : takers) : (crowd ? giversInACrowd : givers))
                .toList();
    }

    private void chooseOptimistic(List<Candidate<P>> rest, Set<P> unchoked, boolean seeding) {
        turns += seeding ? 1 : 0;
        if (rest.isEmpty()) {
            optimistic = null;
            return;
        }
        boolean newFirst = turns % TURNS_FOR_NEW != 0;
        optimistic = rest.stream()
                .min(Comparator.comparing((Candidate<P> c) -> c.snubbing())
                        .thenComparing(c -> newFirst && c.hadSlot())
                        .thenComparing(c -> seeding && newFirst && !c.hadSlot() ? c.waits() : -c.waits()))
                .get()
                .peer();
        unchoked.add(optimistic);
    }

    private List<Candidate<P>> shuffledInterested(List<Candidate<P>> candidates) {
        List<Candidate<P>> interested = new ArrayList<>();
        for (Candidate<P> candidate : candidates) {
            if (candidate.interested()) {
                interested.add(candidate);
                int other = random.nextInt(interested.size());
                Collections.swap(interested, other, interested.size() - 1);
            }
        }
        return interested;
    }
}
