package starling.metainfo;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import starling.bencode.BDictionary;
import starling.bencode.BInteger;
import starling.bencode.BList;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeException;
import starling.bencode.BencodeReader;

/** Reads a .torrent. What it returns is checked: sizes add up, every index has its hash, no path leads outside. */
public final class MetainfoReader {
    /** No .torrent is larger: four million pieces have 80 MiB of hashes. */
    public static final int MAX_BYTES = 128 << 20;

    static final int MAX_FILES = 200_000;
    private static final int MAX_TRACKERS = 500;
    private static final int MAX_NODES = 50;
    private static final int MAX_HOST_LENGTH = 255;
    private static final int MAX_CERTIFICATE_BYTES = 1 << 16;

    private MetainfoReader() {}

    /** @throws BadTorrentException where the bytes are no torrent that can be used */
    public static Metainfo read(byte[] torrent) throws BadTorrentException {
        if (torrent.length > MAX_BYTES) {
            throw new BadTorrentException("larger than " + MAX_BYTES + " bytes");
        }
        BDictionary root = dictionary(torrent);
        BDictionary info = root.dictionary("info").orElseThrow(() -> new BadTorrentException("it has no info"));
        return read(root, info);
    }

    private static BDictionary dictionary(byte[] torrent) throws BadTorrentException {
        try {
            BValue value = BencodeReader.readFirst(torrent, 0, torrent.length, BencodeReader.Limits.METAINFO)
                    .value();
            if (value instanceof BDictionary dictionary) {
                return dictionary;
            }
        } catch (BencodeException notBencoding) {
            throw new BadTorrentException(notBencoding.getMessage());
        }
        throw new BadTorrentException("it is not a dictionary");
    }

    private static Metainfo read(BDictionary root, BDictionary info) throws BadTorrentException {
        String name = SafePath.part(text(info, "name").orElseThrow(() -> new BadTorrentException("it has no name")));
        boolean singleFile = info.get("files").isEmpty();
        if (singleFile && info.get("length").isEmpty() && info.get("file tree").isPresent()) {
            throw new BadTorrentException("it is a version 2 torrent (BEP 52), which has no SHA-1 hashes");
        }
        List<FileEntry> files = singleFile ? singleFile(info, name) : files(info);
        long totalBytes = files.get(files.size() - 1).end();
        OptionalLong pieceLength = info.integer("piece length");
        if (pieceLength.isEmpty() || pieceLength.getAsLong() != (int) pieceLength.getAsLong()) {
            throw new BadTorrentException("its piece length is missing or out of bounds");
        }
        PieceLayout layout;
        try {
            layout = new PieceLayout(totalBytes, (int) pieceLength.getAsLong());
        } catch (IllegalArgumentException outOfBounds) {
            throw new BadTorrentException(outOfBounds.getMessage());
        }
        BString hashes = info.string("pieces").orElseThrow(() -> new BadTorrentException("it has no piece hashes"));
        if (hashes.length() != (long) layout.pieceCount() * InfoHash.LENGTH) {
            throw new BadTorrentException(
                    "it has " + hashes.length() + " bytes of hashes for " + layout.pieceCount() + " pieces");
        }
        BString raw = info.raw().orElseThrow();
        // What anyone can fetch from a web seed, or find over other ways than its trackers, is no SSL torrent's.
        Optional<BString> ssl = info.string("ssl-cert").filter(pem -> pem.length() > 0);
        if (ssl.isPresent() && ssl.get().length() > MAX_CERTIFICATE_BYTES) {
            throw new BadTorrentException("its certificate has " + ssl.get().length() + " bytes");
        }
        OptionalLong created = root.integer("creation date");
        return new Metainfo(
                InfoHash.ofInfo(raw.buffer()),
                name,
                layout,
                hashes,
                files,
                singleFile,
                trackers(root),
                ssl.isPresent() ? List.of() : webSeeds(root),
                nodes(root),
                info.integer("private").orElse(0) == 1 || ssl.isPresent(),
                ssl,
                text(root, "comment"),
                text(root, "created by"),
                created.isPresent() && created.getAsLong() >= 0 && created.getAsLong() < Integer.MAX_VALUE * 100L
                        ? Optional.of(Instant.ofEpochSecond(created.getAsLong()))
                        : Optional.empty(),
                raw);
    }

    /** The UTF-8 variant of a field where a torrent in an older encoding has one. */
    private static Optional<String> text(BDictionary dictionary, String key) {
        return dictionary.text(key + ".utf-8").or(() -> dictionary.text(key));
    }

    private static List<FileEntry> singleFile(BDictionary info, String name) throws BadTorrentException {
        return List.of(new FileEntry(List.of(name), length(info), 0));
    }

