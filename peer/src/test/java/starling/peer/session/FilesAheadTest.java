package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import starling.peer.storage.ContentFiles;
import starling.peer.storage.OpenFiles;

/** Four files of half a piece, and an executor that does what it has when it is told to. */
class FilesAheadTest {
    private static final int PIECE = 1 << 14;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** What happens as a file is opened. */
    private interface Opening {
        void happens() throws IOException;
    }

    @TempDir
    Path folder;

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private Opening opening = () -> {};
    private OpenFiles pool;
    private Sample sample;
    private final Underway underway = new Underway();
    private FilesAhead ahead;

    @BeforeEach
    void open() throws IOException {
        pool = new OpenFiles(8, (path, options) -> {
            opening.happens();
            return FileChannel.open(path, options);
        });
        sample = Sample.ofFiles(PIECE, PIECE / 2, PIECE / 2, PIECE / 2, PIECE / 2);
        ahead = new FilesAhead(sample.metainfo(), content(sample), tasks::add, underway);
        ahead.start();
    }

    @AfterEach
    void close() throws IOException {
        pool.close();
    }

    private ContentFiles content(Sample of) {
        return ContentFiles.of(folder, of.metainfo(), pool, () -> {}, folder.resolve("parts"));
    }

    private Path file(int number) {
        return folder.resolve("sample/f" + number);
    }

    @Test
    void filesOfPiecesThatAreAskedForAreMade() {
        ahead.asked(1);
        assertThat(file(3)).as("made by who asks").doesNotExist();
        tasks.remove().run();
        assertThat(file(3)).isEmptyFile();
        assertThat(file(4)).isEmptyFile();
        assertThat(file(1)).doesNotExist();
        ahead.asked(0);
        tasks.remove().run();
        assertThat(file(1)).isEmptyFile();
        assertThat(file(2)).isEmptyFile();
    }

    @Test
    void oneIsAtWorkOnAllThatWasAskedForMeanwhile() {
        ahead.asked(0);
        ahead.asked(1);
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(file(1)).isEmptyFile();
        assertThat(file(4)).isEmptyFile();
    }

    @Test
    void onceItIsStoppedNothingIsMade() {
        ahead.asked(0);
        ahead.stop();
        tasks.remove().run();
        ahead.asked(1);
        assertThat(tasks).isEmpty();
        assertThat(folder).isEmptyDirectory();
        ahead.start();
        ahead.asked(1);
        tasks.remove().run();
        assertThat(file(4)).isEmptyFile();
    }

    @Test
    void aStopComesBetweenTwoFilesOfAPiece() {
        opening = ahead::stop;
        ahead.asked(0);
        tasks.remove().run();
        assertThat(file(1)).isEmptyFile();
        assertThat(file(2)).doesNotExist();
    }

    @Test
    void whatFailsIsLeftToWhoeverWritesIt() {
        opening = () -> {
            throw new IOException("no room");
        };
        ahead.asked(0);
        tasks.remove().run();
        assertThat(folder).isEmptyDirectory();
        opening = () -> {};
        ahead.asked(1);
        tasks.remove().run();
        assertThat(file(4)).isEmptyFile();
    }

    @Test
    void itGoesOnAfterAFault() {
        opening = () -> {
            throw new OutOfMemoryError("a test's");
        };
        ahead.asked(0);
        tasks.remove().run();
        assertThat(underway.isNothing()).isTrue();
        opening = () -> {};
        ahead.asked(1);
        tasks.remove().run();
        assertThat(file(4)).isEmptyFile();
    }

    @Test
    void whoeverWaitsHearsWhenNoneIsBeingMade() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        opening = () -> {
            reached.countDown();
            try {
                goOn.await();
            } catch (InterruptedException stop) {
                throw new IOException(stop);
            }
        };
        ahead.asked(0);
        Thread thread = new Thread(tasks.remove());
        thread.start();
        reached.await();
        assertThat(underway.isNothing()).isFalse();
        assertThat(underway.awaitNothing(Duration.ZERO)).isFalse();
        ahead.stop();
        goOn.countDown();
        assertThat(underway.awaitNothing(PATIENCE)).isTrue();
        thread.join();
        assertThat(file(2)).doesNotExist();
    }

    @Test
    void aTorrentOfOneFileHasNothingMade() throws IOException {
        Sample single = Sample.of(2 * PIECE, PIECE);
        FilesAhead none = new FilesAhead(single.metainfo(), content(single), tasks::add, underway);
        none.start();
        none.asked(0);
        assertThat(tasks).isEmpty();
    }

    @Test
    void aClientThatLeavesIsNoFault() {
        FilesAhead left = new FilesAhead(
                sample.metainfo(),
                content(sample),
                task -> {
                    throw new RejectedExecutionException();
                },
                underway);
        left.start();
        left.asked(0);
        assertThat(underway.isNothing()).isTrue();
        assertThat(folder).isEmptyDirectory();
    }
}
