package starling.tracker.admission;

import java.net.InetAddress;
import java.util.Optional;
import starling.metainfo.InfoHash;

/**
 * Whom the tracker answers, and about what.
 *
 * @param list the torrents that are served, or not; empty serves all
 * @param each how often one address may ask; this machine itself always may
 * @param all how many announces are taken, of all addresses together
 */
public record Admission(Optional<TorrentList> list, Optional<AddressQuota> each, Optional<AddressQuota> all) {
    /** Everyone, about everything. */
    public static final Admission OPEN = new Admission(Optional.empty(), Optional.empty(), Optional.empty());

    public boolean serves(InfoHash infoHash) {
        return list.isEmpty() || list.get().serves(infoHash);
    }

    /** Whether that address may ask now; counts the question. */
    public boolean allows(InetAddress source) {
        return each.isEmpty() || source.isLoopbackAddress() || each.get().allows(source);
    }

    /** Whether the tracker can take one more announce now; counts it. */
    public boolean hasCapacity(InetAddress source) {
        return all.isEmpty() || all.get().allows(source);
    }
}
