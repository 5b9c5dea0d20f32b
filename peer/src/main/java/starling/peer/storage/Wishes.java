package starling.peer.storage;

import starling.peer.policy.FetchPlan;
import starling.peer.policy.Limits;

/**
 * What a person wants of a torrent.
 *
 * @param paused whether it is to stand still
 * @param plan what is to be fetched, and in which order
 * @param limits what it may read and send a second
 */
public record Wishes(boolean paused, FetchPlan plan, Limits limits) {
    /** Where nobody said anything. */
    public static final Wishes NONE = new Wishes(false, FetchPlan.ALL, Limits.NONE);
}
