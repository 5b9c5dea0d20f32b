package starling.peer.policy;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who is hung up on for another to come in, where all places are taken: who is of no use, and of those the one that has
 * given and taken nothing for longest. Whoever came or moved something a moment ago stays, and so do, for two minutes, those
 * who may just be waiting for their turn.
 */
public final class MakingRoom {
    static final long NEW_NANOS = Duration.ofSeconds(10).toNanos();
    static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

    /**
     * Who is connected.
     *
     * @param wanted whether one of the two ends wants something of the other
     * @param wasteful whether it made no use of its upload slot
     * @param idleNanos since it came, or gave or took something
     * @param <P> a peer
     */
    public record Guest<P>(P peer, boolean wanted, boolean wasteful, long idleNanos) {
        private boolean mayBeWaiting() {
            return wanted && !wasteful;
        }

        private boolean mayGo() {
            return idleNanos > (mayBeWaiting() ? PATIENCE_NANOS : NEW_NANOS);
        }
    }

    private MakingRoom() {}

    /** Who goes; nobody where all have reason to be here. */
    public static <P> Optional<P> who(List<Guest<P>> guests) {
        return guests.stream()
                .filter(Guest::mayGo)
                .max(Comparator.comparing((Guest<P> guest) -> !guest.mayBeWaiting())
                        .thenComparing(Guest::idleNanos))
                .map(Guest::peer);
    }
}
