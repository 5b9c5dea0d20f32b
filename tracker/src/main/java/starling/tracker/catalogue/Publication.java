package starling.tracker.catalogue;

import java.time.Instant;
import starling.metainfo.InfoHash;

/**
 * A published torrent as a list shows it.
 *
 * @param name the file's name, or the folder's
 * @param type the extension of a single file, {@code file} where it has none, {@code folder} for several files
 * @param torrent what the .torrent was called when it was published, made harmless
 * @param sizeBytes all files together
 */
public record Publication(
        InfoHash infoHash,
        String name,
        String type,
        String torrent,
        long sizeBytes,
        int pieces,
        int pieceLengthBytes,
        int files,
        Instant published) {}
