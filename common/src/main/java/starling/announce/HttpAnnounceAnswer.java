package starling.announce;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import starling.bencode.BDictionary;
import starling.bencode.BInteger;
import starling.bencode.BList;
import starling.bencode.BString;
import starling.bencode.BValue;
import starling.bencode.BencodeException;
import starling.bencode.BencodeOutput;
import starling.bencode.BencodeReader;
import starling.bencode.BencodeWriter;

/** The bencoded body that answers an HTTP announce (BEP 3, 7, 23, 24, 31), written and read. */
public final class HttpAnnounceAnswer {
    /** An interval beyond a day is a mistake or malice, and read as a day. */
    static final long MAX_INTERVAL_SECONDS = 86_400;

    /** A key of our own, which other programs pass over: the longest {@link PieceMap} that the tracker takes. */
    private static final String PIECE_MAP = "piece map";

    private static final int USUAL_BYTES = 192;
    private static final int COMPACT_PEER_BYTES = 6;
    private static final int LONG_PEER_BYTES = 80;

    private HttpAnnounceAnswer() {}

    /** @param request what is answered: it says whether peers are packed and carry ids */
    public static byte[] write(AnnounceResponse response, AnnounceRequest request) {
        if (response instanceof AnnounceResponse.Swarm swarm) {
            return writeSwarm(swarm, request);
        }
        AnnounceResponse.Failure failure = (AnnounceResponse.Failure) response;
        return writeFailure(failure);
    }

    /** {@code failure reason}, and {@code retry in} in minutes (BEP 31) where there is one. */
    public static byte[] writeFailure(AnnounceResponse.Failure failure) {
        Map<String, BValue> answer = new TreeMap<>();
        answer.put("failure reason", BString.of(failure.reason()));
        failure.retryIn().ifPresent(wait -> answer.put("retry in", new BInteger(wholeMinutes(wait))));
        return BencodeWriter.write(BDictionary.of(answer));
    }

    /** Rounded up: a peer that is told less comes back too early. */
    private static long wholeMinutes(Duration wait) {
        return Math.max(1, wait.plusMinutes(1).minusNanos(1).toMinutes());
    }

    /** Straight into bytes, keys in their order: a busy tracker does little else. */
    private static byte[] writeSwarm(AnnounceResponse.Swarm swarm, AnnounceRequest request) {
        boolean compact = request.compact();
        BencodeOutput out = new BencodeOutput(
                USUAL_BYTES + swarm.peers().size() * (compact ? COMPACT_PEER_BYTES : LONG_PEER_BYTES));
        out.beginDictionary();
        out.string("complete").integer(swarm.seeders());
        if (swarm.completed().isPresent()) {
            out.string("downloaded").integer(swarm.completed().get());
        }
        if (swarm.externalAddress().isPresent()) {
            out.string("external ip").string(swarm.externalAddress().get().getAddress());
        }
        out.string("incomplete").integer(swarm.leechers());
        out.string("interval").integer(swarm.interval().toSeconds());
        if (swarm.minInterval().isPresent()) {
            out.string("min interval").integer(swarm.minInterval().get().toSeconds());
        }
        out.string("peers");
        if (compact) {
            out.string(CompactPeers.pack(swarm.peers(), false));
            byte[] peers6 = CompactPeers.pack(swarm.peers(), true);
            if (peers6.length > 0) {
                out.string("peers6").string(peers6);
            }
        } else {
            writeLongForm(swarm.peers(), !request.noPeerId(), out);
        }
        if (swarm.pieceMapBytes().isPresent()) {
            out.string(PIECE_MAP).integer(swarm.pieceMapBytes().getAsInt());
        }
        if (swarm.trackerId().isPresent()) {
            out.string("tracker id").string(swarm.trackerId().get());
        }
        if (swarm.warning().isPresent()) {
            out.string("warning message").string(swarm.warning().get());
        }
        return out.end().toByteArray();
    }

    private static void writeLongForm(List<AnnouncedPeer> peers, boolean withIds, BencodeOutput out) {
        out.beginList();
        for (AnnouncedPeer peer : peers) {
            out.beginDictionary();
            out.string("ip").string(AddressLiteral.write(peer.endpoint().address()));
            if (withIds && peer.id().isPresent()) {
                out.string("peer id").string(peer.id().get().bytes());
            }
            out.string("port").integer(peer.endpoint().port()).end();
        }
        out.end();
    }

