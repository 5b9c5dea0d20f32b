package starling.peer.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import starling.metainfo.AnnounceUrl;
import starling.peer.discovery.CatalogueClient;
import starling.peer.discovery.TrackerException;
import starling.peer.shell.text.Format;

/** Makes the torrent of a file, publishes it at its tracker, and has it ready to be seeded. */
final class Sharing {
    private final PeerContext context;
    private final List<String> trackers;
    private final TorrentMaker maker;

    /** @param trackers one or more, as people write them */
    Sharing(PeerContext context, List<String> trackers, TorrentMaker maker) {
        this.context = context;
        this.trackers = trackers;
        this.maker = maker;
    }

    /** @param inBackground whether nobody waits for it */
    Seeding.Content share(Path source, boolean inBackground) {
        Path written = maker.make(context, trackers, source, Optional.empty(), inBackground);
        TorrentFile torrent = TorrentFile.read(written);
        publish(written, torrent);
        return new Seeding.Content(
                written, torrent, source.toAbsolutePath().normalize().getParent());
    }

    /** The torrent is seeded all the same where its tracker keeps no catalogue. */
    private void publish(Path path, TorrentFile torrent) {
        String announceUrl = AnnounceUrl.of(trackers.get(0));
        if (!announceUrl.startsWith("http")) {
            return;
        }
        try {
            new CatalogueClient(context.servers().http(), announceUrl)
                    .publish(path.getFileName().toString(), torrent.bytes());
        } catch (TrackerException failed) {
            context.dialogue()
                    .warn(Format.name(torrent.metainfo().name()) + " is not published: "
                            + Format.name(failed.getMessage()));
        }
    }
}
