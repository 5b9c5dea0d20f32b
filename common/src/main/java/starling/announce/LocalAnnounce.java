package starling.announce;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import starling.metainfo.InfoHash;

/**
 * What a peer says on its local network (BEP 14): which torrents it has, and where it listens. It is reached at the
 * address that the datagram comes from.
 *
 * @param port 1 to 65535
 * @param infoHashes 1 to {@value #MAX_INFO_HASHES}
 * @param cookie by which the sender knows its own announces again
 */
public record LocalAnnounce(int port, List<InfoHash> infoHashes, Optional<String> cookie) {
    public static final int PORT = 6771;
    public static final String IPV4_GROUP = "239.192.152.143";
    public static final String IPV6_GROUP = "ff15::efc0:988f";

    /** No announce is longer, so that no network splits it. */
    public static final int MAX_BYTES = 1_400;

    /** As many as fit. */
    public static final int MAX_INFO_HASHES = 22;

    private static final String FIRST_LINE = "BT-SEARCH * HTTP/1.1";
    private static final int MAX_COOKIE = 100;

    public LocalAnnounce {
        infoHashes = List.copyOf(infoHashes);
        if (port < 1 || port > 65535 || infoHashes.isEmpty() || infoHashes.size() > MAX_INFO_HASHES) {
            throw new IllegalArgumentException("an announce has a port, and 1 to " + MAX_INFO_HASHES + " torrents");
        }
    }

    /** @param ofIpv6 whether it goes to the IPv6 group */
    public byte[] write(boolean ofIpv6) {
        StringBuilder text = new StringBuilder(FIRST_LINE).append("\r\n");
        text.append("Host: ").append(ofIpv6 ? "[" + IPV6_GROUP + "]" : IPV4_GROUP);
        text.append(':').append(PORT).append("\r\n");
        text.append("Port: ").append(port).append("\r\n");
        infoHashes.forEach(
                infoHash -> text.append("Infohash: ").append(infoHash.hex()).append("\r\n"));
        cookie.ifPresent(own -> text.append("cookie: ").append(own).append("\r\n"));
        return text.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads a datagram. Headers that are not known, and info hashes that are none, are passed over.
     *
     * @throws AnnounceException where it names no port or no torrent, or is something else
     */
    public static LocalAnnounce read(byte[] bytes) throws AnnounceException {
        if (bytes.length > MAX_BYTES) {
            throw new AnnounceException("a local announce is no longer than " + MAX_BYTES + " bytes");
        }
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
        if (!lines[0].equalsIgnoreCase(FIRST_LINE)) {
            throw new AnnounceException("no local announce");
        }
        int port = 0;
        List<InfoHash> infoHashes = new ArrayList<>();
        Optional<String> cookie = Optional.empty();
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            String name = lines[i].substring(0, Math.max(0, colon)).strip().toLowerCase(Locale.ROOT);
            String value = lines[i].substring(colon + 1).strip();
            switch (name) {
                case "port" -> port = value.matches("\\d{1,5}") ? Integer.parseInt(value) : 0;
                case "infohash" -> {
                    if (value.matches("[0-9a-fA-F]{40}") && infoHashes.size() < MAX_INFO_HASHES) {
                        infoHashes.add(InfoHash.parse(value));
                    }
                }
                case "cookie" -> cookie = Optional.of(value).filter(text -> text.length() <= MAX_COOKIE);
                default -> {
                    // whatever later versions say besides
                }
            }
        }
        if (port < 1 || port > 65535 || infoHashes.isEmpty()) {
            throw new AnnounceException("a local announce names a port and a torrent");
        }
        return new LocalAnnounce(port, infoHashes, cookie);
    }
}
