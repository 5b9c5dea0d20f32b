package starling.peer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteMarkTest {
    @TempDir
    Path folder;

    private Path path;
    private long now = 1_000;

    @BeforeEach
    void place() {
        path = folder.resolve("deep/mark");
    }

    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }
    };

    @Test
    void theLatestTouchIsReadByTheNextRun() {
        WriteMark mark = new WriteMark(path, clock);
        assertThat(WriteMark.read(path)).isEqualTo(WriteMark.NEVER);
        mark.touch();
        assertThat(WriteMark.read(path)).isEqualTo(1_000);
        now = 2_000;
        mark.touch();
        now = 1_500;
        mark.touch();
        assertThat(WriteMark.read(path)).as("a clock set back").isEqualTo(2_000);
    }

    @Test
    void aClosedMarkMarksNothing() throws IOException {
        WriteMark mark = new WriteMark(path, clock);
        mark.touch();
        mark.close();
        Files.delete(path);
        now = 5_000;
        mark.touch();
        assertThat(path).doesNotExist();
        new WriteMark(path, clock).close();
        assertThat(path).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 9, 1_000_000})
    void whatIsNoMarkIsNeverRead(int length) throws IOException {
        Files.createDirectories(path.getParent());
        Files.write(path, new byte[length]);
        assertThat(WriteMark.read(path)).isEqualTo(WriteMark.NEVER);
    }

    @Test
    void whereItCannotBeWrittenTheWriteGoesOn() throws IOException {
        Files.createDirectories(path);
        new WriteMark(path, clock).touch();
        assertThat(WriteMark.read(path)).isEqualTo(WriteMark.NEVER);
    }
}
