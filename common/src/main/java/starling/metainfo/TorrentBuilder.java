package starling.metainfo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import starling.bencode.BDictionary;
import starling.bencode.BInteger;
import starling.bencode.BList;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeWriter;

/**
 * What a new .torrent says (BEP 3, 12, 19, 27).
 *
 * @param name the file's name, or the folder's
 * @param pieceHashes 20 bytes a piece of {@code layout}
 * @param files in order, offsets without a gap
 * @param sslCertificate the authority (PEM) whose signature peers must show
 * @param trackers tiers of URLs; may be empty
 */
public record TorrentBuilder(
        String name,
        PieceLayout layout,
        byte[] pieceHashes,
        List<FileEntry> files,
        boolean singleFile,
        List<List<String>> trackers,
        List<String> webSeeds,
        boolean isPrivate,
        Optional<String> sslCertificate,
        Optional<String> comment,
        Optional<String> createdBy,
        Optional<Instant> creationDate) {

    /** @throws IllegalArgumentException where the hashes are not those of the layout, or a tier has no tracker */
    public TorrentBuilder {
        if (pieceHashes.length != layout.pieceCount() * InfoHash.LENGTH) {
            throw new IllegalArgumentException(
                    pieceHashes.length + " bytes of hashes for " + layout.pieceCount() + " pieces");
        }
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
                pieceHashes,
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

    /** The bytes of the .torrent, in canonical form. */
    public byte[] build() {
        Map<String, BValue> root = new TreeMap<>();
        if (!trackers.isEmpty()) {
            root.put("announce", BString.of(trackers.get(0).get(0)));
            if (trackers.size() > 1 || trackers.get(0).size() > 1) {
                root.put(
                        "announce-list",
                        new BList(trackers.stream()
                                .<BValue>map(TorrentBuilder::strings)
                                .toList()));
            }
        }
        if (webSeeds.size() == 1) {
            root.put("url-list", BString.of(webSeeds.get(0)));
        } else if (!webSeeds.isEmpty()) {
            root.put("url-list", strings(webSeeds));
        }
        comment.ifPresent(text -> root.put("comment", BString.of(text)));
        createdBy.ifPresent(text -> root.put("created by", BString.of(text)));
        creationDate.ifPresent(date -> root.put("creation date", new BInteger(date.getEpochSecond())));
        root.put("info", info());
        return BencodeWriter.write(BDictionary.of(root));
    }

    private BDictionary info() {
        Map<String, BValue> info = new TreeMap<>();
        info.put("name", BString.of(name));
        info.put("piece length", new BInteger(layout.pieceLengthBytes()));
        info.put("pieces", BString.of(pieceHashes));
        sslCertificate.ifPresent(pem -> info.put("ssl-cert", BString.of(pem)));
        if (isPrivate) {
            info.put("private", new BInteger(1));
        }
        if (singleFile) {
            info.put("length", new BInteger(layout.totalBytes()));
        } else {
            List<BValue> entries = new ArrayList<>(files.size());
            for (FileEntry file : files) {
                Map<String, BValue> entry = new TreeMap<>();
                if (file.padding()) {
                    entry.put("attr", BString.of("p"));
                }
                entry.put("length", new BInteger(file.lengthBytes()));
                entry.put("path", strings(file.path()));
                entries.add(BDictionary.of(entry));
            }
            info.put("files", new BList(entries));
        }
        return BDictionary.of(info);
    }

    private static BList strings(List<String> texts) {
        return new BList(texts.stream().<BValue>map(BString::of).toList());
    }
}
