package starling.peer.policy;

import java.time.Duration;
import java.util.List;

/** What becomes of a connection with a peer that is connected already, by its id. */
public enum DoubleCall {
    /** The other is good. */
    REFUSED,
    /** It comes in beside the other, which may be another peer with a stolen id. */
    BESIDE,
    /** It comes in, and the other is closed once this one has said a word and that is still silent. */
    IN_PLACE_ONCE_IT_SPEAKS,
    /** It comes in, and the other is closed. */
    IN_PLACE;

    private static final long YOUNG_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long CALLED_AGAIN_NANOS = Duration.ofSeconds(10).toNanos();

    /** Longer than a peer of our own make is silent, and less than until it is given up. */
    private static final long SILENT_NANOS = Duration.ofSeconds(125).toNanos();

    /**
     * A connection that there is already.
     *
     * @param sameAddress whether it leads to the address of the new one
     * @param dialled whether we called
     * @param silentNanos since it said anything
     */
    public record Connected(boolean sameAddress, boolean dialled, long ageNanos, long silentNanos) {}

    /**
     * Two peers that call each other at once keep the same one of the two calls. A peer that lost its power calls again
     * though it was connected, which it would not do otherwise; the one that it called before is silent. Whoever calls from
     * another address may have stolen the id: it never takes the other's place.
     *
     * @param dialled whether we called
     * @param ourCallWins whether our id is the greater
     */
    public static DoubleCall judge(boolean dialled, List<Connected> others, boolean ourCallWins) {
        if (others.size() != 1) {
            return others.isEmpty() ? BESIDE : REFUSED;
        }
        Connected other = others.get(0);
        if (!other.sameAddress()) {
            return other.silentNanos() > SILENT_NANOS ? BESIDE : REFUSED;
        }
        if (other.ageNanos() < YOUNG_NANOS && dialled != other.dialled()) {
            return dialled == ourCallWins ? IN_PLACE : REFUSED;
        }
        boolean calledAgain = !dialled && !other.dialled();
        return other.silentNanos() > (calledAgain ? CALLED_AGAIN_NANOS : SILENT_NANOS)
                ? IN_PLACE_ONCE_IT_SPEAKS
                : REFUSED;
    }
}
