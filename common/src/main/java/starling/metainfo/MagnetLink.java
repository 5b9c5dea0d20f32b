package starling.metainfo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import starling.bencode.BDictionary;
import starling.bencode.BList;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeWriter;

/**
 * A magnet link (BEP 9, 53): a torrent by its info hash, with where to ask for it.
 *
 * @param name for people to read, until the torrent itself is there
 * @param trackers announce URLs
 * @param peers {@code host:port} to try at once ({@code x.pe})
 * @param webSeeds URLs that serve the content ({@code ws})
 * @param files the only ones that are wanted ({@code so}); all where there are none
 */
public record MagnetLink(
        InfoHash infoHash,
        Optional<String> name,
        List<String> trackers,
        List<String> peers,
        List<String> webSeeds,
        List<FileRange> files) {
    /** Files by their index from 0, both ends included. */
    public record FileRange(int first, int last) {
        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    private static final Pattern RANGE = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?");
    private static final String SCHEME = "magnet:?";
    private static final String BTIH = "urn:btih:";
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int MAX_LENGTH = 64 * 1024;
    private static final int MAX_VALUES = 200;
    private static final int MAX_RANGES = 10_000;

    public static boolean isMagnet(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** The link that leads to a torrent. */
    public static MagnetLink of(Metainfo metainfo) {
        return of(
                metainfo.infoHash(),
                metainfo.name(),
                metainfo.trackers().stream().flatMap(List::stream).toList(),
                metainfo.webSeeds());
    }

    /** The link that leads to a torrent of which no more than this is at hand. */
    public static MagnetLink of(InfoHash infoHash, String name, List<String> trackers, List<String> webSeeds) {
        return new MagnetLink(
                infoHash, Optional.of(name), List.copyOf(trackers), List.of(), List.copyOf(webSeeds), List.of());
    }

    public MagnetLink withPeers(List<String> now) {
        return new MagnetLink(infoHash, name, trackers, List.copyOf(now), webSeeds, files);
    }

    public MagnetLink withFiles(List<FileRange> now) {
        return new MagnetLink(infoHash, name, trackers, peers, webSeeds, List.copyOf(now));
    }

    /** Whether it wants the file; counted from 0. */
    public boolean wants(int file) {
        return files.isEmpty() || files.stream().anyMatch(range -> range.first() <= file && file <= range.last());
    }

    /**
     * What it says of the torrent, until the torrent itself is there: name and trackers, a tier each, and nothing of files
     * or pieces.
     */
    public Metainfo metainfo() {
        return new Metainfo(
                infoHash,
                name.filter(text -> !text.isBlank()).orElse(infoHash.hex()),
                new PieceLayout(1, 1),
                BString.of(new byte[InfoHash.LENGTH]),
                List.of(),
                true,
                trackers.stream().map(AnnounceUrl::of).distinct().map(List::of).toList(),
                webSeeds,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                BString.of(new byte[0]));
    }

    /**
     * The .torrent of what was found: the link's trackers and web seeds, and the {@code info} dictionary byte for byte.
     *
     * @param info the dictionary in pieces, one after the other
     */
    public byte[] torrent(byte[][] info) {
        Map<String, BValue> before = new TreeMap<>();
        if (!trackers.isEmpty()) {
            before.put("announce", BString.of(trackers.get(0)));
            before.put(
                    "announce-list",
                    new BList(trackers.stream()
                            .<BValue>map(url -> BList.of(BString.of(url)))
                            .toList()));
        }
        byte[] head = BencodeWriter.write(BDictionary.of(before));
        byte[] key = BencodeWriter.write(BString.of("info"));
        byte[] tail = webSeeds.isEmpty()
                ? new byte[] {'e'}
                : BencodeWriter.write(BDictionary.of(Map.of(
                        "url-list",
                        new BList(webSeeds.stream().<BValue>map(BString::of).toList()))));
        // Both dictionaries become one: the head loses its end, the tail its beginning.
        int tailFrom = webSeeds.isEmpty() ? 0 : 1;
        int infoBytes = Arrays.stream(info).mapToInt(piece -> piece.length).sum();
        ByteBuffer torrent = ByteBuffer.allocate(head.length - 1 + key.length + infoBytes + tail.length - tailFrom);
        torrent.put(head, 0, head.length - 1).put(key);
        for (byte[] piece : info) {
            torrent.put(piece);
        }
        return torrent.put(tail, tailFrom, tail.length - tailFrom).array();
    }

    /** @throws BadTorrentException where it is no magnet link to a torrent of this kind; says why */
    public static MagnetLink parse(String link) throws BadTorrentException {
        if (!isMagnet(link) || link.length() > MAX_LENGTH) {
            throw new BadTorrentException("it is no magnet link");
        }
        InfoHash infoHash = null;
        Optional<String> name = Optional.empty();
        List<String> trackers = new ArrayList<>();
        List<String> peers = new ArrayList<>();
        List<String> webSeeds = new ArrayList<>();
        List<FileRange> files = new ArrayList<>();
        for (String parameter : link.substring(SCHEME.length()).split("&")) {
            int equals = parameter.indexOf('=');
            if (equals < 0) {
                continue;
            }
            String key = parameter.substring(0, equals).toLowerCase(Locale.ROOT).replaceFirst("\\.\\d+$", "");
            String value = unescape(parameter.substring(equals + 1));
            switch (key) {
                case "xt" -> infoHash = infoHash == null ? infoHash(value) : infoHash;
                case "dn" -> name = Optional.of(SafePath.printable(value));
                case "tr" -> add(trackers, value);
                case "x.pe" -> add(peers, value);
                case "ws" -> add(webSeeds, value);
                case "so" -> addRanges(files, value);
                default -> {
                    // what others put there is theirs
                }
            }
        }
        if (infoHash == null) {
            throw new BadTorrentException("the magnet link names no info hash (xt=urn:btih:…)");
        }
        return new MagnetLink(
                infoHash, name, List.copyOf(trackers), List.copyOf(peers), List.copyOf(webSeeds), List.copyOf(files));
    }

    private static void addRanges(List<FileRange> files, String value) throws BadTorrentException {
        for (String word : value.split(",")) {
            Matcher range = RANGE.matcher(word);
            if (!range.matches() || files.size() == MAX_RANGES) {
                throw new BadTorrentException("the magnet link's choice of files (so=) is not of the kind 0,2,4-6");
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (last < first) {
                throw new BadTorrentException("the magnet link's choice of files (so=) is not of the kind 0,2,4-6");
            }
            files.add(new FileRange(first, last));
        }
    }

    private static void add(List<String> values, String value) {
        if (!value.isBlank() && values.size() < MAX_VALUES && value.chars().noneMatch(Character::isISOControl)) {
            values.add(value);
        }
    }

    /** 40 hexadecimal digits or 32 of base32; null where it is another kind of hash. */
    private static InfoHash infoHash(String urn) throws BadTorrentException {
        if (!urn.regionMatches(true, 0, BTIH, 0, BTIH.length())) {
            return null;
        }
        String digits = urn.substring(BTIH.length()).toLowerCase(Locale.ROOT);
        if (digits.matches("[0-9a-f]{40}")) {
            return InfoHash.parse(digits);
        }
        if (digits.matches("[a-z2-7]{32}")) {
            return InfoHash.of(base32(digits));
        }
        throw new BadTorrentException("the magnet link's info hash is neither 40 hexadecimal digits nor 32 of base32");
    }

    private static byte[] base32(String digits) {
        byte[] bytes = new byte[digits.length() * 5 / 8];
        long bits = 0;
        int have = 0;
        int at = 0;
        for (int i = 0; i < digits.length(); i++) {
            bits = bits << 5 | BASE32.indexOf(digits.charAt(i));
            have += 5;
            if (have >= 8) {
                have -= 8;
                bytes[at++] = (byte) (bits >> have);
            }
        }
        return bytes;
    }

    /** Percent escapes as UTF-8; a broken one stays as it is written, and a plus is a plus. */
    private static String unescape(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (bytes[i] == '%' && high >= 0 && low >= 0) {
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[length++] = bytes[i];
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The link as text. */
    @Override
    public String toString() {
        StringBuilder link =
                new StringBuilder(SCHEME).append("xt=").append(BTIH).append(infoHash.hex());
        name.ifPresent(text -> append(link, "dn", text));
        trackers.forEach(url -> append(link, "tr", url));
        peers.forEach(peer -> append(link, "x.pe", peer));
        webSeeds.forEach(url -> append(link, "ws", url));
        if (!files.isEmpty()) {
            link.append("&so=").append(files.stream().map(FileRange::toString).collect(Collectors.joining(",")));
        }
        return link.toString();
    }

    private static void append(StringBuilder link, String key, String value) {
        link.append('&').append(key).append('=');
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > 0 && (Character.isLetterOrDigit(b) || "-._~".indexOf(b) >= 0);
            if (plain) {
                link.append((char) b);
            } else {
                link.append(String.format("%%%02X", b));
            }
        }
    }
}
