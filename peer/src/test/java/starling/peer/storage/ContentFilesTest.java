package starling.peer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.FileEntry;

class ContentFilesTest {
    @TempDir
    Path folder;

    private final OpenFiles pool = new OpenFiles(4);

    @AfterEach
    void close() throws IOException {
        pool.close();
    }

    private ContentFiles content(List<FileEntry> files) {
        return content(folder, files);
    }

    private ContentFiles content(Path root, List<FileEntry> files) {
        List<Path> paths = new ArrayList<>();
        files.forEach(file -> paths.add(root.resolve(file.display())));
        return new ContentFiles(root, paths, files, pool);
    }

    private static byte[] read(ContentFiles content, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        content.read(offset, buffer);
        assertThat(buffer.hasRemaining()).isFalse();
        return buffer.array();
    }

    @Test
    void manyFilesAreForcedWithoutOpeningEachAgain() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/sync")) || Files.isExecutable(Path.of("/bin/sync")));
        long[] lengths = new long[200];
        Arrays.fill(lengths, 10);
        List<FileEntry> files = Contents.files(lengths);
        List<Path> paths =
                files.stream().map(file -> folder.resolve(file.display())).toList();
        AtomicInteger opened = new AtomicInteger();
        OpenFiles counting = counting(opened);
        ContentFiles content = new ContentFiles(folder, paths, files, counting);
        byte[] bytes = Contents.bytes(2_000, 9);
        content.write(0, ByteBuffer.wrap(bytes));

