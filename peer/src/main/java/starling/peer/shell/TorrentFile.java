package starling.peer.shell;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import starling.metainfo.BadTorrentException;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;
import starling.peer.shell.text.Format;
import starling.peer.storage.StoredTorrent;

/** A .torrent that was read: its bytes and what they say. */
record TorrentFile(byte[] bytes, Metainfo metainfo) {
    static TorrentFile read(Path path) {
        try {
            return of(StoredTorrent.read(path), path.toString());
        } catch (NoSuchFileException absent) {
            throw new CommandFailure(ExitCode.NOT_FOUND, path + " is not there");
        } catch (BadTorrentException bad) {
            throw notATorrent(path.toString(), bad);
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.UNKNOWN, "cannot read " + path + ": " + Failures.say(failed));
        }
    }

    static TorrentFile of(byte[] bytes, String from) {
        try {
            return new TorrentFile(bytes, MetainfoReader.read(bytes));
        } catch (BadTorrentException bad) {
            throw notATorrent(from, bad);
        }
    }

    private static CommandFailure notATorrent(String from, BadTorrentException bad) {
        return new CommandFailure(ExitCode.BAD_DATA, Format.name(from) + " is not a torrent: " + bad.getMessage());
    }
}
