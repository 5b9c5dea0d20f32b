package starling.announce;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A tracker's answer to an announce: the swarm, or why not. */
public sealed interface AnnounceResponse {
    /**
     * @param interval when to announce again
     * @param minInterval not to announce more often than this, where given
     * @param seeders peers that have everything ({@code complete})
     * @param leechers peers that miss something ({@code incomplete})
     * @param completed how many have finished the download so far ({@code downloaded} of BEP 48), where given
     * @param externalAddress the address that the tracker sees us at (BEP 24)
     * @param pieceMapBytes the longest {@link PieceMap} that the tracker takes; empty where it takes none
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
            Optional<InetAddress> externalAddress,
            OptionalInt pieceMapBytes)
            implements AnnounceResponse {
        /** The answer of a tracker that takes no piece map. */
        public Swarm(
                Duration interval,
                Optional<Duration> minInterval,
                int seeders,
                int leechers,
                Optional<Integer> completed,
                List<AnnouncedPeer> peers,
                Optional<String> warning,
                Optional<String> trackerId,
                Optional<InetAddress> externalAddress) {
            this(
                    interval,
                    minInterval,
                    seeders,
                    leechers,
                    completed,
                    peers,
                    warning,
                    trackerId,
                    externalAddress,
                    OptionalInt.empty());
        }

        /** What the tracker says at this address and at another: the peers of both, and the longer waits. */
        public Swarm joined(Swarm other) {
            Set<AnnouncedPeer> all = new LinkedHashSet<>(peers);
            all.addAll(other.peers);
            return new Swarm(
                    longer(interval, other.interval),
                    minInterval.isPresent() && other.minInterval.isPresent()
                            ? Optional.of(longer(minInterval.get(), other.minInterval.get()))
                            : minInterval.or(other::minInterval),
                    Math.max(seeders, other.seeders),
                    Math.max(leechers, other.leechers),
                    completed.or(other::completed),
                    List.copyOf(all),
                    warning.or(other::warning),
                    trackerId.or(other::trackerId),
                    externalAddress.or(other::externalAddress),
                    pieceMapBytes.isPresent() ? pieceMapBytes : other.pieceMapBytes);
        }

        private static Duration longer(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? other : one;
        }

        /** @param mostBytes the longest piece map that the tracker takes */
        public Swarm withPieceMapBytes(int mostBytes) {
            return new Swarm(
                    interval,
                    minInterval,
                    seeders,
                    leechers,
                    completed,
                    peers,
                    warning,
                    trackerId,
                    externalAddress,
                    OptionalInt.of(mostBytes));
        }
    }

    /**
     * @param reason for a person to read
     * @param retryIn when trying again makes sense (BEP 31), where given
     */
    record Failure(String reason, Optional<Duration> retryIn) implements AnnounceResponse {}
}
