package starling.peer.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import starling.wire.MetadataMessage;

/**
 * Which piece of a torrent's metadata to ask of whom, where nothing but its hash is known (BEP 9). Those who say that it
 * has the same length give it together, each other pieces. Where what they gave is not what the hash says, one of them
 * lies: from then on each gives all of it alone, a few at a time, so that every liar is found and no honest one waits for
 * it. Every answer is bounded, and so is all that is held.
 */
public final class MetadataFetch {
    /** What is held at most, of all lengths together. */
    static final int MOST_BYTES = MetadataMessage.MAX_METADATA_BYTES;

    /** How many pieces one peer is asked for at a time. */
    static final int DEPTH = 8;

    /** How many give alone at a time. */
    static final int MOST_ALONE = 3;

    private static final int MOST_ASKED_FOR_ONE = 3;
    private static final long ANSWER_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long AGAIN_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long QUIET_NANOS = Duration.ofSeconds(20).toNanos();

    private final List<MetadataGiver> givers = new ArrayList<>();
    private final List<MetadataAttempt> attempts = new ArrayList<>();
    private final List<MetadataSuspects> suspects = new ArrayList<>();
    private final Set<Integer> doubtedLengths = new HashSet<>();

    /** A peer says how long the metadata is; it may say so again. */
    public void offers(MetadataGiver giver, int metadataBytes) {
        if (giver.lies || giver.metadataBytes == metadataBytes) {
            return;
        }
        left(giver);
        giver.metadataBytes = metadataBytes;
        givers.add(giver);
    }

    /** A peer gives nothing any more. */
    public void left(MetadataGiver giver) {
        givers.remove(giver);
        leaveAttempt(giver);
        giver.metadataBytes = 0;
    }

    private void leaveAttempt(MetadataGiver giver) {
        giver.asked.clear();
        if (giver.attempt != null && giver.attempt.alone == giver) {
            attempts.remove(giver.attempt);
        }
        giver.attempt = null;
    }

    /** The pieces to ask a peer for now, which then count as asked. */
    public List<Integer> ask(MetadataGiver giver, long nowNanos) {
        if (giver.metadataBytes == 0 || giver.lies) {
            return List.of();
        }
        if (giver.asked.isEmpty()) {
            giver.heardNanos = nowNanos;
        } else if (nowNanos - giver.heardNanos > ANSWER_NANOS) {
            isQuiet(giver, nowNanos);
        }
        if (giver.isQuiet(nowNanos) || !join(giver)) {
            return List.of();
        }
        List<Integer> chosen = new ArrayList<>();
        MetadataAttempt attempt = giver.attempt;
        for (int most = 0; most < MOST_ASKED_FOR_ONE; most++) {
            for (int piece = 0; piece < attempt.pieceCount() && giver.asked.size() < DEPTH; piece++) {
                if (!attempt.has(piece) && !giver.asked.containsKey(piece) && isFree(piece, most, giver, nowNanos)) {
                    giver.asked.put(piece, nowNanos);
                    chosen.add(piece);
                }
            }
        }
        return chosen;
    }

    /** Whether so many are asked for the piece at present, and none of them a moment ago. */
    private boolean isFree(int piece, int askedOf, MetadataGiver giver, long nowNanos) {
        int count = 0;
        for (MetadataGiver other : givers) {
            Long since = other.attempt == giver.attempt ? other.asked.get(piece) : null;
            if (since != null) {
                count++;
                if (nowNanos - since < AGAIN_NANOS) {
                    return false;
                }
            }
        }
        return count == askedOf;
    }

    private boolean join(MetadataGiver giver) {
        if (giver.attempt != null && attempts.contains(giver.attempt)) {
            return true;
        }
        boolean alone = doubtedLengths.contains(giver.metadataBytes);
        Optional<MetadataAttempt> found = attempts.stream()
                .filter(attempt -> attempt.alone == null && attempt.metadataBytes == giver.metadataBytes)
                .findFirst();
        if (!alone && found.isPresent()) {
            giver.attempt = found.get();
            return true;
        }
        if (alone && attempts.stream().filter(attempt -> attempt.alone != null).count() >= MOST_ALONE) {
            return false;
        }
        giver.attempt = new MetadataAttempt(giver.metadataBytes, alone ? giver : null);
        attempts.add(giver.attempt);
        return true;
    }

