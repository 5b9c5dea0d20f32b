package starling.peer.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import starling.announce.PeerId;
import starling.metainfo.Metainfo;
import starling.peer.discovery.HttpTrackerClient;
import starling.peer.storage.OpenFiles;
import starling.peer.storage.TorrentRecord;
import starling.wire.PeerMessage;

/**
 * What the torrents of one client share.
 *
 * @param announceKey proves to a tracker that we are ourselves when our address changes
 * @param hashing runs the checks, on {@code hashingThreads} threads
 * @param greeting our extended handshake
 * @param ownTracker the one that the peer was started with
 * @param recorder keeps a torrent's record
 */
record TorrentContext(
        PeerId peerId,
        String announceKey,
        int listenPort,
        OpenFiles openFiles,
        Executor hashing,
        int hashingThreads,
        ThreadFactory threads,
        HttpTrackerClient trackerClient,
        Handshakes handshakes,
        PeerConnection.SharedParts shared,
        PeerMessage greeting,
        Optional<String> ownTracker,
        Consumer<TorrentRecord> recorder) {

    /** The torrent's trackers; after them our own, where the torrent is not private. */
    List<List<String>> tiers(Metainfo metainfo) {
        List<List<String>> tiers = new ArrayList<>(metainfo.trackers());
        ownTracker
                .filter(url -> !metainfo.isPrivate() || tiers.isEmpty())
                .filter(url -> tiers.stream().noneMatch(tier -> tier.contains(url)))
                .ifPresent(url -> tiers.add(List.of(url)));
        return tiers;
    }

    void save(TorrentRecord record) {
        recorder.accept(record);
    }
}
