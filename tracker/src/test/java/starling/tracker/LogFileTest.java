package starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class LogFileTest {
    private static final int MAX_BYTES = 1_000;
    private static final int LONGEST_LINE = 100;

    @TempDir
    Path folder;

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void completeTheContext() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @AfterEach
    void letGoOfTheFile() {
        context.stop();
    }

    @Test
    void manyLinesTakeNoMoreRoomThanTheyMay() throws IOException {
        Path file = folder.resolve("deep/er/tracker.log");
        LogFile.use(file, new FileSize(MAX_BYTES), context);
        Logger log = context.getLogger("some.Name");
        int last = 500;
        for (int line = 0; line <= last; line++) {
            log.warn("line {}", line);
        }
        try (Stream<Path> list = Files.list(file.getParent())) {
            List<Path> files = list.sorted().toList();
            assertThat(files)
                    .extracting(path -> path.getFileName().toString())
                    .containsExactly("tracker.log", "tracker.log.1", "tracker.log.2", "tracker.log.3", "tracker.log.4");
            for (Path path : files) {
                assertThat(Files.size(path)).isBetween(1L, (long) MAX_BYTES + LONGEST_LINE);
            }
        }
        assertThat(Files.readString(file)).endsWith(" WARN  Name: line " + last + System.lineSeparator());
    }

    @Test
    void whatAnEarlierRunLoggedStays() throws IOException {
        Path file = Files.writeString(folder.resolve("log"), "earlier\n");
        LogFile.use(file, new FileSize(MAX_BYTES), context);
        context.getLogger("a").warn("now");
        assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("earlier");
    }

    @Test
    void aFolderIsNoFile() {
        assertThatThrownBy(() -> LogFile.use(folder, new FileSize(MAX_BYTES), context))
                .isInstanceOf(IOException.class);
    }
}
