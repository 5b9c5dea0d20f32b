package starling.tracker.swarm;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import starling.announce.PeerId;
import starling.announce.PieceMap;
import starling.bencode.BString;
import starling.metainfo.InfoHash;
import starling.tracker.database.DatabaseFile;
import starling.tracker.database.StoreException;

/**
 * The swarms in an SQLite file. For one thread at a time.
 */
final class SwarmDatabase implements AutoCloseable {
    private static final String SEED = Role.SEED.word();

    /** Takes in one swarm as it was stored. */
    @FunctionalInterface
    interface Reader {
        void swarm(SwarmRow row, long id, List<PeerRow> peers);
    }

    private final DatabaseFile file;
    private final Connection connection;
    private final PreparedStatement saveResource;
    private final PreparedStatement replaceResource;
    private final PreparedStatement removeResource;
    private final PreparedStatement savePeer;
    private final PreparedStatement removePeer;
    private final PreparedStatement removePeers;
    private long lastId;
    private long pieceMapBytes;

    private SwarmDatabase(DatabaseFile file, Connection connection) throws SQLException {
        this.file = file;
        this.connection = connection;
        saveResource = connection.prepareStatement("INSERT INTO resource"
                + " (id, info_hash, name, completed, last_announce_millis) VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, completed = excluded.completed,"
                + " last_announce_millis = excluded.last_announce_millis");
        replaceResource = connection.prepareStatement("DELETE FROM resource WHERE info_hash = ? RETURNING id");
        removeResource = connection.prepareStatement("DELETE FROM resource WHERE id = ?");
        savePeer = connection.prepareStatement("INSERT INTO peer (resource, endpoint, peer_id, role, uploaded_bytes,"
                + " downloaded_bytes, left_bytes, last_seen_millis, completion_counted, piece_map)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (resource, endpoint) DO UPDATE SET peer_id = excluded.peer_id, role = excluded.role,"
                + " uploaded_bytes = excluded.uploaded_bytes, downloaded_bytes = excluded.downloaded_bytes,"
                + " left_bytes = excluded.left_bytes, last_seen_millis = excluded.last_seen_millis,"
                + " completion_counted = excluded.completion_counted, piece_map = excluded.piece_map");
        removePeer = connection.prepareStatement("DELETE FROM peer WHERE resource = ? AND endpoint = ?");
        removePeers = connection.prepareStatement("DELETE FROM peer WHERE resource = ?");
    }

    /**
     * Opens the file, makes it where there is none, and brings its tables up to date.
     *
     * @throws StoreException where it is damaged, newer than this program, another program's, or cannot be had
     */
    static SwarmDatabase open(Path path) throws StoreException {
        DatabaseFile file = SwarmSchema.file(path);
        Connection connection = file.open();
        try {
            return new SwarmDatabase(file, connection);
        } catch (SQLException failed) {
            DatabaseFile.closeQuietly(connection);
            throw file.failure(failed);
        }
    }

    /** Reads every swarm. */
    void read(Reader reader) throws StoreException {
        try (Statement resources = connection.createStatement();
                Statement peers = connection.createStatement();
                ResultSet resource = resources.executeQuery(
                        "SELECT id, info_hash, name, completed, last_announce_millis FROM resource ORDER BY id");
                ResultSet peer = peers.executeQuery("SELECT resource, endpoint, peer_id, role, uploaded_bytes,"
                        + " downloaded_bytes, left_bytes, last_seen_millis, completion_counted,"
                        + " CASE WHEN length(piece_map) <= " + PieceMap.MAX_PACKED_BYTES + " THEN piece_map END"
                        + " FROM peer ORDER BY resource")) {
            pieceMapBytes = 0;
            boolean more = peer.next();
            while (resource.next()) {
                lastId = resource.getLong(1);
                List<PeerRow> rows = new ArrayList<>();
                for (; more && peer.getLong(1) == lastId; more = peer.next()) {
                    rows.add(peerRow(peer));
                }
                reader.swarm(swarmRow(resource), lastId, rows);
            }
            if (more) {
                throw file.damaged(null);
            }
        } catch (SQLException failed) {
            throw file.failure(failed);
        }
    }

