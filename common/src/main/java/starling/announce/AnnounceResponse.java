package starling.announce;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A tracker's answer to an announce: the swarm, or why not. */
public sealed interface AnnounceResponse {
    /**
     * @param interval when to announce again
     * @param minInterval not to announce more often than this, where given
     * @param seeders peers that have everything ({@code complete})
     * @param leechers peers that miss something ({@code incomplete})
     * @param completed how many have finished the download so far ({@code downloaded} of BEP 48), where given
     * @param externalAddress the address that the tracker sees us at (BEP 24)
     */
    record Swarm(
            Duration interval,
            Optional<Duration> minInterval,
            int seeders,
            int leechers,
            Optional<Integer> completed,
            List<AnnouncedPeer> peers,
            Optional<String> warning,
            Optional<String> trackerId,
            Optional<InetAddress> externalAddress)
            implements AnnounceResponse {}

    /**
     * @param reason for a person to read
     * @param retryIn when trying again makes sense (BEP 31), where given
     */
    record Failure(String reason, Optional<Duration> retryIn) implements AnnounceResponse {}
}
