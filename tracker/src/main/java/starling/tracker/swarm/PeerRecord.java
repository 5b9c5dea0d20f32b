package starling.tracker.swarm;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import starling.announce.PeerId;
import starling.bencode.BString;

/**
 * One member of a {@link Swarm}, guarded by the swarm's lock. There may be millions, so everything is held in plain
 * numbers.
 */
final class PeerRecord {
    private static final long UNKNOWN = -1;

    final PackedEndpoint endpoint;
    private final long idHigh;
    private final long idMiddle;
    private final int idLow;

    private long uploadedBytes;
    private long downloadedBytes;
    private long leftBytes;
    private long lastSeenMillis;
    private boolean seed;
    boolean completionCounted;

    /** Null where the peer has not said what it has. */
    private BString pieceMap;

    /** Where it stands in its {@link PeerZone}. */
    int position;

    PeerRecord(PackedEndpoint endpoint, PeerId id) {
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
        this.endpoint = endpoint;
        this.idHigh = bytes.getLong();
        this.idMiddle = bytes.getLong();
        this.idLow = bytes.getInt();
    }

    void update(SwarmAnnounce announce, long nowMillis) {
        uploadedBytes = announce.uploadedBytes();
        downloadedBytes = announce.downloadedBytes();
        leftBytes = announce.leftBytes().orElse(UNKNOWN);
        seed = announce.complete();
        lastSeenMillis = nowMillis;
    }

    boolean isSeed() {
        return seed;
    }

    boolean seenBefore(long millis) {
        return lastSeenMillis < millis;
    }

    boolean hasId(PeerId id) {
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
        return bytes.getLong() == idHigh && bytes.getLong() == idMiddle && bytes.getInt() == idLow;
    }

    PeerId id() {
        return PeerId.of(ByteBuffer.allocate(PeerId.LENGTH)
                .putLong(idHigh)
                .putLong(idMiddle)
                .putInt(idLow)
                .array());
    }

    SwarmPeer snapshot() {
        return new SwarmPeer(
                id(),
                endpoint.endpoint(),
                Role.of(uploadedBytes, downloadedBytes, seed),
                uploadedBytes,
                downloadedBytes,
                leftBytes == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(leftBytes),
                Instant.ofEpochMilli(lastSeenMillis),
                Optional.ofNullable(pieceMap));
    }

    /** Takes the map in place of the one before, which an announce without a map makes unknown; a seed needs none. */
    void keepPieceMap(Optional<BString> map, StoreTally tally) {
        dropPieceMap(tally);
        if (map.isPresent() && !seed && tally.mayKeepPieceMap(map.get().length())) {
            pieceMap = map.get();
            tally.pieceMapBytes.add(pieceMap.length());
        }
    }

    void dropPieceMap(StoreTally tally) {
        if (pieceMap != null) {
            tally.pieceMapBytes.add(-pieceMap.length());
            pieceMap = null;
        }
    }
}
