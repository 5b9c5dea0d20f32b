package starling.tracker.swarm;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import starling.announce.AddressLiteral;
import starling.announce.AnnounceEvent;
import starling.announce.AnnouncedPeer;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.announce.PieceMap;
import starling.bencode.BString;
import starling.metainfo.InfoHash;

/** A store to be tested, and clients that announce to it. */
abstract class SwarmStoreFixture {
    static final Duration LIFETIME = Duration.ofMinutes(60);
    static final StoreLimits ROOMY = new StoreLimits(1_000, 10_000, 10);
    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    static final InfoHash TORRENT = infoHash(1);

    /** An empty store. */
    abstract SwarmStore store(Duration peerLifetime, StoreLimits limits, RandomGenerator random);

    SwarmStore store;
    Instant now = START;

    @BeforeEach
    void open() {
        store = store(LIFETIME, ROOMY, new java.util.Random(42));
    }

    @AfterEach
    void close() {
        store.close();
    }

    static InfoHash infoHash(int number) {
        return InfoHash.parse(String.format("%040x", number));
    }

    static PeerId id(int number) {
        return PeerId.of(String.format("-XX0001-%012d", number).getBytes());
    }

    static BString firstOf40(int pieces) {
        byte[] bits = new byte[5];
        for (int piece = 0; piece < pieces; piece++) {
            bits[piece / 8] |= (byte) (0x80 >> piece % 8);
        }
        return BString.of(PieceMap.pack(bits, 40, PieceMap.MAX_PACKED_BYTES).orElseThrow());
    }

    /** One announce of a client, with the fields that a test cares about. */
    record Client(InfoHash torrent, PeerId id, String address, int port, long up, long down, OptionalLong left) {
        static Client leecher(int number) {
            return new Client(TORRENT, SwarmStoreFixture.id(number), "10.0.0.1", number, 0, 0, OptionalLong.of(100));
        }

        static Client seed(int number) {
            return leecher(number).left(0);
        }

        Client torrent(InfoHash other) {
            return new Client(other, id, address, port, up, down, left);
        }

        Client id(int number) {
            return new Client(torrent, SwarmStoreFixture.id(number), address, port, up, down, left);
        }

        Client at(String address, int port) {
            return new Client(torrent, id, address, port, up, down, left);
        }

        Client moved(long up, long down) {
            return new Client(torrent, id, address, port, up, down, left);
        }

        Client left(long left) {
            return new Client(torrent, id, address, port, up, down, OptionalLong.of(left));
        }

        Client leftUnknown() {
            return new Client(torrent, id, address, port, up, down, OptionalLong.empty());
        }

        Endpoint endpoint() {
            InetAddress parsed = AddressLiteral.parse(address).orElseThrow();
            return new Endpoint(parsed, port);
        }

        /** An update that says which of 40 pieces it has: the first ones. */
        SwarmAnnounce has(int pieces) {
            return new SwarmAnnounce(
                    torrent,
                    id,
                    endpoint(),
                    up,
                    down,
                    left,
                    AnnounceEvent.UPDATE,
                    50,
                    AddressFamilies.BOTH,
                    false,
                    Optional.of(firstOf40(pieces)));
        }

        SwarmAnnounce says(AnnounceEvent event, int wanted, AddressFamilies families, boolean withIds) {
            return new SwarmAnnounce(torrent, id, endpoint(), up, down, left, event, wanted, families, withIds);
        }
    }

    SwarmAnswer announce(Client client, AnnounceEvent event) {
        return store.announce(client.says(event, 50, AddressFamilies.BOTH, false), now)
                .orElseThrow();
    }

    SwarmAnswer update(Client client) {
        return announce(client, AnnounceEvent.UPDATE);
    }

    SwarmAnswer updateWithMap(Client client, int pieces) {
        return store.announce(client.has(pieces), now).orElseThrow();
    }

    SwarmAnswer update(Client client, int wanted) {
        return store.announce(client.says(AnnounceEvent.UPDATE, wanted, AddressFamilies.BOTH, false), now)
                .orElseThrow();
    }

    static List<Endpoint> endpoints(SwarmAnswer answer) {
        return answer.peers().stream().map(AnnouncedPeer::endpoint).toList();
    }

    Resource resource() {
        return store.resource(TORRENT, 100, now).orElseThrow();
    }
}
