package starling.peer.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which files of a folder are there for good: those whose size and time have stood still for a while. It is shown the
 * folder again and again, and says what came and what went.
 *
 * @param <F> names a file
 */
public final class SettledFiles<F> {
    /**
     * What a look at a file shows.
     *
     * @param modified the file's own time, in any unit
     */
    public record Seen(long lengthBytes, long modified) {}

    /** What changed since the look before. */
    public record Change<F>(List<F> came, List<F> went) {}

    private static final class Entry {
        Seen seen;
        long sinceNanos;
        boolean settled;
    }

    private final long restNanos;
    private final Map<F, Entry> entries = new HashMap<>();

    /** @param restNanos how long a file must stand still */
    public SettledFiles(long restNanos) {
        this.restNanos = restNanos;
    }

    /** Files of no bytes never settle; one that changes after it settled goes, and comes again when it has settled. */
    public Change<F> look(Map<F, Seen> folder, long nowNanos) {
        List<F> came = new ArrayList<>();
        List<F> went = new ArrayList<>();
        entries.entrySet().removeIf(known -> {
            boolean gone = !folder.containsKey(known.getKey());
            if (gone && known.getValue().settled) {
                went.add(known.getKey());
            }
            return gone;
        });
        folder.forEach((file, seen) -> {
            Entry entry = entries.computeIfAbsent(file, unknown -> new Entry());
            if (!seen.equals(entry.seen)) {
                if (entry.settled) {
                    went.add(file);
                }
                entry.seen = seen;
                entry.sinceNanos = nowNanos;
                entry.settled = false;
            } else if (!entry.settled && seen.lengthBytes() > 0 && nowNanos - entry.sinceNanos >= restNanos) {
                entry.settled = true;
                came.add(file);
            }
        });
        return new Change<>(came, went);
    }
}
