package starling.announce;

import java.util.Map;
import java.util.Optional;
import starling.metainfo.InfoHash;

/** A tracker's answer to a scrape (BEP 48): counts, or why not. Info hashes that it does not know are absent. */
public sealed interface ScrapeResponse {
    record Counts(Map<InfoHash, Count> swarms) implements ScrapeResponse {}

    record Failure(String reason) implements ScrapeResponse {}

    /**
     * @param seeders peers that have everything ({@code complete})
     * @param completed how many have finished the download ({@code downloaded})
     * @param leechers peers that miss something ({@code incomplete})
     */
    record Count(int seeders, int completed, int leechers, Optional<String> name) {}
}
