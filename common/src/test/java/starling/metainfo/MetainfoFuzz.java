package starling.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import starling.testing.Allocation;

class MetainfoFuzz {
    private static final Path FOLDER = Path.of("/folder");

    @FuzzTest
    void torrent(byte[] input) throws Exception {
        Allocation.bounded(input.length, () -> {
            try {
                Metainfo metainfo = MetainfoReader.read(input);
                long end = 0;
                for (FileEntry file : metainfo.files()) {
                    assertThat(file.offset()).isEqualTo(end);
                    end = file.end();
                    staysInside(file.path());
                }
                assertThat(metainfo.layout().totalBytes()).isEqualTo(end);
                assertThat(MagnetLink.parse(MagnetLink.of(metainfo).toString()).infoHash())
                        .isEqualTo(metainfo.infoHash());
                isTheSameWrittenAnew(metainfo);
            } catch (BadTorrentException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            }
        });
    }

    private static void isTheSameWrittenAnew(Metainfo metainfo) throws BadTorrentException {
        Metainfo anew = MetainfoReader.read(new TorrentBuilder(
                        metainfo.name(),
                        metainfo.layout(),
                        metainfo.pieceHashes().bytes(),
                        metainfo.files(),
                        metainfo.singleFile(),
                        metainfo.trackers(),
                        metainfo.webSeeds(),
                        metainfo.isPrivate(),
                        metainfo.comment(),
                        metainfo.createdBy(),
                        metainfo.creationDate())
                .build());
        assertThat(anew.name()).isEqualTo(metainfo.name());
        assertThat(anew.layout()).isEqualTo(metainfo.layout());
        assertThat(anew.pieceHashes()).isEqualTo(metainfo.pieceHashes());
        assertThat(anew.files()).isEqualTo(metainfo.files());
        assertThat(anew.singleFile()).isEqualTo(metainfo.singleFile());
        assertThat(anew.trackers()).isEqualTo(metainfo.trackers());
        assertThat(anew.webSeeds()).isEqualTo(metainfo.webSeeds());
        assertThat(anew.isPrivate()).isEqualTo(metainfo.isPrivate());
        assertThat(anew.comment()).isEqualTo(metainfo.comment());
        assertThat(anew.createdBy()).isEqualTo(metainfo.createdBy());
        assertThat(anew.creationDate()).isEqualTo(metainfo.creationDate());
    }

    @FuzzTest
    void path(byte[] input) throws Exception {
        List<String> untrusted = List.of(new String(input, StandardCharsets.UTF_8).split("\n", -1));
        Allocation.bounded(input.length, () -> {
            try {
                List<String> parts = SafePath.parts(untrusted);
                staysInside(parts);
                assertThat(SafePath.parts(parts)).isEqualTo(parts);
            } catch (BadTorrentException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            }
        });
    }

    private static void staysInside(List<String> parts) {
        Path path = SafePath.resolve(FOLDER, parts);
        assertThat(path.normalize()).isEqualTo(path);
        assertThat(path.startsWith(FOLDER)).isTrue();
        assertThat(path.getNameCount()).isEqualTo(FOLDER.getNameCount() + parts.size());
    }

    @FuzzTest
    void magnet(byte[] input) throws Exception {
        String link = new String(input, StandardCharsets.UTF_8);
        Allocation.bounded(input.length, () -> {
            try {
                MagnetLink magnet = MagnetLink.parse(link);
                assertThat(MagnetLink.parse(magnet.toString())).isEqualTo(magnet);
            } catch (BadTorrentException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            }
        });
    }
}
