package starling.metainfo;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import starling.bencode.BencodeOutput;

/**
 * What a new .torrent says (BEP 3, 12, 19, 27).
 *
 * @param name the file's name, or the folder's
 * @param pieceHashes what fills in the hashes, 20 bytes a piece of {@code layout}
 * @param files in order, offsets without a gap
 * @param sslCertificate the authority (PEM) whose signature peers must show
 * @param trackers tiers of URLs; may be empty
 */
public record TorrentBuilder(
        String name,
        PieceLayout layout,
        Hashes pieceHashes,
        List<FileEntry> files,
        boolean singleFile,
        List<List<String>> trackers,
        List<String> webSeeds,
        boolean isPrivate,
        Optional<String> sslCertificate,
        Optional<String> comment,
        Optional<String> createdBy,
        Optional<Instant> creationDate) {
    private static final int ABOUT_BYTES_A_FILE = 100;

    /** What all but files take, about. */
    private static final int ABOUT_BYTES = 4_096;

    /** The SHA-1 of every piece, in order. Two million have 40 MB, which are there once: in the torrent. */
    @FunctionalInterface
    public interface Hashes {
        /** Writes {@code bytes} bytes from {@code offset} on. */
        void into(byte[] torrent, int offset, int bytes);

        /** Hashes that are known. */
        static Hashes of(byte[] known) {
            return (torrent, offset, bytes) -> {
                if (known.length != bytes) {
                    throw new IllegalArgumentException(known.length + " bytes of hashes in place of " + bytes);
                }
                System.arraycopy(known, 0, torrent, offset, bytes);
            };
        }
    }

    /** @throws IllegalArgumentException where a tier has no tracker */
    public TorrentBuilder {
        if (trackers.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a tier without a tracker");
        }
    }

    /** A torrent that anyone may have. */
    public TorrentBuilder(
            String name,
            PieceLayout layout,
            byte[] pieceHashes,
            List<FileEntry> files,
            boolean singleFile,
            List<List<String>> trackers,
            List<String> webSeeds,
            boolean isPrivate,
            Optional<String> comment,
            Optional<String> createdBy,
            Optional<Instant> creationDate) {
        this(
                name,
                layout,
                Hashes.of(pieceHashes),
                files,
                singleFile,
                trackers,
                webSeeds,
                isPrivate,
                Optional.empty(),
                comment,
                createdBy,
                creationDate);
    }

    /** The bytes of the .torrent, in canonical form: keys in their order, written at once, however many files there are. */
    public byte[] build() {
        BencodeOutput out = unhashed();
        byte[] torrent = out.toByteArray();
        int offset = out.gapOffset();
        pieceHashes.into(torrent, offset, hashBytes());
        return torrent;
    }

    private int hashBytes() {
        return layout.pieceCount() * InfoHash.LENGTH;
    }

    private BencodeOutput unhashed() {
        BencodeOutput out = new BencodeOutput(ABOUT_BYTES_A_FILE * files.size() + ABOUT_BYTES);
        out.beginDictionary();
        if (!trackers.isEmpty()) {
            out.string("announce").string(trackers.get(0).get(0));
            if (trackers.size() > 1 || trackers.get(0).size() > 1) {
                out.string("announce-list").beginList();
                trackers.forEach(tier -> strings(tier, out));
                out.end();
            }
        }
        comment.ifPresent(text -> out.string("comment").string(text));
        createdBy.ifPresent(text -> out.string("created by").string(text));
        creationDate.ifPresent(date -> out.string("creation date").integer(date.getEpochSecond()));
        info(out.string("info"));
        if (webSeeds.size() == 1) {
            out.string("url-list").string(webSeeds.get(0));
        } else if (!webSeeds.isEmpty()) {
            strings(webSeeds, out.string("url-list"));
        }
        return out.end();
    }

    private void info(BencodeOutput out) {
        out.beginDictionary();
        if (singleFile) {
            out.string("length").integer(layout.totalBytes());
        } else {
            out.string("files").beginList();
            files.forEach(file -> file(file, out));
            out.end();
        }
        out.string("name").string(name);
        out.string("piece length").integer(layout.pieceLengthBytes());
        out.string("pieces").gap(hashBytes());
        if (isPrivate) {
            out.string("private").integer(1);
        }
        sslCertificate.ifPresent(pem -> out.string("ssl-cert").string(pem));
        out.end();
    }

    private static void file(FileEntry file, BencodeOutput out) {
        out.beginDictionary();
        if (file.padding()) {
            out.string("attr").string("p");
        }
        out.string("length").integer(file.lengthBytes());
        strings(file.path(), out.string("path"));
        out.end();
    }

    private static void strings(List<String> texts, BencodeOutput out) {
        out.beginList();
        texts.forEach(out::string);
        out.end();
    }
}
