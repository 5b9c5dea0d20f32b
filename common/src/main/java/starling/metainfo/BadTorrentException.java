package starling.metainfo;

import java.io.IOException;

/** The bytes are not a torrent that can be used; the message says why, for a person to read. */
public final class BadTorrentException extends IOException {
    public BadTorrentException(String message) {
        super(message);
    }
}