    /** @throws AnnounceException where the body is no tracker's answer */
    public static AnnounceResponse read(byte[] body) throws AnnounceException {
        BDictionary answer = dictionary(body);
        Optional<String> failure = answer.text("failure reason");
        if (failure.isPresent()) {
            return new AnnounceResponse.Failure(failure.get(), retryIn(answer));
        }
        List<AnnouncedPeer> peers = new ArrayList<>();
        Optional<BValue> listed = answer.get("peers");
        if (listed.orElse(null) instanceof BString packed) {
            peers.addAll(CompactPeers.unpack(packed, false));
        } else if (listed.orElse(null) instanceof BList list) {
            readLongForm(list, peers);
        }
        Optional<BString> packed6 = answer.string("peers6");
        if (packed6.isPresent()) {
            peers.addAll(CompactPeers.unpack(packed6.get(), true));
        }
        OptionalLong interval = answer.integer("interval");
        if (interval.isEmpty()) {
            throw new AnnounceException("the tracker's answer has no interval");
        }
        return new AnnounceResponse.Swarm(
                seconds(interval.getAsLong()),
                optionalSeconds(answer.integer("min interval")),
                count(answer, "complete"),
                count(answer, "incomplete"),
                answer.integer("downloaded").isPresent() ? Optional.of(count(answer, "downloaded")) : Optional.empty(),
                List.copyOf(peers),
                answer.text("warning message"),
                answer.text("tracker id"),
                externalAddress(answer),
                pieceMapBytes(answer));
    }

    static BDictionary dictionary(byte[] body) throws AnnounceException {
        try {
            if (BencodeReader.readFirst(body, 0, body.length, BencodeReader.Limits.MESSAGE)
                            .value()
                    instanceof BDictionary dictionary) {
                return dictionary;
            }
        } catch (BencodeException notBencoding) {
            throw new AnnounceException("not a tracker's answer: " + notBencoding.getMessage());
        }
        throw new AnnounceException("not a tracker's answer: no dictionary");
    }

    /** Peers that cannot be read, or are named by host and not by address, are passed over. */
    private static void readLongForm(BList list, List<AnnouncedPeer> peers) {
        for (BValue value : list.values()) {
            if (value instanceof BDictionary entry) {
                Optional<InetAddress> address = entry.text("ip").flatMap(AddressLiteral::parse);
                long port = entry.integer("port").orElse(0);
                if (address.isPresent() && port > 0 && port <= 65535) {
                    Optional<PeerId> id = entry.string("peer id")
                            .filter(bytes -> bytes.length() == PeerId.LENGTH)
                            .map(bytes -> PeerId.of(bytes.bytes()));
                    peers.add(new AnnouncedPeer(new Endpoint(address.get(), (int) port), id));
                }
            }
        }
    }

    /** BEP 31: minutes, or the word {@code never}, which is taken as the longest interval. */
    private static Optional<Duration> retryIn(BDictionary answer) {
        if (answer.text("retry in").filter("never"::equals).isPresent()) {
            return Optional.of(Duration.ofSeconds(MAX_INTERVAL_SECONDS));
        }
        OptionalLong minutes = answer.integer("retry in");
        return minutes.isPresent()
                ? Optional.of(seconds(Math.max(0, Math.min(minutes.getAsLong(), MAX_INTERVAL_SECONDS)) * 60))
                : Optional.empty();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(Math.max(1, Math.min(seconds, MAX_INTERVAL_SECONDS)));
    }

    private static Optional<Duration> optionalSeconds(OptionalLong seconds) {
        return seconds.isPresent() ? Optional.of(seconds(seconds.getAsLong())) : Optional.empty();
    }

    /** No peer sends more than our own trackers take, whatever a tracker asks for. */
    private static OptionalInt pieceMapBytes(BDictionary answer) {
        int most = Math.min(count(answer, PIECE_MAP), PieceMap.MAX_PACKED_BYTES);
        return most > 0 ? OptionalInt.of(most) : OptionalInt.empty();
    }

    static int count(BDictionary answer, String key) {
        return (int) Math.max(0, Math.min(answer.integer(key).orElse(0), Integer.MAX_VALUE));
    }

    private static Optional<InetAddress> externalAddress(BDictionary answer) throws AnnounceException {
        Optional<BString> bytes = answer.string("external ip").filter(ip -> ip.length() == 4 || ip.length() == 16);
        return bytes.isPresent() ? Optional.of(CompactPeers.address(bytes.get().bytes())) : Optional.empty();
    }
}
