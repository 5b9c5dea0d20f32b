package starling.peer.shell;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import starling.metainfo.InfoHash;
import starling.metainfo.MetainfoReader;
import starling.peer.discovery.CatalogueClient;
import starling.peer.discovery.TrackerException;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Failures;
import starling.peer.shell.text.Format;

/** Finds the torrent that a person means: a file, a URL, or a result of the last search. */
final class TorrentSource {
    private final PeerContext context;

    TorrentSource(PeerContext context) {
        this.context = context;
    }

    TorrentFile find(String what) {
        if (what.startsWith("http://") || what.startsWith("https://")) {
            return url(what);
        }
        if (isFile(what)) {
            return TorrentFile.read(
                    context.home().find(Path.of(what), context.home().torrents()));
        }
        Optional<SearchResults.Result> result =
                new SearchResults(context.home()).find(what).or(() -> search(what));
        if (result.isPresent()) {
            return catalogued(result.get().infoHash(), context.servers().catalogue())
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.NOT_FOUND, "the tracker no longer has " + Format.name(what) + ": search again"));
        }
        throw new CommandFailure(
                ExitCode.NOT_FOUND,
                Format.name(what) + " is not there: name a .torrent, its URL, a magnet link, or a row of 'search'");
    }

    /** What the tracker knows by that very name. */
    private Optional<SearchResults.Result> search(String name) {
        if (context.options().tracker().isEmpty()) {
            return Optional.empty();
        }
        try {
            return context.servers().catalogue().search(name).stream()
                    .map(SearchResults.Result::of)
                    .filter(result -> result.isCalled(name))
                    .findFirst();
        } catch (TrackerException notThere) {
            return Optional.empty();
        }
    }

    private boolean isFile(String what) {
        try {
            return context.home().isThere(Path.of(what), context.home().torrents());
        } catch (InvalidPathException noPathAtAll) {
            return false;
        }
    }

    private TorrentFile url(String url) {
        try {
            return TorrentFile.of(context.servers().http().fetch(url, MetainfoReader.MAX_BYTES), url);
        } catch (IOException failed) {
            throw new CommandFailure(
                    ExitCode.NETWORK, "cannot fetch " + Format.name(url) + ": " + Failures.say(failed));
        }
    }

    private Optional<TorrentFile> catalogued(InfoHash infoHash, CatalogueClient catalogue) {
        try {
            return catalogue
                    .torrent(infoHash)
                    .map(bytes -> TorrentFile.of(bytes, "what the tracker has"))
                    .filter(file -> file.metainfo().infoHash().equals(infoHash));
        } catch (TrackerException notThere) {
            return Optional.empty();
        }
    }
}
