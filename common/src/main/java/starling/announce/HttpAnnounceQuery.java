package starling.announce;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.OptionalLong;
import starling.bencode.BString;
import starling.metainfo.InfoHash;

/** An announce as the query of an HTTP GET (BEP 3, 7, 23), written and read. */
public final class HttpAnnounceQuery {
    /** A parameter of our own, see {@link PieceMap}. */
    private static final String PIECE_MAP = "piecemap";

    private HttpAnnounceQuery() {}

    /** The query, without the {@code ?}. */
    public static String write(AnnounceRequest request) {
        StringBuilder query = new StringBuilder(300);
        query.append("info_hash=").append(QueryString.escape(request.infoHash().bytes()));
        query.append("&peer_id=").append(QueryString.escape(request.peerId().bytes()));
        query.append("&port=").append(request.port());
        query.append("&uploaded=").append(request.uploadedBytes());
        query.append("&downloaded=").append(request.downloadedBytes());
        request.leftBytes().ifPresent(left -> query.append("&left=").append(left));
        query.append("&compact=").append(request.compact() ? 1 : 0);
        if (request.noPeerId()) {
            query.append("&no_peer_id=1");
        }
        if (request.event() != AnnounceEvent.UPDATE) {
            query.append("&event=").append(request.event().word());
        }
        request.numWant().ifPresent(count -> query.append("&numwant=").append(count));
        request.key().ifPresent(key -> query.append("&key=").append(escape(key)));
        request.trackerId().ifPresent(id -> query.append("&trackerid=").append(escape(id)));
        request.claimedAddress().ifPresent(ip -> query.append("&ip=").append(AddressLiteral.write(ip)));
        request.pieceMap()
                .ifPresent(
                        map -> query.append('&').append(PIECE_MAP).append('=').append(QueryString.escape(map.bytes())));
        return query.toString();
    }

    /**
     * The announce that a query makes.
     *
     * @throws AnnounceException where a field that is needed is absent or out of range; says which
     */
    public static AnnounceRequest read(QueryString query) throws AnnounceException {
        byte[] infoHash = query.bytes("info_hash").orElseThrow(() -> new AnnounceException("info_hash is missing"));
        if (infoHash.length != InfoHash.LENGTH) {
            throw new AnnounceException("info_hash must have 20 bytes");
        }
        byte[] peerId = query.bytes("peer_id").orElseThrow(() -> new AnnounceException("peer_id is missing"));
        if (peerId.length != PeerId.LENGTH) {
            throw new AnnounceException("peer_id must have 20 bytes");
        }
        long port = number(query, "port").orElseThrow(() -> new AnnounceException("port is missing"));
        if (port > 65535) {
            throw new AnnounceException("port must be 0 to 65535");
        }
        OptionalLong numWant = number(query, "numwant");
        return new AnnounceRequest(
                InfoHash.of(infoHash),
                PeerId.of(peerId),
                (int) port,
                number(query, "uploaded").orElse(0),
                number(query, "downloaded").orElse(0),
                number(query, "left"),
                AnnounceEvent.ofWord(query.text("event")),
                numWant.isPresent()
                        ? OptionalInt.of((int) Math.min(numWant.getAsLong(), Integer.MAX_VALUE))
                        : OptionalInt.empty(),
                query.text("compact").map("1"::equals).orElse(false),
                query.text("no_peer_id").map("1"::equals).orElse(false),
                query.text("key"),
                query.text("trackerid"),
                query.text("ip").flatMap(AddressLiteral::parse),
                query.bytes(PIECE_MAP).map(BString::of));
    }

    /** A count; {@code -1}, which some clients send for “I do not know”, is absent. */
    private static OptionalLong number(QueryString query, String name) throws AnnounceException {
        String text = query.text(name).orElse("");
        if (text.isEmpty() || text.equals("-1")) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                throw new AnnounceException(name + " must be a number");
            }
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException tooLarge) {
            throw new AnnounceException(name + " must be a number");
        }
    }

    private static String escape(String text) {
        return QueryString.escape(text.getBytes(StandardCharsets.UTF_8));
    }
}