    /** It answers nothing for a while; what it gives alone is another's turn. */
    private void isQuiet(MetadataGiver giver, long nowNanos) {
        giver.quietUntilNanos = nowNanos + QUIET_NANOS;
        giver.quiet = true;
        leaveAttempt(giver);
    }

    /** A peer will not answer a request. */
    public void rejected(MetadataGiver giver, int piece, long nowNanos) {
        if (giver.asked.remove(piece) != null) {
            isQuiet(giver, nowNanos);
        }
    }

    /**
     * A piece came in; one that was not asked for is passed over.
     *
     * @return all of it, where that was the last piece: to be hashed and then told as {@link #matches} or
     *     {@link #differs}
     */
    public Optional<MetadataAttempt> received(MetadataGiver giver, MetadataMessage.Data data, long nowNanos) {
        if (giver.asked.remove(data.piece()) == null || giver.attempt == null) {
            return Optional.empty();
        }
        giver.heardNanos = nowNanos;
        MetadataAttempt attempt = giver.attempt;
        if (data.metadataBytes() != attempt.metadataBytes) {
            isQuiet(giver, nowNanos);
            return Optional.empty();
        }
        if (attempt.has(data.piece()) || !makeRoom(attempt, data.data().remaining())) {
            return Optional.empty();
        }
        attempt.put(data.piece(), data.data(), giver);
        if (!attempt.isWhole()) {
            return Optional.empty();
        }
        attempts.remove(attempt);
        for (MetadataGiver other : givers) {
            if (other.attempt == attempt) {
                other.asked.clear();
                other.attempt = null;
            }
        }
        return Optional.of(attempt);
    }

    /** Where all that is held would be too much, the longest that fewest give goes. */
    private boolean makeRoom(MetadataAttempt wanted, int bytes) {
        while (heldBytes() + bytes > MOST_BYTES) {
            MetadataAttempt worst = attempts.stream()
                    .min(Comparator.comparingLong((MetadataAttempt attempt) -> giverCount(attempt))
                            .thenComparingInt((MetadataAttempt attempt) -> -attempt.metadataBytes))
                    .orElse(wanted);
            attempts.remove(worst);
            if (worst == wanted) {
                return false;
            }
        }
        return true;
    }

    private long giverCount(MetadataAttempt attempt) {
        return givers.stream()
                .filter(giver -> giver.metadataBytes == attempt.metadataBytes)
                .count();
    }

    private long heldBytes() {
        return attempts.stream().mapToLong(MetadataAttempt::heldBytes).sum();
    }

    /** The hash is right. Those who had given something else, and so lied. */
    public Set<MetadataGiver> matches(MetadataAttempt whole) {
        Set<MetadataGiver> liars = new HashSet<>();
        suspects.forEach(each -> liars.addAll(each.liars(whole)));
        liars.forEach(this::setAside);
        return liars;
    }

    /** The hash is wrong. Those who lied for certain: whoever gave all of it. They are asked no more. */
    public Set<MetadataGiver> differs(MetadataAttempt whole) {
        Set<MetadataGiver> sources = whole.sources();
        if (sources.size() == 1) {
            sources.forEach(this::setAside);
            return sources;
        }
        doubtedLengths.add(whole.metadataBytes);
        if (suspects.size() < MOST_ALONE) {
            suspects.add(new MetadataSuspects(whole));
        }
        return Set.of();
    }

    private void setAside(MetadataGiver liar) {
        left(liar);
        liar.lies = true;
    }

    /** How much of it is there, where it has come furthest, and its length; both 0 where nobody says that he has it. */
    public Progress progress() {
        return attempts.stream()
                .max(Comparator.comparingLong(MetadataAttempt::heldBytes).thenComparing(this::giverCount))
                .map(attempt -> new Progress(attempt.heldBytes(), attempt.metadataBytes))
                .orElseGet(() -> new Progress(
                        0,
                        givers.stream()
                                .mapToInt(giver -> giver.metadataBytes)
                                .max()
                                .orElse(0)));
    }

    /** How many peers offer it. */
    public int giverCount() {
        return givers.size();
    }

    /** @param totalBytes as the peers say, 0 where none does */
    public record Progress(long haveBytes, long totalBytes) {}
}
