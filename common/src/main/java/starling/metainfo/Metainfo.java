package starling.metainfo;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import starling.bencode.BString;

/**
 * A torrent (BEP 3, 12, 19, 27, 47).
 *
 * @param name the file's name, or the folder's where there are several
 * @param pieceHashes 20 bytes a piece
 * @param files in the order of the content, padding among them
 * @param singleFile whether the content is one file called {@code name}, and not a folder of that name
 * @param trackers tiers of announce URLs, best first; {@code announce} is a tier of its own where there is no list
 * @param webSeeds URLs that serve the content over HTTP ({@code url-list})
 * @param nodes of the DHT, unresolved, that know its peers or lead to them (BEP 5)
 * @param isPrivate whether peers may come from the trackers only, as in all SSL torrents
 * @param sslCertificate the authority (PEM) whose signature a peer of an SSL torrent must show
 * @param rawInfo the {@code info} dictionary as it stood
 */
public record Metainfo(
        InfoHash infoHash,
        String name,
        PieceLayout layout,
        BString pieceHashes,
        List<FileEntry> files,
        boolean singleFile,
        List<List<String>> trackers,
        List<String> webSeeds,
        List<InetSocketAddress> nodes,
        boolean isPrivate,
        Optional<BString> sslCertificate,
        Optional<String> comment,
        Optional<String> createdBy,
        Optional<Instant> creationDate,
        BString rawInfo) {

    /** A torrent that anyone may have, and that names no nodes. */
    public Metainfo(
            InfoHash infoHash,
            String name,
            PieceLayout layout,
            BString pieceHashes,
            List<FileEntry> files,
            boolean singleFile,
            List<List<String>> trackers,
            List<String> webSeeds,
            boolean isPrivate,
            Optional<String> comment,
            Optional<String> createdBy,
            Optional<Instant> creationDate,
            BString rawInfo) {
        this(
                infoHash,
                name,
                layout,
                pieceHashes,
                files,
                singleFile,
                trackers,
                webSeeds,
                List.of(),
                isPrivate,
                Optional.empty(),
                comment,
                createdBy,
                creationDate,
                rawInfo);
    }

    /** The files that are no padding. */
    public List<FileEntry> contentFiles() {
        return padding().isNone()
                ? files
                : files.stream().filter(file -> !file.padding()).toList();
    }

    /** Which bytes are padding; worked out anew each time. */
    public Padding padding() {
        return Padding.of(files);
    }

    /** The bytes of all files. */
    public long contentBytes() {
        return layout.totalBytes() - padding().bytes(0, layout.totalBytes());
    }

    /** Whether the SHA-1 is that of the piece. */
    public boolean pieceMatches(int piece, byte[] sha1) {
        return pieceHashes.regionEquals(piece * InfoHash.LENGTH, sha1);
    }

    @Override
    public String toString() {
        return name + " (" + infoHash + ")";
    }
}
