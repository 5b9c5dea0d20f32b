package starling.tracker.swarm;

import java.util.Locale;

/** What a member of a swarm has and lacks, as far as its announces tell. */
public enum Role {
    /** Has everything. */
    SEED,
    /** Misses something and has something to give: it has downloaded or uploaded since it started. */
    PEER,
    /** Has nothing to give yet. */
    LEECHER;

    static Role of(long uploadedBytes, long downloadedBytes, boolean complete) {
        if (complete) {
            return SEED;
        }
        return uploadedBytes > 0 || downloadedBytes > 0 ? PEER : LEECHER;
    }

    /** The role in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
