package starling.peer.session;

import starling.metainfo.BadTorrentException;
import starling.metainfo.InfoHash;
import starling.metainfo.MetainfoReader;

/** Bytes that are said to be a .torrent. */
final class TorrentBytes {
    private TorrentBytes() {}

    /** Whether they are one, and that of the hash. */
    static boolean isOf(InfoHash infoHash, byte[] torrent) {
        try {
            return MetainfoReader.read(torrent).infoHash().equals(infoHash);
        } catch (BadTorrentException none) {
            return false;
        }
    }
}
