package starling.peer.storage;

import java.time.Duration;

/**
 * What a torrent moved in all runs.
 *
 * @param downloadedBytes and uploadedBytes, blocks only
 * @param seeded how long it was given away after it was complete
 */
public record Moved(long downloadedBytes, long uploadedBytes, Duration seeded) {
    public static final Moved NOTHING = new Moved(0, 0, Duration.ZERO);
}
