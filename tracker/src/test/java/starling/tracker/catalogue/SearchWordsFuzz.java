package starling.tracker.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import starling.tracker.testing.Allocation;

class SearchWordsFuzz {
    private static Connection database;

    @BeforeAll
    static void open() throws SQLException {
        database = DriverManager.getConnection("jdbc:sqlite::memory:");
        try (Statement statement = database.createStatement()) {
            statement.executeUpdate(
                    "CREATE VIRTUAL TABLE words USING fts5 (name, tokenize = 'unicode61 remove_diacritics 2')");
        }
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @FuzzTest
    void words(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        Allocation.bounded(input.length, () -> {
            SearchWords.indexed(text);
            Optional<String> expression = SearchWords.expression(text);
            if (expression.isPresent()) {
                try (PreparedStatement search =
                        database.prepareStatement("SELECT count(*) FROM words WHERE words MATCH ?")) {
                    search.setString(1, expression.get());
                    try (ResultSet found = search.executeQuery()) {
                        assertThat(found.next()).isTrue();
                    }
                }
            }
        });
    }
}
