package starling.announce;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import starling.bencode.BString;
import starling.metainfo.InfoHash;

/**
 * One announce, whichever protocol brought it (BEP 3, 7, 15, 23).
 *
 * @param port where the peer listens, 0 to 65535
 * @param uploadedBytes since the peer said {@code started}
 * @param downloadedBytes since the peer said {@code started}
 * @param leftBytes still to be downloaded; empty where the peer does not know, as with a magnet link
 * @param numWant how many peers it asks for; empty leaves it to the tracker
 * @param compact whether it asks for packed addresses (BEP 23)
 * @param noPeerId whether it can do without peer ids in the long form
 * @param key what proves its identity when its address changes
 * @param trackerId what the tracker called it earlier
 * @param claimedAddress the {@code ip} it says it has; not to be believed unchecked
 * @param pieceMap the pieces it has, as {@link PieceMap#pack} writes them; from outside, not yet unpacked
 */
public record AnnounceRequest(
        InfoHash infoHash,
        PeerId peerId,
        int port,
        long uploadedBytes,
        long downloadedBytes,
        OptionalLong leftBytes,
        AnnounceEvent event,
        OptionalInt numWant,
        boolean compact,
        boolean noPeerId,
        Optional<String> key,
        Optional<String> trackerId,
        Optional<InetAddress> claimedAddress,
        Optional<BString> pieceMap) {

    /** An announce without a piece map. */
    public AnnounceRequest(
            InfoHash infoHash,
            PeerId peerId,
            int port,
            long uploadedBytes,
            long downloadedBytes,
            OptionalLong leftBytes,
            AnnounceEvent event,
            OptionalInt numWant,
            boolean compact,
            boolean noPeerId,
            Optional<String> key,
            Optional<String> trackerId,
            Optional<InetAddress> claimedAddress) {
        this(
                infoHash,
                peerId,
                port,
                uploadedBytes,
                downloadedBytes,
                leftBytes,
                event,
                numWant,
                compact,
                noPeerId,
                key,
                trackerId,
                claimedAddress,
                Optional.empty());
    }

    /** What a peer of our own sends: compact, and without the fields that only foreign peers use. */
    public static AnnounceRequest of(
            InfoHash infoHash,
            PeerId peerId,
            int port,
            long uploadedBytes,
            long downloadedBytes,
            long leftBytes,
            AnnounceEvent event) {
        return new AnnounceRequest(
                infoHash,
                peerId,
                port,
                uploadedBytes,
                downloadedBytes,
                OptionalLong.of(leftBytes),
                event,
                OptionalInt.empty(),
                true,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public AnnounceRequest withNumWant(int numWant) {
        return new AnnounceRequest(
                infoHash,
                peerId,
                port,
                uploadedBytes,
                downloadedBytes,
                leftBytes,
                event,
                OptionalInt.of(numWant),
                compact,
                noPeerId,
                key,
                trackerId,
                claimedAddress,
                pieceMap);
    }

    public AnnounceRequest withKey(Optional<String> key, Optional<String> trackerId) {
        return new AnnounceRequest(
                infoHash,
                peerId,
                port,
                uploadedBytes,
                downloadedBytes,
                leftBytes,
                event,
                numWant,
                compact,
                noPeerId,
                key,
                trackerId,
                claimedAddress,
                pieceMap);
    }

    /** @param packed from {@link PieceMap#pack}; not a copy */
    public AnnounceRequest withPieceMap(byte[] packed) {
        return new AnnounceRequest(
                infoHash,
                peerId,
                port,
                uploadedBytes,
                downloadedBytes,
                leftBytes,
                event,
                numWant,
                compact,
                noPeerId,
                key,
                trackerId,
                claimedAddress,
                Optional.of(BString.of(packed)));
    }
}
