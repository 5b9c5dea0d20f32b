package starling.tracker.bench;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import starling.announce.AnnounceEvent;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.announce.PieceMap;
import starling.bencode.BString;
import starling.metainfo.InfoHash;
import starling.tracker.swarm.AddressFamilies;
import starling.tracker.swarm.SqliteSwarmStore;
import starling.tracker.swarm.StoreLimits;
import starling.tracker.swarm.SwarmAnnounce;
import starling.tracker.swarm.SwarmStore;

/** A million peers in 20,000 swarms: the heap they take, and the times to write them and to have them back. */
public final class MillionPeers {
    private static final int PEERS = 1_000_000;
    private static final int SWARMS = 20_000;
    private static final Duration LIFETIME = Duration.ofHours(1);

    private MillionPeers() {}

    /** Prints megabytes of heap, seconds to write, and seconds to be back; the folder is the argument. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]).resolve("million.db");
        Instant now = Instant.now();
        long before = usedBytes();
        try (SwarmStore store = open(file, now)) {
            for (int peer = 0; peer < PEERS; peer++) {
                store.announce(announce(peer), now).orElseThrow();
            }
            long start = System.nanoTime();
            store.save();
            double seconds = secondsSince(start);
            System.out.printf("%.0f %.1f ", (usedBytes() - before) / 1e6, seconds);
        }
        long start = System.nanoTime();
        try (SwarmStore store = open(file, now)) {
            double seconds = secondsSince(start);
            if (store.totals().seeders() + store.totals().leechers() != PEERS) {
                throw new IllegalStateException("not all are back: " + store.totals());
            }
            System.out.printf("%.1f%n", seconds);
        }
        Files.delete(file);
    }

    private static SwarmStore open(Path file, Instant now) throws Exception {
        return SqliteSwarmStore.open(file, LIFETIME, StoreLimits.DEFAULT, ThreadLocalRandom::current, now);
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static SwarmAnnounce announce(int peer) throws Exception {
        byte[] infoHash = ByteBuffer.allocate(InfoHash.LENGTH)
                .putInt(16, peer % SWARMS * 0x9e37_79b9)
                .putInt(0, peer % SWARMS * 0x85eb_ca6b)
                .array();
        byte[] address = ByteBuffer.allocate(4).putInt(0x0a00_0000 | peer).array();
        return new SwarmAnnounce(
                InfoHash.of(infoHash),
                PeerId.of(String.format("-XX0001-%012d", peer).getBytes()),
                new Endpoint(InetAddress.getByAddress(address), 1 + peer % 65_535),
                peer,
                peer,
                OptionalLong.of(peer % 3),
                AnnounceEvent.UPDATE,
                0,
                AddressFamilies.IPV4,
                false,
                Optional.of(pieceMap(peer)));
    }

    /** Some of 400 pieces; a seed's is not kept. */
    private static BString pieceMap(int peer) {
        byte[] bits = new byte[50];
        new SplittableRandom(peer).nextBytes(bits);
        return BString.of(PieceMap.pack(bits, 400, PieceMap.MAX_PACKED_BYTES).orElseThrow());
    }
}
