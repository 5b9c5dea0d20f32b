package starling.tracker.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import starling.metainfo.FileEntry;
import starling.metainfo.PieceLayout;
import starling.metainfo.TorrentBuilder;

/** Torrents for tests; the content that their hashes are of does not exist. */
public final class Torrents {
    private Torrents() {}

    /** One file of that name. */
    public static byte[] file(String name, int pieces) {
        return build(name, pieces, List.of(new FileEntry(List.of(name), pieces * 16_384L, 0)), true);
    }

    /** A folder of files, a piece each. */
    public static byte[] folder(String name, String... paths) {
        List<FileEntry> files = new ArrayList<>();
        for (String path : paths) {
            files.add(new FileEntry(Arrays.asList(path.split("/")), 16_384, files.size() * 16_384L));
        }
        return build(name, paths.length, files, false);
    }

    private static byte[] build(String name, int pieces, List<FileEntry> files, boolean singleFile) {
        byte[] hashes = new byte[pieces * 20];
        Arrays.fill(hashes, (byte) name.getBytes(StandardCharsets.UTF_8).length);
        return new TorrentBuilder(
                        name,
                        new PieceLayout(pieces * 16_384L, 16_384),
                        hashes,
                        files,
                        singleFile,
                        List.of(),
                        List.of(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .build();
    }
}
