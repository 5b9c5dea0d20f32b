package starling.peer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import starling.metainfo.FileEntry;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.metainfo.PieceLayout;
import starling.metainfo.TorrentBuilder;

/** Deleting a torrent's files takes those and nothing else. */
class ContentRemovalTest {
    @TempDir
    Path folder;

    private Metainfo album;

    @BeforeEach
    void anAlbum() throws IOException {
        album = album("album", "one.flac", "disc/two.flac", "disc/art/three.jpg");
        for (Path path : ContentRemoval.paths(folder, album)) {
            Files.createDirectories(path.getParent());
            Files.write(path, new byte[100]);
        }
    }

    /** Files of 100 bytes each. */
    private static Metainfo album(String name, String... files) throws IOException {
        List<FileEntry> entries = new ArrayList<>();
        for (String file : files) {
            entries.add(new FileEntry(List.of(file.split("/")), 100, 100L * entries.size()));
        }
        PieceLayout layout = new PieceLayout(100L * files.length, 16_384);
        return MetainfoReader.read(new TorrentBuilder(
                        name,
                        layout,
                        new byte[layout.pieceCount() * InfoHash.LENGTH],
                        entries,
                        false,
                        List.of(),
                        List.of(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .build());
    }

    private ContentRemoval removal(Path... others) {
        return ContentRemoval.of(folder, album, Set.of(others));
    }

    @Test
    void filesAndEmptyFoldersGo() throws IOException {
        Path neighbour = Files.write(folder.resolve("neighbour"), new byte[1]);
        ContentRemoval removal = removal();

        assertThat(removal.count()).isEqualTo(3);
        assertThat(removal.bytes()).isEqualTo(300);
        assertThat(removal.kept()).isZero();
        removal.delete();

        assertThat(folder).isDirectory();
        assertThat(neighbour).exists();
        assertThat(folder.resolve("album")).doesNotExist();
    }

    @Test
    void whatIsNotOfTheTorrentStaysWithItsFolders() throws IOException {
        Path notes = Files.write(folder.resolve("album/disc/notes.txt"), new byte[1]);

        removal().delete();

        assertThat(notes).exists();
        assertThat(folder.resolve("album/disc/two.flac")).doesNotExist();
        assertThat(folder.resolve("album/disc/art")).doesNotExist();
        assertThat(folder.resolve("album/one.flac")).doesNotExist();
    }

    @Test
    void whatAnotherTorrentHasOrIsTooLongStays() throws IOException {
        Path shared = folder.resolve("album/one.flac");
        Path longer = Files.write(folder.resolve("album/disc/two.flac"), new byte[101]);
        ContentRemoval removal = removal(shared);

        assertThat(removal.count()).isEqualTo(1);
        assertThat(removal.kept()).isEqualTo(2);
        removal.delete();

        assertThat(shared).exists();
        assertThat(longer).exists();
    }

    @Test
    void linksAreNotFollowed(@TempDir Path elsewhere) throws IOException {
        Path one = folder.resolve("album/one.flac");
        Path aimedAt = Files.write(elsewhere.resolve("one.flac"), new byte[100]);
        Files.delete(one);
        Files.createSymbolicLink(one, aimedAt);
        Path art = folder.resolve("album/disc/art");
        Files.delete(art.resolve("three.jpg"));
        Files.delete(art);
        Path three = Files.write(elsewhere.resolve("three.jpg"), new byte[100]);
        Files.createSymbolicLink(art, elsewhere);
        ContentRemoval removal = removal();

        assertThat(removal.kept()).isEqualTo(2);
        removal.delete();

        assertThat(aimedAt).exists();
        assertThat(three).exists();
        assertThat(folder.resolve("album/disc/two.flac")).doesNotExist();
    }

    @Test
    void whatHasGoneMeanwhileIsNoError() throws IOException {
        ContentRemoval removal = removal();
        Files.delete(folder.resolve("album/one.flac"));

        removal.delete();

        assertThat(folder.resolve("album")).doesNotExist();
    }
}
