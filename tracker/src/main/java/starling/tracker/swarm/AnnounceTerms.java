package starling.tracker.swarm;

import java.time.Duration;

/**
 * What peers are told, and held to.
 *
 * @param interval how often they are to announce
 * @param minInterval how often they may at most
 * @param peerLifetime a peer that is silent for so long is forgotten
 * @param mostPeers how many others an answer names at most
 */
public record AnnounceTerms(Duration interval, Duration minInterval, Duration peerLifetime, int mostPeers) {
    private static final Duration USUAL_MIN_INTERVAL = Duration.ofMinutes(1);
    private static final int USUAL_MOST_PEERS = 200;

    /** The usual ones for that interval: a peer may miss one announce, and come a minute after the last. */
    public static AnnounceTerms every(Duration interval) {
        return new AnnounceTerms(
                interval,
                interval.compareTo(USUAL_MIN_INTERVAL) < 0 ? interval : USUAL_MIN_INTERVAL,
                interval.multipliedBy(2),
                USUAL_MOST_PEERS);
    }
}