        content.unforced().force();
        assertThat(opened).hasValue(200);
        assertThat(read(content, 0, 2_000)).isEqualTo(bytes);
        counting.close();
    }

    private static OpenFiles counting(AtomicInteger opened) {
        return new OpenFiles(4, (path, options) -> {
            FileChannel channel = FileChannel.open(path, options);
            opened.incrementAndGet();
            return channel;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inAdvanceIsForcedWhatIsOpen(boolean open) throws IOException {
        List<FileEntry> files = Contents.files(10, 10);
        List<Path> paths =
                files.stream().map(file -> folder.resolve(file.display())).toList();
        AtomicInteger opened = new AtomicInteger();
        OpenFiles counting = counting(opened);
        ContentFiles content = new ContentFiles(folder, paths, files, counting);
        content.write(0, ByteBuffer.allocate(20));
        assertThat(content.unforced().bytes()).isEqualTo(20);
        if (!open) {
            content.release();
        }
        content.unforced().forceOpen();
        assertThat(opened).as("opened to be forced in advance").hasValue(2);
        content.release();
        content.unforced().force();
        assertThat(opened).as("left to be forced").hasValue(open ? 2 : 4);
        counting.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void bytesGoAcrossTheEndsOfFiles(long seed) throws IOException {
        Random random = new Random(seed);
        long[] lengths =
                random.longs(30, 0, 50).map(length -> Math.max(0, length - 10)).toArray();
        int total = (int) Arrays.stream(lengths).sum();
        byte[] bytes = Contents.bytes(total, seed);
        ContentFiles content = content(Contents.files(lengths));

        for (int offset = 0; offset < total; ) {
            int length = Math.min(total - offset, 1 + random.nextInt(90));
            ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
            content.write(offset, source);
            assertThat(source.hasRemaining()).isFalse();
            offset += length;
        }

        for (int i = 0; i < 300; i++) {
            int offset = random.nextInt(total);
            int length = random.nextInt(total - offset + 1);
            assertThat(read(content, offset, length)).isEqualTo(Arrays.copyOfRange(bytes, offset, offset + length));
        }
        int offset = 0;
        for (FileEntry file : Contents.files(lengths)) {
            Path path = folder.resolve(file.display());
            if (file.lengthBytes() > 0) {
                assertThat(path).hasBinaryContent(Arrays.copyOfRange(bytes, offset, (int) file.end()));
            } else {
                assertThat(path).doesNotExist();
            }
            offset = (int) file.end();
        }
    }

    @Test
    void aLimitOfTheBufferIsKept() throws IOException {
        ContentFiles content = content(Contents.files(10, 10));
        ByteBuffer buffer = ByteBuffer.allocate(30).position(5).limit(20);
        content.write(2, buffer);

        assertThat(buffer.position()).isEqualTo(20);
        assertThat(buffer.limit()).isEqualTo(20);
        assertThatThrownBy(() -> content.read(11, buffer.limit(30))).isInstanceOf(EOFException.class);
        assertThat(buffer.limit()).isEqualTo(30);
    }

    @Test
    void emptyFilesAreMadeWhenAsked() throws IOException {
        ContentFiles content = content(Contents.files(0, 0, 5, 0));

        content.createEmptyFiles();

        assertThat(folder.resolve("folder0/0")).isEmptyFile();
        assertThat(folder.resolve("1")).isEmptyFile();
        assertThat(folder.resolve("folder2")).doesNotExist();
        assertThat(folder.resolve("3")).isEmptyFile();
        assertThat(content.anyContent()).isFalse();
    }

    @Test
    void filesAreMadeAheadOnce() throws IOException {
        List<FileEntry> files = Contents.files(10, 0, 10, 10, 10);
        List<Path> paths =
                files.stream().map(file -> folder.resolve(file.display())).toList();
        AtomicInteger opened = new AtomicInteger();
        OpenFiles counting = counting(opened);
        ContentFiles content = new ContentFiles(folder, paths, files, counting);

        content.makeFiles(0, 40, () -> false);
        assertThat(opened).hasValue(0);
        content.makeFiles(5, 25, () -> true);
        content.makeFiles(5, 25, () -> true);

        assertThat(opened).hasValue(3);
        assertThat(paths.get(0)).isEmptyFile();
        assertThat(paths.get(1)).doesNotExist();
        assertThat(paths.get(2)).isEmptyFile();
        assertThat(paths.get(3)).isEmptyFile();
        assertThat(paths.get(4)).doesNotExist();
        byte[] bytes = Contents.bytes(40, 4);
        content.write(0, ByteBuffer.wrap(bytes));
        assertThat(opened).as("found open by who writes").hasValue(4);
        assertThat(read(content, 0, 40)).isEqualTo(bytes);
        counting.close();
    }

    /** What was there and is not written stays as it is recorded, so that it is seen where somebody else changes it. */
    @Test
    void ofFilesMadeAheadNewOnesAreStamped() throws IOException {
        Files.write(folder.resolve("1"), new byte[4]);
        ContentFiles content = content(Contents.files(10, 10));
        List<FileStamp> before = List.of(FileStamp.ABSENT, FileStamp.ABSENT);

        content.makeFiles(0, 20, () -> true);

        List<FileStamp> after = content.restampWritten(before);
        assertThat(after.get(0)).isEqualTo(FileStamp.of(folder.resolve("folder0/0")));
        assertThat(after.get(0).sizeBytes()).isZero();
        assertThat(after.get(1)).isEqualTo(FileStamp.ABSENT);
        assertThat(folder.resolve("1")).hasSize(4);
    }

    /** Somebody's own file stays, however empty it is. */
    @Test
    void ofFilesGivenUpThoseGoThatWereMadeAheadAlone() throws IOException {
        Files.write(folder.resolve("1"), new byte[0]);
        ContentFiles content = content(Contents.files(10, 10));
        content.makeFiles(0, 20, () -> true);
        assertThat(folder.resolve("folder0/0")).isEmptyFile();

        content.choose(index -> false);

        assertThat(folder.resolve("folder0/0")).doesNotExist();
        assertThat(folder.resolve("1")).isEmptyFile();
    }

    @Test
    void whatIsNotThereIsAnEndOfFile() throws IOException {
        ContentFiles content = content(Contents.files(10, 10));

        assertThatThrownBy(() -> read(content, 0, 1)).isInstanceOf(EOFException.class);
        content.write(10, ByteBuffer.wrap(new byte[4]));
        assertThat(read(content, 10, 4)).isEqualTo(new byte[4]);
        assertThatThrownBy(() -> read(content, 10, 5)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(content, 20, 1)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> content.write(19, ByteBuffer.wrap(new byte[2])))
                .isInstanceOf(EOFException.class);
        assertThat(content.anyContent()).isTrue();
    }

    @Test
    void filesOfMoreThanFourGiBAreReached() throws IOException {
        long length = (1L << 32) + 10;
        ContentFiles content = content(Contents.files(length));

        content.write(length - 3, ByteBuffer.wrap(new byte[] {1, 2, 3}));

        assertThat(folder.resolve("folder0/0")).hasSize(length);
        assertThat(read(content, length - 4, 4)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aFileThatIsTooLongIsCutOnlyWhenWritten() throws IOException {
        Files.write(folder.resolve("1"), new byte[20]);
        ContentFiles content = content(Contents.files(0, 10));

        read(content, 0, 10);
        assertThat(folder.resolve("1")).hasSize(20);
        content.write(0, ByteBuffer.wrap(new byte[] {7}));
        assertThat(folder.resolve("1")).hasSize(10);
        assertThat(read(content, 0, 2)).containsExactly(7, 0);
    }

    @Test
    void aLinkThatLeadsOutIsNotWrittenThrough(@TempDir Path elsewhere) throws IOException {
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Files.createSymbolicLink(inside.resolve("folder0"), elsewhere);
        Files.write(elsewhere.resolve("target"), new byte[3]);
        Files.createSymbolicLink(inside.resolve("1"), elsewhere.resolve("target"));
        Files.createSymbolicLink(inside.resolve("3"), elsewhere.resolve("new"));
        Files.createSymbolicLink(inside.resolve("folder4"), elsewhere.resolve("nowhere"));
        ContentFiles content = content(inside, Contents.files(1, 1, 1, 1, 1));

        for (int offset : new int[] {0, 1, 3, 4}) {
            assertThatThrownBy(() -> content.write(offset, ByteBuffer.wrap(new byte[] {9})))
                    .as("file " + offset)
                    .isInstanceOf(IOException.class);
        }
        content.write(2, ByteBuffer.wrap(new byte[] {9}));

        try (var files = Files.list(elsewhere)) {
            assertThat(files).containsExactly(elsewhere.resolve("target"));
        }
        assertThat(elsewhere.resolve("target")).hasBinaryContent(new byte[3]);
    }

    @Test
    void theFolderItselfMayBeALink(@TempDir Path elsewhere) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);
        ContentFiles content = content(link, Contents.files(1));

        content.write(0, ByteBuffer.wrap(new byte[] {9}));

        assertThat(elsewhere.resolve("folder0/0")).hasBinaryContent(new byte[] {9});
    }

    @Test
    void manyThreadsUseMoreFilesThanMayBeOpen() throws Exception {
        int files = 40;
        int length = 1_000;
        long[] lengths = new long[files];
        Arrays.fill(lengths, length);
        ContentFiles content = content(Contents.files(lengths));
        byte[] bytes = Contents.bytes(files * length, 1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> writers = new ArrayList<>();
            for (int part = 0; part < 80; part++) {
                int from = part * length / 2;
                writers.add(() -> {
                    content.write(from, ByteBuffer.wrap(bytes, from, length / 2));
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(writers)) {
                done.get();
            }
            List<Callable<Void>> readers = new ArrayList<>();
            for (int reader = 0; reader < 8; reader++) {
                Random random = new Random(reader);
                readers.add(() -> {
                    for (int i = 0; i < 500; i++) {
                        int offset = random.nextInt(bytes.length);
                        int count = Math.min(bytes.length - offset, random.nextInt(3 * length));
                        if (random.nextInt(4) == 0) {
                            content.write(offset, ByteBuffer.wrap(bytes, offset, count));
                        } else {
                            assertThat(read(content, offset, count))
                                    .isEqualTo(Arrays.copyOfRange(bytes, offset, offset + count));
                        }
                        if (random.nextInt(100) == 0) {
                            content.release();
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(readers)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
        content.unforced().force();
        assertThat(read(content, 0, bytes.length)).isEqualTo(bytes);
    }

    @Test
    void whatWasReadFirstCanBeWrittenThen() throws IOException {
        Files.write(folder.resolve("1"), new byte[] {1, 2, 3});
        ContentFiles content = content(Contents.files(0, 3));

        assertThat(read(content, 0, 3)).containsExactly(1, 2, 3);
        content.write(1, ByteBuffer.wrap(new byte[] {9}));
        content.release();
        assertThat(read(content, 0, 3)).containsExactly(1, 9, 3);
    }
}
