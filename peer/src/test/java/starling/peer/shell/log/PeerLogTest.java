package starling.peer.shell.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.util.FileSize;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class PeerLogTest {
    private static final int MAX_BYTES = 2_000;

    @TempDir
    Path folder;

    private final LoggerContext context = new LoggerContext();
    private final Logger ours = context.getLogger("starling.peer.Some");
    private final Logger library = context.getLogger("org.library.Some");
    private Path file;

    @BeforeEach
    void completeTheContext() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        file = folder.resolve("100%/.starling/peer.log");
    }

    @AfterEach
    void letGoOfTheFile() {
        context.stop();
    }

    private void start(Level level, boolean json) {
        PeerLog.start(file, level, json, new FileSize(MAX_BYTES), context);
    }

    @Test
    void nothingIsLoggedBeforeItIsSaidWhereTo() {
        QuietBeginning beginning = new QuietBeginning();
        beginning.initialize();
        assertThat(beginning.getLoggerFactory().getLogger("starling.peer.Some").isErrorEnabled())
                .isFalse();
        assertThat(LoggerFactory.getILoggerFactory()
                        .getLogger("org.library.Some")
                        .isErrorEnabled())
                .as("what the program, and this test, came to")
                .isFalse();
    }

    @Test
    void manyLinesTakeNoMoreRoomThanTheyMay() throws IOException {
        start(Level.INFO, false);
        for (int line = 0; line <= 500; line++) {
            ours.info("line {}", line);
        }

        try (Stream<Path> list = Files.list(file.getParent())) {
            List<Path> files = list.sorted().toList();
            assertThat(files)
                    .extracting(path -> path.getFileName().toString())
                    .containsExactly("peer.log", "peer.log.1", "peer.log.2", "peer.log.3");
            for (Path path : files) {
                assertThat(Files.size(path)).isBetween(1L, MAX_BYTES + 200L);
            }
        }
        assertThat(Files.readString(file)).endsWith(" INFO  Some - line 500" + System.lineSeparator());
    }

    @Test
    void withoutALineThereIsNoFile() {
        start(Level.INFO, false);
        ours.debug("not now");

        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void whatCannotBeWrittenStopsNobody() throws IOException {
        Files.writeString(folder.resolve("100%"), "a file where a folder should be");
        start(Level.INFO, false);

        ours.info("lost");
    }

    @ParameterizedTest
    @CsvSource({"DEBUG, 'debug,info,warn', 'info,warn'", "INFO, 'info,warn', 'info,warn'", "WARN, warn, warn"})
    void theLevelIsOursAndLibrariesSayLess(String level, String ofOurs, String ofLibraries) throws IOException {
        start(Level.valueOf(level), false);
        for (Logger logger : List.of(ours, library)) {
            logger.debug("debug");
            logger.info("info");
            logger.warn("warn");
        }

        assertThat(Files.readAllLines(file).stream().map(line -> line.replaceFirst(".* - ", "")))
                .containsExactly((ofOurs + "," + ofLibraries).split(","));
    }

    @Test
    void aNameFromOutsideIsNoSecondLine() throws IOException {
        start(Level.INFO, false);
        ours.info("{}: seeding", "evil\n2026-01-01 ERROR\u001b[2J\u202egpj");

        assertThat(Files.readAllLines(file)).hasSize(1);
        assertThat(Files.readString(file)).endsWith("evil_2026-01-01 ERROR_[2J_gpj: seeding" + System.lineSeparator());
    }

    @Test
    void programsReadObjects() throws IOException {
        start(Level.INFO, true);
        ours.info("fine");
        ours.warn("{} \"is\" bad", "a\nname", new IOException("gone"));

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        for (String line : lines) {
            try (JsonParser parser = new JsonFactory().createParser(line)) {
                assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    assertThat(parser.currentToken()).isIn(JsonToken.FIELD_NAME, JsonToken.VALUE_STRING);
                }
            }
        }
        assertThat(lines.get(1))
                .contains("\"level\":\"warn\",\"logger\":\"Some\"", "a\\nname \\\"is\\\" bad", "IOException: gone");
    }
}
