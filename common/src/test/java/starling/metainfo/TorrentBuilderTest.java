package starling.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorrentBuilderTest {
    private static final List<FileEntry> ONE = List.of(new FileEntry(List.of("\u00fc.txt"), 100_001, 0));

    private static TorrentBuilder builder(PieceLayout layout, List<List<String>> trackers, List<String> webSeeds) {
        return new TorrentBuilder(
                "\u00fc.txt",
                layout,
                hashes(layout),
                ONE,
                true,
                trackers,
                webSeeds,
                true,
                Optional.of("a comment"),
                Optional.of("a program"),
                Optional.of(Instant.ofEpochSecond(1_700_000_000)));
    }

    private static byte[] hashes(PieceLayout layout) {
        byte[] hashes = new byte[layout.pieceCount() * 20];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = (byte) (i * 31);
        }
        return hashes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000, 99_999, 100_001})
    void everyDivisionComesBack(int parts) throws Exception {
        int pieceLength = (int) PieceLayout.pieceLengthForParts(100_001, parts);
        PieceLayout layout = new PieceLayout(100_001, pieceLength);

        Metainfo back =
                MetainfoReader.read(builder(layout, List.of(), List.of()).build());

        assertThat(back.layout()).isEqualTo(layout);
        assertThat(back.pieceHashes().bytes()).isEqualTo(hashes(layout));
        assertThat(back.files()).isEqualTo(ONE);
        assertThat(back.name()).isEqualTo("\u00fc.txt");
        assertThat(back.singleFile()).isTrue();
        assertThat(back.isPrivate()).isTrue();
        assertThat(back.comment()).contains("a comment");
        assertThat(back.createdBy()).contains("a program");
        assertThat(back.creationDate()).contains(Instant.ofEpochSecond(1_700_000_000));
    }

    @Test
    void aFolderComesBack() throws Exception {
        List<FileEntry> files = List.of(
                new FileEntry(List.of("b"), 3, 0),
                new FileEntry(List.of("d", "empty"), 0, 3),
                new FileEntry(List.of("d", "e", "a"), 4, 3));
        PieceLayout layout = new PieceLayout(7, 2);

        Metainfo back = MetainfoReader.read(new TorrentBuilder(
                        "folder",
                        layout,
                        hashes(layout),
                        files,
                        false,
                        List.of(),
                        List.of(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .build());

        assertThat(back.files()).isEqualTo(files);
        assertThat(back.singleFile()).isFalse();
        assertThat(back.isPrivate()).isFalse();
        assertThat(back.comment()).isEmpty();
        assertThat(back.createdBy()).isEmpty();
        assertThat(back.creationDate()).isEmpty();
    }

    @Test
    void trackersAndWebSeedsComeBack() throws Exception {
        PieceLayout layout = new PieceLayout(100_001, 16_384);
        List<List<String>> one = List.of(List.of("http://a/announce"));
        List<List<String>> tier = List.of(List.of("http://a/announce", "http://b/announce"));
        List<List<String>> tiers = List.of(List.of("http://a/announce"), List.of("udp://b:1", "udp://c:1"));
        for (List<List<String>> trackers : List.of(List.<List<String>>of(), one, tier, tiers)) {
            for (List<String> seeds :
                    List.of(List.<String>of(), List.of("http://w/"), List.of("http://w/", "http://x/"))) {
                byte[] torrent = builder(layout, trackers, seeds).build();
                Metainfo back = MetainfoReader.read(torrent);

                assertThat(back.trackers()).isEqualTo(trackers);
                assertThat(back.webSeeds()).isEqualTo(seeds);
                assertThat(new String(torrent, StandardCharsets.ISO_8859_1).contains("13:announce-list"))
                        .isEqualTo(trackers == tier || trackers == tiers);
            }
        }
    }

    @Test
    void whatStandsBesidesTheInfoLeavesTheHash() throws Exception {
        PieceLayout layout = new PieceLayout(100_001, 16_384);

        assertThat(MetainfoReader.read(builder(layout, List.of(List.of("udp://a:1")), List.of("http://w/"))
                                .build())
                        .infoHash())
                .isEqualTo(MetainfoReader.read(
                                builder(layout, List.of(), List.of()).build())
                        .infoHash());
    }

    @Test
    void refusesWhatCannotBeATorrent() {
        PieceLayout layout = new PieceLayout(100_001, 16_384);

        assertThatThrownBy(() -> new TorrentBuilder(
                                "x",
                                layout,
                                new byte[20],
                                ONE,
                                true,
                                List.of(),
                                List.of(),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder(layout, List.of(List.of()), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
