package starling.peer.shell;

import java.util.List;
import java.util.Optional;
import starling.metainfo.FileEntry;
import starling.metainfo.InfoHash;
import starling.metainfo.PieceLayout;
import starling.metainfo.TorrentBuilder;

/** Torrents for tests. */
final class ShellSamples {
    private ShellSamples() {}

    /** One file in pieces of 32 KiB, with hashes of nothing. */
    static byte[] torrent(String name, long length) {
        PieceLayout layout = new PieceLayout(length, 32_768);
        return new TorrentBuilder(
                        name,
                        layout,
                        new byte[layout.pieceCount() * InfoHash.LENGTH],
                        List.of(new FileEntry(List.of(name), length, 0)),
                        true,
                        List.of(),
                        List.of(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .build();
    }
}
