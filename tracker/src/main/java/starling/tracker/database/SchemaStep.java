package starling.tracker.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What leads from one version of a database to the next, within a transaction. */
@FunctionalInterface
public interface SchemaStep {
    void apply(Connection connection) throws SQLException;

    /** A step of statements alone. */
    static SchemaStep sql(String... statements) {
        return connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.executeUpdate(sql);
                }
            }
        };
    }
}
