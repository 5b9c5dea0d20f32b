package starling.tracker.swarm;

import java.util.Optional;
import java.util.OptionalLong;
import starling.announce.AnnounceEvent;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.bencode.BString;
import starling.metainfo.InfoHash;

/**
 * What a store learns from one announce, and what it is asked for.
 *
 * @param endpoint where the peer is reached, already judged; it is what tells peers apart
 * @param leftBytes still to be downloaded; empty where the peer does not know
 * @param wantedPeers how many others to name at most, already bounded
 * @param withIds whether the others' peer ids are wanted too
 * @param pieceMap which pieces the peer has, a {@link starling.announce.PieceMap} that can be unpacked
 */
public record SwarmAnnounce(
        InfoHash infoHash,
        PeerId peerId,
        Endpoint endpoint,
        long uploadedBytes,
        long downloadedBytes,
        OptionalLong leftBytes,
        AnnounceEvent event,
        int wantedPeers,
        AddressFamilies families,
        boolean withIds,
        Optional<BString> pieceMap) {

    /** An announce that leaves open which pieces the peer has. */
    public SwarmAnnounce(
            InfoHash infoHash,
            PeerId peerId,
            Endpoint endpoint,
            long uploadedBytes,
            long downloadedBytes,
            OptionalLong leftBytes,
            AnnounceEvent event,
            int wantedPeers,
            AddressFamilies families,
            boolean withIds) {
        this(
                infoHash,
                peerId,
                endpoint,
                uploadedBytes,
                downloadedBytes,
                leftBytes,
                event,
                wantedPeers,
                families,
                withIds,
                Optional.empty());
    }

    /**
     * Whether a peer that says it misses nothing may only not know what there is: aria2 says so of a magnet link, and
     * would find nobody where all others are seeds.
     */
    boolean mayKnowNothing() {
        return event == AnnounceEvent.STARTED && downloadedBytes == 0 && uploadedBytes == 0;
    }

    /** A peer that says {@code completed} and leaves out what is left has everything. */
    boolean complete() {
        return leftBytes.isPresent() ? leftBytes.getAsLong() == 0 : event == AnnounceEvent.COMPLETED;
    }
}