    private static List<FileEntry> files(BDictionary info) throws BadTorrentException {
        BList list = info.list("files").orElseThrow(() -> new BadTorrentException("its files are not a list"));
        if (list.values().isEmpty() || list.values().size() > MAX_FILES) {
            throw new BadTorrentException(
                    "it has " + list.values().size() + " files; 1 to " + MAX_FILES + " are taken");
        }
        List<FileEntry> files = new ArrayList<>(list.values().size());
        List<FileEntry> distinct = new ArrayList<>(list.values().size());
        Set<FileEntry> paddings = new HashSet<>();
        long offset = 0;
        for (BValue value : list.values()) {
            if (!(value instanceof BDictionary file)) {
                throw new BadTorrentException("a file is not a dictionary");
            }
            BList path = file.list("path.utf-8")
                    .or(() -> file.list("path"))
                    .orElseThrow(() -> new BadTorrentException("a file has no path"));
            FileEntry entry = new FileEntry(SafePath.parts(path.texts()), length(file), offset, isPadding(file));
            offset = entry.end();
            if (offset < 0) {
                throw new BadTorrentException("its files are larger than can be counted");
            }
            files.add(entry);
            if (!entry.padding() || paddings.add(new FileEntry(entry.path(), entry.lengthBytes(), 0))) {
                distinct.add(entry);
            }
        }
        refuseCollisions(distinct);
        if (files.stream().allMatch(FileEntry::padding)) {
            throw new BadTorrentException("it holds nothing but padding");
        }
        return List.copyOf(files);
    }

    /** BEP 47: zeros up to the next piece, named by their length, so that two of one length share a path. */
    private static boolean isPadding(BDictionary file) {
        return file.text("attr").filter(attributes -> attributes.contains("p")).isPresent();
    }

    /** Two files of one path, or a file where another needs a folder, would write into each other. */
    private static void refuseCollisions(List<FileEntry> files) throws BadTorrentException {
        List<FileEntry> sorted = new ArrayList<>(files);
        sorted.sort((one, other) -> compare(one.path(), other.path()));
        for (int i = 1; i < sorted.size(); i++) {
            // A path sorts right before those that go on where it ends.
            List<String> before = sorted.get(i - 1).path();
            List<String> path = sorted.get(i).path();
            if (path.size() >= before.size() && path.subList(0, before.size()).equals(before)) {
                String name = sorted.get(i - 1).display();
                throw new BadTorrentException(
                        path.size() == before.size()
                                ? "two files are called " + name
                                : name + " is both a file and a folder");
            }
        }
    }

    private static int compare(List<String> one, List<String> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    private static long length(BDictionary file) throws BadTorrentException {
        long length = file.integer("length").orElseThrow(() -> new BadTorrentException("a file has no length"));
        if (length < 0) {
            throw new BadTorrentException("a file has a negative length");
        }
        return length;
    }

    private static List<List<String>> trackers(BDictionary root) {
        List<List<String>> tiers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (BValue value : root.list("announce-list").map(BList::values).orElse(List.of())) {
            List<String> urls = value instanceof BList tier
                    ? tier.texts()
                    : value instanceof BString single ? List.of(single.text()) : List.of();
            addTier(urls, tiers, seen);
        }
        if (tiers.isEmpty()) {
            addTier(root.text("announce").map(List::of).orElse(List.of()), tiers, seen);
        }
        return List.copyOf(tiers);
    }

    private static void addTier(List<String> urls, List<List<String>> tiers, Set<String> seen) {
        List<String> tier = urls.stream()
                .filter(url -> !url.isBlank() && seen.size() < MAX_TRACKERS)
                .map(AnnounceUrl::of)
                .filter(MetainfoReader::isOneLine)
                .filter(seen::add)
                .toList();
        if (!tier.isEmpty()) {
            tiers.add(tier);
        }
    }

    /** BEP 19: one URL or a list of them. */
    private static List<String> webSeeds(BDictionary root) {
        BValue value = root.get("url-list").orElse(null);
        List<String> urls = value instanceof BList list
                ? list.texts()
                : value instanceof BString single ? List.of(single.text()) : List.of();
        return urls.stream()
                .map(String::strip)
                .filter(url -> !url.isEmpty() && isOneLine(url))
                .distinct()
                .limit(MAX_TRACKERS)
                .toList();
    }

    /** BEP 5: a list of pairs of a host and a port; others are passed over. */
    private static List<InetSocketAddress> nodes(BDictionary root) {
        List<InetSocketAddress> nodes = new ArrayList<>();
        for (BValue value : root.list("nodes").map(BList::values).orElse(List.of())) {
            if (nodes.size() < MAX_NODES
                    && value instanceof BList pair
                    && pair.values().size() == 2
                    && pair.values().get(0) instanceof BString host
                    && pair.values().get(1) instanceof BInteger port
                    && isHost(host.text())
                    && port.value() > 0
                    && port.value() <= 65_535) {
                nodes.add(InetSocketAddress.createUnresolved(host.text(), (int) port.value()));
            }
        }
        return List.copyOf(nodes);
    }

    private static boolean isHost(String host) {
        return !host.isBlank() && host.length() <= MAX_HOST_LENGTH && isOneLine(host);
    }

    /** A line break in a URL would end a header of the request, an escape would reach the terminal. */
    private static boolean isOneLine(String url) {
        return url.chars().noneMatch(Character::isISOControl);
    }
}
