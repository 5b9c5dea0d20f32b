package starling.peer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;

class LocalDiskTest {
    private static final Set<OpenOption> TO_WRITE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);

    @TempDir
    Path home;

    private final LocalDisk disk = new LocalDisk();
    private Path inside;
    private Path outside;
    private Path file;

    @BeforeEach
    void folders() throws IOException {
        inside = Files.createDirectories(home.resolve("inside/a/b")).getParent().getParent();
        outside = Files.createDirectories(home.resolve("outside/b")).getParent();
        file = inside.resolve("a/b/file");
    }

    private void write(int value) throws IOException {
        try (FileChannel channel = disk.openInside(inside, file, TO_WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), 0);
        }
    }

    @Test
    void aFileIsWrittenThroughItsFolders() throws IOException {
        write(7);

        assertThat(file).hasBinaryContent(new byte[] {7});
    }

    @Test
    void aLinkOnTheWayIsNotFollowed() throws IOException {
        Files.move(inside.resolve("a"), inside.resolve("was a"));
        Files.createSymbolicLink(inside.resolve("a"), outside);

        assertThatThrownBy(() -> write(7)).isInstanceOf(FileSystemException.class);

        assertThat(outside.resolve("b")).isEmptyDirectory();
    }

    @Test
    void aLinkInTheFilesPlaceIsNotFollowed() throws IOException {
        Files.createSymbolicLink(file, outside.resolve("b/new"));

        assertThatThrownBy(() -> write(7)).isInstanceOf(IOException.class);

        assertThat(outside.resolve("b")).isEmptyDirectory();
    }

    @Test
    void aFolderThatIsKeptOpenCountsOnlyWhileItStandsInItsPlace() throws IOException {
        write(1);
        Files.move(inside.resolve("a"), inside.resolve("was a"));
        Files.createSymbolicLink(inside.resolve("a"), outside);

        assertThatThrownBy(() -> write(2)).isInstanceOf(FileSystemException.class);
        Files.delete(inside.resolve("a"));
        Files.createDirectories(file.getParent());
        write(3);

        assertThat(outside.resolve("b")).isEmptyDirectory();
        assertThat(file).hasBinaryContent(new byte[] {3});
        assertThat(inside.resolve("was a/b/file")).hasBinaryContent(new byte[] {1});
    }

    @Test
    void filesOfManyFoldersAreWrittenInTurnsAndAfterTheFoldersAreLetGo() throws IOException {
        for (int round = 0; round < 3; round++) {
            for (int folder = 0; folder < 40; folder++) {
                file = Files.createDirectories(inside.resolve("c" + folder)).resolve("file");
                write(folder + round);
            }
            disk.release();
        }

        for (int folder = 0; folder < 40; folder++) {
            assertThat(inside.resolve("c" + folder + "/file")).hasBinaryContent(new byte[] {(byte) (folder + 2)});
        }
    }

    @Test
    void aLinkThatComesAndGoesIsNeverFollowed() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Path folder = inside.resolve("a");
        Path aside = inside.resolve("was a");
        Thread swapping = new Thread(() -> {
            try {
                while (!stop.get()) {
                    Files.move(folder, aside);
                    Files.createSymbolicLink(folder, outside);
                    Files.delete(folder);
                    Files.move(aside, folder);
                }
            } catch (IOException failed) {
                throw new java.io.UncheckedIOException(failed);
            }
        });
        swapping.start();
        for (int i = 0; i < 2_000; i++) {
            try {
                write(i);
            } catch (IOException inTheWay) {
                // or not there at the moment
            }
        }
        stop.set(true);
        swapping.join();

        assertThat(outside.resolve("b")).isEmptyDirectory();
    }

    @Test
    void twoNamesThatTheDiskTakesForOneBecomeTwo() throws Exception {
        String info = "d5:filesl"
                + "d6:lengthi1e4:pathl3:abcee"
                + "d6:lengthi1e4:pathl3:ABCee"
                + "d6:lengthi1e4:pathl2:\u00e9ee"
                + "d6:lengthi1e4:pathl3:e\u0301ee"
                + "d6:lengthi1e4:pathl3:DIRee"
                + "d6:lengthi1e4:pathl3:dir1:xee"
                + "e4:name1:t12:piece lengthi16384e6:pieces20:aaaaaaaaaaaaaaaaaaaae";
        Metainfo metainfo =
                MetainfoReader.read(("d4:info" + info + "e").getBytes(java.nio.charset.StandardCharsets.UTF_8));

        List<Path> exact = ContentPaths.of(inside, metainfo, false);
        List<Path> apart = ContentPaths.of(inside, metainfo, true);

        assertThat(exact).extracting(path -> path.getFileName().toString()).startsWith("abc", "ABC");
        assertThat(apart).extracting(path -> path.getFileName().toString()).startsWith("abc", "ABC~2");
        assertThat(apart).doesNotHaveDuplicates();
        assertThat(apart.get(4).getFileName()).as("beside the folder").hasToString("DIR~2");
        assertThat(apart.get(5)).isEqualTo(exact.get(5));
        assertThat(apart.get(3).getFileName().toString()).endsWith("~2");
        assertThat(ContentPaths.isCaseBlind(inside)).isFalse();
    }
}
