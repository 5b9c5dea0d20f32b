package starling.peer.shell;

import java.util.Locale;
import starling.peer.session.MetadataProgress;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.TorrentSnapshot;
import starling.peer.shell.text.ClientName;
import starling.peer.shell.text.JsonLine;

/** Torrents and peers for programs: the field names stay as they are. */
final class TorrentJson {
    private TorrentJson() {}

    static String state(TorrentSnapshot torrent) {
        return torrent.state().name().toLowerCase(Locale.ROOT);
    }

    static String line(TorrentSnapshot torrent) {
        return JsonLine.of(json -> {
            json.writeStringField("name", torrent.metainfo().name());
            json.writeStringField("info_hash", torrent.metainfo().infoHash().hex());
            json.writeStringField("state", state(torrent));
            if (torrent.problem().isPresent()) {
                json.writeStringField("error", torrent.problem().get().message());
            }
            if (torrent.metadata().isPresent()) {
                MetadataProgress metadata = torrent.metadata().get();
                json.writeNumberField("metadata_size", metadata.totalBytes());
                json.writeNumberField("metadata_have", metadata.haveBytes());
                json.writeNumberField("metadata_peers", metadata.givers());
            }
            json.writeNumberField(
                    "total_size",
                    torrent.metadata().isPresent() ? 0 : torrent.metainfo().contentBytes());
            json.writeNumberField("wanted", torrent.wantedBytes());
            json.writeNumberField("have", torrent.haveBytes());
            json.writeNumberField("downloaded", torrent.downloadedBytes());
            json.writeNumberField("uploaded", torrent.uploadedBytes());
            json.writeNumberField("download_rate", torrent.downloadBytesPerSecond());
            json.writeNumberField("upload_rate", torrent.uploadBytesPerSecond());
            json.writeNumberField("peers", torrent.peers().size());
            json.writeStringField("folder", torrent.folder().toString());
        });
    }

    static String line(TorrentSnapshot torrent, PeerSnapshot peer) {
        return JsonLine.of(json -> {
            json.writeStringField("torrent", torrent.metainfo().name());
            json.writeStringField("address", peer.endpoint().address().getHostAddress());
            json.writeNumberField("port", peer.endpoint().port());
            json.writeStringField("id", peer.id().toString());
            json.writeStringField("client", peer.program().orElseGet(() -> ClientName.of(peer.id())));
            json.writeStringField("encryption", peer.protection().name().toLowerCase(Locale.ROOT));
            json.writeStringField("role", peer.role().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("percent", peer.havePercent());
            json.writeNumberField("downloaded", peer.downloadedBytes());
            json.writeNumberField("uploaded", peer.uploadedBytes());
            json.writeNumberField("download_rate", peer.downloadBytesPerSecond());
            json.writeNumberField("upload_rate", peer.uploadBytesPerSecond());
            json.writeBooleanField("choking_us", peer.chokingUs());
            json.writeBooleanField("choked_by_us", peer.chokedByUs());
            json.writeBooleanField("interesting", peer.interestingToUs());
            json.writeBooleanField("interested", peer.interestedInUs());
        });
    }
}