    private SwarmRow swarmRow(ResultSet resource) throws SQLException, StoreException {
        byte[] infoHash = resource.getBytes(2);
        if (infoHash == null || infoHash.length != InfoHash.LENGTH) {
            throw file.damaged(null);
        }
        return new SwarmRow(
                InfoHash.of(infoHash),
                Optional.ofNullable(resource.getString(3)),
                resource.getInt(4),
                resource.getLong(5));
    }

    private PeerRow peerRow(ResultSet peer) throws SQLException, StoreException {
        byte[] endpoint = peer.getBytes(2);
        byte[] peerId = peer.getBytes(3);
        if (endpoint == null
                || endpoint.length != 6 && endpoint.length != 18
                || peerId == null
                || peerId.length != PeerId.LENGTH) {
            throw file.damaged(null);
        }
        long leftBytes = peer.getLong(7);
        boolean leftIsUnknown = peer.wasNull();
        return new PeerRow(
                endpoint,
                peerId,
                SEED.equals(peer.getString(4)),
                peer.getLong(5),
                peer.getLong(6),
                leftIsUnknown ? -1 : leftBytes,
                peer.getLong(8),
                peer.getBoolean(9),
                pieceMap(peer.getBytes(10)));
    }

    /** Of more maps than a store keeps, the rest counts as not sent. */
    private Optional<BString> pieceMap(byte[] stored) {
        Optional<BString> map = Optional.ofNullable(stored).map(BString::of);
        pieceMapBytes += map.map(StoreTally::heapBytes).orElse(0L);
        return map.filter(kept -> pieceMapBytes <= StoreTally.MAX_PIECE_MAP_BYTES);
    }

    /** Writes one swarm's changes into the transaction under way; returns the number of its row, 0 where it has none. */
    long write(SwarmBatch batch) throws SQLException {
        long id = batch.storedId();
        if (batch.row().isEmpty()) {
            removePeers(id);
            removeResource.setLong(1, id);
            removeResource.executeUpdate();
            return 0;
        }
        if (id == 0) {
            id = ++lastId;
            makeWay(batch.row().get().infoHash());
        }
        saveResource(id, batch.row().get());
        for (PackedEndpoint endpoint : batch.removed()) {
            removePeer.setLong(1, id);
            removePeer.setBytes(2, endpoint.packed());
            removePeer.executeUpdate();
        }
        for (PeerRow peer : batch.saved()) {
            savePeer(id, peer);
        }
        return id;
    }

    /** The swarm before it of that torrent is no more, but that may not have been written yet. */
    private void makeWay(InfoHash infoHash) throws SQLException {
        replaceResource.setBytes(1, infoHash.bytes());
        try (ResultSet replaced = replaceResource.executeQuery()) {
            while (replaced.next()) {
                removePeers(replaced.getLong(1));
            }
        }
    }

    private void removePeers(long id) throws SQLException {
        removePeers.setLong(1, id);
        removePeers.executeUpdate();
    }

    private void saveResource(long id, SwarmRow row) throws SQLException {
        saveResource.setLong(1, id);
        saveResource.setBytes(2, row.infoHash().bytes());
        saveResource.setString(3, row.name().orElse(null));
        saveResource.setInt(4, row.completed());
        saveResource.setLong(5, row.lastAnnounceMillis());
        saveResource.executeUpdate();
    }

    private void savePeer(long id, PeerRow peer) throws SQLException {
        savePeer.setLong(1, id);
        savePeer.setBytes(2, peer.endpoint());
        savePeer.setBytes(3, peer.peerId());
        savePeer.setString(4, peer.role().word());
        savePeer.setLong(5, peer.uploadedBytes());
        savePeer.setLong(6, peer.downloadedBytes());
        if (peer.leftBytes() < 0) {
            savePeer.setNull(7, Types.INTEGER);
        } else {
            savePeer.setLong(7, peer.leftBytes());
        }
        savePeer.setLong(8, peer.lastSeenMillis());
        savePeer.setBoolean(9, peer.completionCounted());
        savePeer.setBytes(10, peer.pieceMap().map(BString::bytes).orElse(null));
        savePeer.executeUpdate();
    }

    /** Begins a transaction; the driver's own would take the lock long before there is something to write. */
    void begin() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    void commit() throws SQLException {
        execute("COMMIT");
    }

    /** Takes back what was written since {@link #begin}. */
    void rollback() throws SQLException {
        execute("ROLLBACK");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
