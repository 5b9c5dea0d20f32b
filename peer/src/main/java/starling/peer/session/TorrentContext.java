package starling.peer.session;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.PeerId;
import starling.metainfo.Metainfo;
import starling.peer.discovery.BanList;
import starling.peer.discovery.TrackerClient;
import starling.peer.fault.Faults;
import starling.peer.net.tls.SslPeers;
import starling.peer.policy.LogQuota;
import starling.peer.policy.SeedGoal;
import starling.peer.storage.Identity;
import starling.peer.storage.OpenFiles;
import starling.peer.storage.TorrentRecords;
import starling.wire.ExtendedHandshake;

/**
 * What the torrents of one client share.
 *
 * @param identity who we are to others
 * @param hashing runs the checks, on {@code hashingThreads} threads
 * @param verification of pieces that come in
 * @param sslPort where peers of SSL torrents call; 0 where none may
 * @param everywhere what the extended handshakes of all torrents say of us
 * @param ownTracker the one that the peer was started with
 * @param saving the one thread that writes records
 * @param seedGoal when seeding is enough
 * @param finding how peers are found
 * @param partnership how partners are dealt with
 * @param accounts what each gave and took
 * @param quota of log lines about peers, by address
 * @param stateChanged is run whenever the state of a torrent changed
 */
record TorrentContext(
        Identity identity,
        int plainPort,
        int sslPort,
        SslPeers ssl,
        OpenFiles openFiles,
        Executor hashing,
        int hashingThreads,
        Verification verification,
        ThreadFactory threads,
        TrackerClient trackerClient,
        Handshakes handshakes,
        PeerConnection.SharedParts shared,
        ExtendedHandshake everywhere,
        Optional<String> ownTracker,
        BanList bans,
        TorrentRecords records,
        ExecutorService saving,
        SeedGoal seedGoal,
        PeerFinding finding,
        Partnership partnership,
        Accounts accounts,
        LogQuota<InetAddress> quota,
        Runnable stateChanged) {
    private static final long LONGEST_SAVE_SECONDS = 20;
    private static final Logger log = LoggerFactory.getLogger(TorrentContext.class);

    /** Where peers of a torrent call us. */
    int listenPort(Metainfo metainfo) {
        return metainfo.sslCertificate().isPresent() ? sslPort : plainPort;
    }

    /** What our extended handshake says in a torrent. */
    ExtendedHandshake self(Metainfo metainfo) {
        return everywhere.withPort(listenPort(metainfo));
    }

    PeerId peerId() {
        return identity.peerId();
    }

    String announceKey() {
        return identity.announceKey();
    }

    /** The torrent's trackers; after them our own, where the torrent is not private. */
    List<List<String>> tiers(Metainfo metainfo) {
        List<List<String>> tiers = new ArrayList<>(metainfo.trackers());
        ownTracker
                .filter(url -> !metainfo.isPrivate() || tiers.isEmpty())
                .filter(url -> tiers.stream().noneMatch(tier -> tier.contains(url)))
                .ifPresent(url -> tiers.add(List.of(url)));
        return tiers;
    }

    /** Has a record written when its turn comes; not at all where the client has left. */
    void saveSoon(Runnable save) {
        try {
            saving.execute(Faults.outlived("records", save));
        } catch (RejectedExecutionException left) {
            // all was saved as the client left
        }
    }

    /** The same, and waits for it, but not for ever: what a slow disk has not taken is checked at the next start. */
    void saveAndWait(Runnable save) {
        try {
            saving.submit(save).get(LONGEST_SAVE_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException | TimeoutException | ExecutionException unsaved) {
            log.warn("left without saving: {}", unsaved.toString());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
