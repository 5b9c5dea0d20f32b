package starling.tracker.swarm;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import starling.tracker.database.DatabaseFile;
import starling.tracker.database.SchemaStep;

/** The tables that swarms are kept in. */
final class SwarmSchema {
    /** "STRL". */
    private static final int APPLICATION_ID = 0x5354_524c;

    static final List<SchemaStep> STEPS = List.of(
            SchemaStep.sql("""
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
            SchemaStep.sql("ALTER TABLE peer ADD COLUMN piece_map BLOB CHECK (length(piece_map) <= 65536)"));

    private SwarmSchema() {}

    /** A power cut may take the last second; a kill does not. */
    static DatabaseFile file(Path path) {
        return file(path, STEPS);
    }

    /** @param steps the first of {@link #STEPS}, for a database as an older program left it */
    static DatabaseFile file(Path path, List<SchemaStep> steps) {
        return new DatabaseFile(
                "database", Optional.of(path), APPLICATION_ID, SQLiteConfig.SynchronousMode.NORMAL, steps);
    }
}
