package starling.tracker.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import starling.announce.AnnounceEvent;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.announce.PieceMap;
import starling.bencode.BString;
import starling.metainfo.InfoHash;
import starling.tracker.swarm.AddressFamilies;
import starling.tracker.swarm.SwarmAnnounce;
import starling.tracker.swarm.SwarmStore;

/** Puts peers into a swarm. */
final class SwarmExample {
    private SwarmExample() {}

    /** @param map packed, or null */
    static void announce(SwarmStore store, InfoHash infoHash, int number, long left, byte[] map, Instant now)
            throws UnknownHostException {
        store.announce(
                        new SwarmAnnounce(
                                infoHash,
                                PeerId.of(String.format("-ST0100-%012d", number).getBytes()),
                                new Endpoint(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) number}), 6881),
                                number * 1_000_000L,
                                number * 3_000_000L,
                                OptionalLong.of(left),
                                AnnounceEvent.UPDATE,
                                0,
                                AddressFamilies.BOTH,
                                false,
                                Optional.ofNullable(map).map(BString::of)),
                        now)
                .orElseThrow();
    }

    static byte[] map(BitSet have, int pieces) {
        byte[] bits = new byte[(pieces + 7) / 8];
        have.stream().forEach(piece -> bits[piece / 8] |= (byte) (0x80 >> piece % 8));
        return PieceMap.pack(bits, pieces, PieceMap.MAX_PACKED_BYTES).orElseThrow();
    }
}
