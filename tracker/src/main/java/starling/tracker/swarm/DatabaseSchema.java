package starling.tracker.swarm;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables, as a list of steps: a database of version {@code n} has been through the first {@code n}. What has been
 * released is never changed; a new version is a new step.
 */
final class DatabaseSchema {
    /** In the file's header, so that another program's database is not mistaken for ours: "STRL". */
    static final int APPLICATION_ID = 0x5354_524c;

    static final List<List<String>> STEPS = List.of(
            List.of("""
                    CREATE TABLE resource (
                      id INTEGER PRIMARY KEY,
                      info_hash BLOB NOT NULL UNIQUE CHECK (length(info_hash) = 20),
                      name TEXT,
                      completed INTEGER NOT NULL CHECK (completed >= 0),
                      last_announce_millis INTEGER NOT NULL
                    )""", """
                    CREATE TABLE peer (
                      resource INTEGER NOT NULL REFERENCES resource (id),
                      endpoint BLOB NOT NULL CHECK (length(endpoint) IN (6, 18)),
                      peer_id BLOB NOT NULL CHECK (length(peer_id) = 20),
                      role TEXT NOT NULL CHECK (role IN ('seed', 'peer', 'leecher')),
                      uploaded_bytes INTEGER NOT NULL,
                      downloaded_bytes INTEGER NOT NULL,
                      left_bytes INTEGER,
                      last_seen_millis INTEGER NOT NULL,
                      completion_counted INTEGER NOT NULL,
                      PRIMARY KEY (resource, endpoint)
                    ) WITHOUT ROWID"""),
            List.of("ALTER TABLE peer ADD COLUMN piece_map BLOB CHECK (length(piece_map) <= 65536)"));

    private final Connection connection;
    private final List<List<String>> steps;

    DatabaseSchema(Connection connection) {
        this(connection, STEPS);
    }

    /** @param steps the first of {@link #STEPS}, for a database as an older program left it */
    DatabaseSchema(Connection connection, List<List<String>> steps) {
        this.connection = connection;
        this.steps = steps;
    }

    /**
     * Brings the database to the newest version, in one transaction.
     *
     * @throws StoreException where it is newer than this program, or not the tracker's
     */
    void migrate() throws SQLException, StoreException {
        int version = number("PRAGMA user_version");
        int application = number("PRAGMA application_id");
        boolean isNew = version == 0 && application == 0 && number("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew && application != APPLICATION_ID) {
            throw new StoreException(
                    StoreException.Kind.UNREADABLE,
                    "is no tracker's database. Move it away, or name another folder with --data.",
                    null);
        }
        if (version > steps.size()) {
            throw new StoreException(
                    StoreException.Kind.UNREADABLE,
                    "was written by a newer tracker (version " + version + ", this one knows " + steps.size()
                            + "). Run that one, or name another folder with --data.",
                    null);
        }
        if (version == steps.size()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            for (List<String> step : steps.subList(version, steps.size())) {
                for (String sql : step) {
                    statement.executeUpdate(sql);
                }
            }
            statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
            statement.executeUpdate("PRAGMA user_version = " + steps.size());
            statement.executeUpdate("COMMIT");
        }
    }

    private int number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next() ? result.getInt(1) : 0;
        }
    }
}
