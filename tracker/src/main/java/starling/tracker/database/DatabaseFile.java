package starling.tracker.database;

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
 * One of the tracker's SQLite files, in WAL mode: a writer that is killed leaves the last commit behind and nothing
 * else.
 *
 * @param what it is called in messages, such as "catalogue"
 * @param path empty for a database in memory, gone with its connection
 * @param applicationId in the file's header, so that another program's database is not mistaken for ours
 * @param synchronous FULL where a commit must outlive the machine, NORMAL where it need only outlive the process
 * @param steps a database of version {@code n} has been through the first {@code n}; what was released is never changed
 */
public record DatabaseFile(
        String what,
        Optional<Path> path,
        int applicationId,
        SQLiteConfig.SynchronousMode synchronous,
        List<SchemaStep> steps) {
    private static final int BUSY_MILLIS = 1_000;
    private static final int CACHE_KIBIBYTES = 16 * 1_024;

    /**
     * Opens the file, makes it where there is none, and brings its tables up to date.
     *
     * @throws StoreException where it is damaged, newer than this program, another program's, or cannot be had
     */
    public Connection open() throws StoreException {
        Connection connection = null;
        try {
            connection = connect();
            check(connection);
            migrate(connection);
            return connection;
        } catch (SQLException failed) {
            closeQuietly(connection);
            throw failure(failed);
        } catch (StoreException refused) {
            closeQuietly(connection);
            throw refused;
        }
    }

    /** One more connection to a database that {@link #open} has looked at. */
    public Connection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(synchronous);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-CACHE_KIBIBYTES);
        return config.createConnection("jdbc:sqlite:" + path.map(Path::toString).orElse(":memory:"));
    }

    /** Lets SQL on that connection ask a question about bytes. */
    public static void define(Connection connection, String name, Predicate<byte[]> question) throws SQLException {
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

    private void check(Connection connection) throws SQLException, StoreException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (!result.next() || !result.getString(1).equals("ok")) {
                throw damaged(null);
            }
        }
    }

    private void migrate(Connection connection) throws SQLException, StoreException {
        int version = number(connection, "PRAGMA user_version");
        int application = number(connection, "PRAGMA application_id");
        boolean isNew =
                version == 0 && application == 0 && number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew && application != applicationId) {
            throw unreadable("is no tracker's. Move it away, or name another folder with --data.", null);
        }
        if (version > steps.size()) {
            throw unreadable(
                    "was written by a newer tracker (version " + version + ", this one knows " + steps.size()
                            + "). Run that one, or name another folder with --data.",
                    null);
        }
        if (version == steps.size()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            for (SchemaStep step : steps.subList(version, steps.size())) {
                step.apply(connection);
            }
            statement.executeUpdate("PRAGMA application_id = " + applicationId);
            statement.executeUpdate("PRAGMA user_version = " + steps.size());
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
    public StoreException failure(SQLException failed) {
        int code = failed.getErrorCode() & 0xff;
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return damaged(failed);
        }
        boolean locked = code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
        return new StoreException(
                StoreException.Kind.UNAVAILABLE,
                locked
                        ? "The " + name() + " is locked by another program. Close that, and try again."
                        : "Cannot use the " + name() + ": " + firstLine(failed)
                                + ". Make room and allow writing there, or name another folder with --data.",
                failed);
    }

    /** For rows that cannot be what was written. */
    public StoreException damaged(Throwable cause) {
        return unreadable("is damaged. Put a backup in its place, or move it away to begin anew.", cause);
    }

    private StoreException unreadable(String why, Throwable cause) {
        return new StoreException(StoreException.Kind.UNREADABLE, "The " + name() + " " + why, cause);
    }

    private String name() {
        return what + " " + path.map(Path::toString).orElse("in memory");
    }

    /** What went wrong, in one line. */
    public static String firstLine(SQLException failed) {
        return String.valueOf(failed.getMessage()).lines().findFirst().orElse("unknown");
    }

    /** For a connection whose commits are all where they should be, or where another failure is told. */
    public static void closeQuietly(Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException nothingToLose) {
                // see above
            }
        }
    }
}
