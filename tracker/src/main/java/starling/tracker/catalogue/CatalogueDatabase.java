package starling.tracker.catalogue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sqlite.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * Opens connections to the catalogue's SQLite file. Every commit is on the disk when it returns (WAL, synchronous
 * FULL), so that what was answered as published survives whatever happens to the process.
 */
final class CatalogueDatabase {
    /** In the file's header, so that another program's database is not mistaken for ours: "STCT". */
    static final int APPLICATION_ID = 0x5354_4354;

    private static final int BUSY_MILLIS = 2_000;
    private static final int CACHE_KIBIBYTES = 16 * 1_024;

    /** A database of version {@code n} has been through the first {@code n}; what was released is never changed. */
    static final List<List<String>> STEPS = List.of(List.of("""
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
            )"""));

    private CatalogueDatabase() {}

    /** Lets SQL on that connection ask a question about bytes. */
    static void define(Connection connection, String name, Predicate<byte[]> question) throws SQLException {
        Function.create(
                connection,
                name,
                new Function() {
                    @Override
                    protected void xFunc() throws SQLException {
                        result(question.test(value_blob(0)) ? 1 : 0);
                    }
                },
                1,
                0);
    }

    /**
     * Opens the file, makes it where there is none, and brings its tables up to date.
     *
     * @param file empty for a database in memory, gone with its connection
     */
    static Connection open(Optional<Path> file) throws CatalogueException {
        Connection connection = null;
        try {
            connection = connect(file);
            check(connection, file);
            migrate(connection, file);
            return connection;
        } catch (SQLException failed) {
            closeQuietly(connection);
            throw failure(file, failed);
        } catch (CatalogueException refused) {
            closeQuietly(connection);
            throw refused;
        }
    }

    /** One more connection to a database that {@link #open} has looked at. */
    static Connection connect(Optional<Path> file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-CACHE_KIBIBYTES);
        return config.createConnection("jdbc:sqlite:" + file.map(Path::toString).orElse(":memory:"));
    }

    private static void check(Connection connection, Optional<Path> file) throws SQLException, CatalogueException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (!result.next() || !result.getString(1).equals("ok")) {
                throw damaged(file, null);
            }
        }
    }

    private static void migrate(Connection connection, Optional<Path> file) throws SQLException, CatalogueException {
        int version = number(connection, "PRAGMA user_version");
        int application = number(connection, "PRAGMA application_id");
        boolean isNew =
                version == 0 && application == 0 && number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew && application != APPLICATION_ID) {
            throw unreadable(
                    file, "is no tracker's catalogue. Move it away, or name another folder with --data.", null);
        }
        if (version > STEPS.size()) {
            throw unreadable(
                    file,
                    "was written by a newer tracker (version " + version + ", this one knows " + STEPS.size()
                            + "). Run that one, or name another folder with --data.",
                    null);
        }
        if (version == STEPS.size()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            for (List<String> step : STEPS.subList(version, STEPS.size())) {
                for (String sql : step) {
                    statement.executeUpdate(sql);
                }
            }
            statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
            statement.executeUpdate("PRAGMA user_version = " + STEPS.size());
            statement.executeUpdate("COMMIT");
        }
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    /** What an error of SQLite means to whoever runs the tracker. */
    static CatalogueException failure(Optional<Path> file, SQLException failed) {
        int code = failed.getErrorCode() & 0xff;
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return damaged(file, failed);
        }
        boolean locked = code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
        String firstLine =
                String.valueOf(failed.getMessage()).lines().findFirst().orElse("unknown");
        return new CatalogueException(
                CatalogueException.Kind.UNAVAILABLE,
                locked
                        ? "The catalogue " + name(file) + " is locked by another program. Close that, and try again."
                        : "Cannot use the catalogue " + name(file) + ": " + firstLine
                                + ". Make room and allow writing there, or name another folder with --data.",
                failed);
    }

    private static CatalogueException damaged(Optional<Path> file, Throwable cause) {
        return unreadable(file, "is damaged. Put a backup in its place, or move it away to begin anew.", cause);
    }

    private static CatalogueException unreadable(Optional<Path> file, String what, Throwable cause) {
        return new CatalogueException(
                CatalogueException.Kind.UNREADABLE, "The catalogue " + name(file) + " " + what, cause);
    }

    private static String name(Optional<Path> file) {
        return file.map(Path::toString).orElse("in memory");
    }

    static void closeQuietly(Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException nothingToLose) {
                // every commit was on the disk when it returned
            }
        }
    }
}
