package starling.tracker.swarm;

import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The swarms that have something to be written, in the order in which they came to have it. Safe for many threads. */
final class ChangedSwarms {
    /** For a store that keeps nothing. */
    static final ChangedSwarms UNKEPT = new ChangedSwarms(false, 0);

    private final boolean kept;
    private final int refreshSeconds;
    private final ConcurrentLinkedQueue<Swarm> changed = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Swarm> completed = new ConcurrentLinkedQueue<>();

    private ChangedSwarms(boolean kept, int refreshSeconds) {
        this.kept = kept;
        this.refreshSeconds = refreshSeconds;
    }

    /** @param refreshSeconds how much later than stored a peer has to be seen for that alone to be written */
    static ChangedSwarms refreshedAfter(int refreshSeconds) {
        return new ChangedSwarms(true, refreshSeconds);
    }

    boolean areKept() {
        return kept;
    }

    int refreshSeconds() {
        return refreshSeconds;
    }

    /** A swarm adds itself when it first has something to be written, and not again before all of that was taken. */
    void add(Swarm swarm) {
        changed.add(swarm);
    }

    /** A swarm adds itself when its completed count is to be written, and not again before that was taken. */
    void addCompleted(Swarm swarm) {
        completed.add(swarm);
    }

    /** Moves what has gathered to the end of {@code into}. */
    void drainTo(Set<Swarm> into) {
        drain(changed, into);
    }

    /** The same for the swarms whose completed count has changed; {@link #drainTo} names them too. */
    void drainCompletedTo(Set<Swarm> into) {
        drain(completed, into);
    }

    private static void drain(ConcurrentLinkedQueue<Swarm> queue, Set<Swarm> into) {
        for (Swarm swarm = queue.poll(); swarm != null; swarm = queue.poll()) {
            into.add(swarm);
        }
    }
}
