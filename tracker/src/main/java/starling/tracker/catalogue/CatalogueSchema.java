package starling.tracker.catalogue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import starling.tracker.database.DatabaseFile;
import starling.tracker.database.SchemaStep;

/** The catalogue's tables. */
final class CatalogueSchema {
    /** "STCT". */
    private static final int APPLICATION_ID = 0x5354_4354;

    static final List<SchemaStep> STEPS = List.of(SchemaStep.sql("""
            CREATE TABLE torrent (
              id INTEGER PRIMARY KEY,
              info_hash BLOB NOT NULL UNIQUE CHECK (length(info_hash) = 20),
              name TEXT NOT NULL,
              type TEXT NOT NULL,
              torrent TEXT NOT NULL,
              size_bytes INTEGER NOT NULL,
              pieces INTEGER NOT NULL,
              piece_length_bytes INTEGER NOT NULL,
              files INTEGER NOT NULL,
              published_millis INTEGER NOT NULL
            )""", """
            CREATE TABLE metainfo (
              torrent INTEGER PRIMARY KEY REFERENCES torrent (id),
              content BLOB NOT NULL
            )""", """
            CREATE VIRTUAL TABLE words USING fts5 (
              name, torrent, files,
              content = '', contentless_delete = 1, prefix = '2 3',
              tokenize = 'unicode61 remove_diacritics 2'
            )"""), SearchIndex::rebuild);

    private CatalogueSchema() {}

    /** Every commit is on the disk when it returns, so that what was answered as published survives whatever happens. */
    static DatabaseFile file(Optional<Path> path) {
        return file(path, STEPS);
    }

    /** @param steps the first of {@link #STEPS}, for a database as an older program left it */
    static DatabaseFile file(Optional<Path> path, List<SchemaStep> steps) {
        return new DatabaseFile("catalogue", path, APPLICATION_ID, SQLiteConfig.SynchronousMode.FULL, steps);
    }
}
