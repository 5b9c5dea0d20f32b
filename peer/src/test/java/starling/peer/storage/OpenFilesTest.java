package starling.peer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import starling.peer.storage.OpenFiles.OpenFile;

class OpenFilesTest {
    @TempDir
    Path folder;

    private final List<FileChannel> channels = new ArrayList<>();
    private final List<OpenFile> closed = new ArrayList<>();

    private OpenFile open(OpenFiles pool) throws IOException {
        return pool.open(
                () -> {
                    FileChannel channel = FileChannel.open(
                            folder.resolve("" + channels.size()), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    channels.add(channel);
                    return channel;
                },
                true,
                closed::add);
    }

    private long openNow() {
        return channels.stream().filter(FileChannel::isOpen).count();
    }

    @Test
    void neverMoreAreOpenThanTheBound() throws IOException {
        try (OpenFiles pool = new OpenFiles(3)) {
            for (int i = 0; i < 50; i++) {
                open(pool).leave();
                assertThat(openNow()).isEqualTo(Math.min(3, i + 1));
                assertThat(closed).as("so that nobody keeps them").hasSize(Math.max(0, i + 1 - 3));
            }
        }
        assertThat(openNow()).isZero();
    }

    @Test
    void theOneUnusedForLongestGoes() throws IOException {
        try (OpenFiles pool = new OpenFiles(2)) {
            OpenFile first = open(pool);
            first.leave();
            open(pool).leave();
            assertThat(first.enter()).isTrue();
            pool.used(first);
            first.leave();

            open(pool).leave();

            assertThat(channels.get(0).isOpen()).isTrue();
            assertThat(channels.get(1).isOpen()).isFalse();
        }
    }

    @Test
    void aFileInUseStaysOpenAndTheBoundHoldsAgainLater() throws IOException {
        try (OpenFiles pool = new OpenFiles(2)) {
            List<OpenFile> used = List.of(open(pool), open(pool), open(pool), open(pool));
            assertThat(openNow()).isEqualTo(4);

            used.forEach(OpenFile::leave);
            open(pool).leave();

            assertThat(openNow()).isEqualTo(2);
            assertThat(used.get(0).enter()).as("closed").isFalse();
        }
    }

    @Test
    void aFileThatIsClosedInUseGoesWhenItIsLeft() throws IOException {
        try (OpenFiles pool = new OpenFiles(1)) {
            OpenFile file = open(pool);
            pool.close(List.of(file));
            assertThat(file.channel.isOpen()).isTrue();
            file.leave();
            open(pool).leave();
            assertThat(file.channel.isOpen()).isFalse();
        }
    }

    @Test
    void whatCannotBeOpenedTakesNoRoom() throws IOException {
        try (OpenFiles pool = new OpenFiles(1)) {
            assertThatThrownBy(() -> pool.open(
                            () -> {
                                throw new IOException("no");
                            },
                            false,
                            closed::add))
                    .hasMessage("no");
            open(pool).leave();
            open(pool).leave();
            assertThat(openNow()).isEqualTo(1);
        }
    }
}
