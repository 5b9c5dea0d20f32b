package starling.tracker.swarm;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
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
    private int savedSeenSeconds;
    private boolean seed;
    boolean completionCounted;

    /** Whether it stands in its swarm's {@link SwarmChanges}. */
    boolean awaitsSaving;

    /** Whether the database may have a row of it: it has been handed over to be written, or comes from there. */
    boolean mayBeStored;

    /** Null where the peer has not said what it has. */
    private BString pieceMap;

    /** Where it stands in its {@link PeerZone}. */
    int position;

    /** Where it stands in its swarm's {@link SeenOrder}. */
    int place;

    PeerRecord(PackedEndpoint endpoint, PeerId id) {
        this(endpoint, id.bytes());
    }

    private PeerRecord(PackedEndpoint endpoint, byte[] id) {
        ByteBuffer bytes = ByteBuffer.wrap(id);
        this.endpoint = endpoint;
        this.idHigh = bytes.getLong();
        this.idMiddle = bytes.getLong();
        this.idLow = bytes.getInt();
    }

    /** A member as it was stored; one that was seen in the future was seen now. */
    static PeerRecord restored(PeerRow row, long nowMillis, StoreTally tally) {
        PeerRecord record = new PeerRecord(PackedEndpoint.unpack(row.endpoint()), row.peerId());
        record.uploadedBytes = row.uploadedBytes();
        record.downloadedBytes = row.downloadedBytes();
        record.leftBytes = row.leftBytes();
        record.seed = row.seed();
        record.completionCounted = row.completionCounted();
        record.lastSeenMillis = Math.min(row.lastSeenMillis(), nowMillis);
        record.savedSeenSeconds = seconds(row.lastSeenMillis());
        record.mayBeStored = true;
        record.keepPieceMap(row.pieceMap(), tally);
        return record;
    }

    /** Whether it says something else than before, the time apart. */
    boolean update(SwarmAnnounce announce, long nowMillis) {
        long left = announce.leftBytes().orElse(UNKNOWN);
        boolean complete = announce.complete();
        boolean differs = uploadedBytes != announce.uploadedBytes()
                || downloadedBytes != announce.downloadedBytes()
                || leftBytes != left
                || seed != complete;
        uploadedBytes = announce.uploadedBytes();
        downloadedBytes = announce.downloadedBytes();
        leftBytes = left;
        seed = complete;
        lastSeenMillis = nowMillis;
        return differs;
    }

    boolean isSeed() {
        return seed;
    }

    long lastSeenMillis() {
        return lastSeenMillis;
    }

    boolean seenBefore(long millis) {
        return lastSeenMillis < millis;
    }

    /** Whether what is stored says that it was last seen this much earlier than it was. */
    boolean isStale(int seconds) {
        return Math.abs(seconds(lastSeenMillis) - savedSeenSeconds) >= seconds;
    }

    /** Seconds fit an int until the year 2106, and their differences for longer. */
    private static int seconds(long millis) {
        return (int) (millis / 1_000);
    }

    boolean hasId(PeerId id) {
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
        return bytes.getLong() == idHigh && bytes.getLong() == idMiddle && bytes.getInt() == idLow;
    }

    PeerId id() {
        return PeerId.of(idBytes());
    }

    private byte[] idBytes() {
        return ByteBuffer.allocate(PeerId.LENGTH)
                .putLong(idHigh)
                .putLong(idMiddle)
                .putInt(idLow)
                .array();
    }

    /** The row that is about to be written. */
    PeerRow row() {
        awaitsSaving = false;
        mayBeStored = true;
        savedSeenSeconds = seconds(lastSeenMillis);
        return new PeerRow(
                endpoint.packed(),
                idBytes(),
                seed,
                uploadedBytes,
                downloadedBytes,
                leftBytes,
                lastSeenMillis,
                completionCounted,
                Optional.ofNullable(pieceMap));
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

    /**
     * Takes the map in place of the one before, which an announce without a map makes unknown; a seed needs none.
     *
     * @return whether that is another
     */
    boolean keepPieceMap(Optional<BString> map, StoreTally tally) {
        BString before = pieceMap;
        dropPieceMap(tally);
        if (map.isPresent() && !seed && tally.mayKeep(map.get())) {
            pieceMap = map.get();
            tally.pieceMapBytes.add(StoreTally.heapBytes(pieceMap));
        }
        return !Objects.equals(before, pieceMap);
    }

    void dropPieceMap(StoreTally tally) {
        if (pieceMap != null) {
            tally.pieceMapBytes.add(-StoreTally.heapBytes(pieceMap));
            pieceMap = null;
        }
    }
}
