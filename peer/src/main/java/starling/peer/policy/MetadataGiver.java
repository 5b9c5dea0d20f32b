package starling.peer.policy;

import java.util.HashMap;
import java.util.Map;

/** A peer that may give metadata, as a {@link MetadataFetch} sees it. */
public final class MetadataGiver {
    int metadataBytes;
    MetadataAttempt attempt;
    boolean lies;
    boolean quiet;
    long quietUntilNanos;
    long heardNanos;

    /** The pieces it is asked for, and since when. */
    final Map<Integer, Long> asked = new HashMap<>();

    boolean isQuiet(long nowNanos) {
        quiet = quiet && quietUntilNanos - nowNanos > 0;
        return quiet;
    }
}
