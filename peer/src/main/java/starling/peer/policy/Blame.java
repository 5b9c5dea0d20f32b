package starling.peer.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out who spoilt a piece that several peers sent. The digest of each block of a bad piece is kept with its sender;
 * once the piece is there and verified, the blocks that differ name the culprits, and nobody else. It holds a bounded
 * number of pieces, each until it is verified. Not safe for several threads.
 *
 * @param <S> whoever sent a block
 */
public final class Blame<S> {
    static final int MOST_PIECES = 64;
    static final int MOST_ATTEMPTS = 4;

    private record Attempt<S>(List<byte[]> digests, List<S> senders) {}

    private final Map<Integer, List<Attempt<S>>> suspects = new LinkedHashMap<>();

    /**
     * A piece did not match its hash.
     *
     * @param digests of the blocks as they came, in order
     * @param senders of the same blocks; null where unknown
     */
    public void failed(int piece, List<byte[]> digests, List<S> senders) {
        if (suspects.size() == MOST_PIECES && !suspects.containsKey(piece)) {
            suspects.remove(suspects.keySet().iterator().next());
        }
        List<Attempt<S>> attempts = suspects.computeIfAbsent(piece, p -> new ArrayList<>());
        if (attempts.size() == MOST_ATTEMPTS) {
            attempts.remove(0);
        }
        attempts.add(new Attempt<>(List.copyOf(digests), new ArrayList<>(senders)));
    }

    /** Whether the piece was bad before, and its digests are wanted once it is good. */
    public boolean isSuspect(int piece) {
        return suspects.containsKey(piece);
    }

    /**
     * The piece is good now, and what is held of it is let go.
     *
     * @param digests of its blocks, in order
     * @return who had sent a block that differs
     */
    public Set<S> verified(int piece, List<byte[]> digests) {
        Set<S> culprits = new LinkedHashSet<>();
        List<Attempt<S>> attempts = suspects.remove(piece);
        for (Attempt<S> attempt : attempts == null ? List.<Attempt<S>>of() : attempts) {
            for (int block = 0; block < digests.size(); block++) {
                S sender = attempt.senders().get(block);
                if (sender != null && !Arrays.equals(attempt.digests().get(block), digests.get(block))) {
                    culprits.add(sender);
                }
            }
        }
        return culprits;
    }
}
