package starling.peer.storage;

import java.nio.file.Path;
import starling.metainfo.MagnetLink;

/**
 * What is remembered of a magnet link between runs, until the torrent itself is there.
 *
 * @param folder what its content shall lie in
 * @param torrents where its .torrent shall lie
 */
public record MagnetRecord(MagnetLink link, Path folder, Path torrents, boolean paused, boolean sequential) {
    public MagnetRecord withPaused(boolean now) {
        return new MagnetRecord(link, folder, torrents, now, sequential);
    }
}
