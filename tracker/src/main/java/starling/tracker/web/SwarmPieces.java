package starling.tracker.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import starling.announce.AnnounceException;
import starling.announce.PieceMap;
import starling.tracker.swarm.Resource;
import starling.tracker.swarm.Role;
import starling.tracker.swarm.SwarmPeer;

/**
 * Who misses what in a swarm, and how often each piece is there. Seeds have everything; a peer that has sent no map, or
 * one of another number of pieces, counts as unknown.
 *
 * @param pieces how many the torrent has; 0 where nobody has said
 * @param copies how often the rarest piece of each cell is there; the cells share the pieces evenly, and are as many as
 *     the pieces where those are few
 * @param peers what each of the resource's peers has, in their order; empty where unknown
 * @param unknown how many peers count as unknown
 */
record SwarmPieces(int pieces, List<Integer> copies, List<Optional<Holdings>> peers, int unknown) {
    static final int MAX_CELLS = 512;
    static final int STRIP_CELLS = 64;
    static final int MAX_RANGES = 50;

    /** All maps of one answer, unpacked; what is beyond it counts as unknown. */
    private static final long MAX_UNPACKED_BYTES = 32 << 20;

    /** @param first and last piece, both included */
    record Range(int first, int last) {}

    /**
     * What one peer has.
     *
     * @param have how many pieces
     * @param missing the first of the ranges that it misses
     * @param moreMissing whether it misses others too
     * @param strip how much it has of each of {@value #STRIP_CELLS} parts or less, 0 to 1
     */
    record Holdings(int have, List<Range> missing, boolean moreMissing, List<Double> strip) {}

    /** @param known the number of pieces, where the torrent is published */
    static SwarmPieces of(Resource resource, OptionalInt known) {
        List<Optional<PieceMap>> maps = unpack(resource.peers());
        int pieces = known.isPresent() ? known.getAsInt() : mostNamed(maps);
        List<Optional<Holdings>> peers = new ArrayList<>(maps.size());
        char[] counts = new char[pieces];
        int unknown = resource.leechers();
        for (int i = 0; i < maps.size(); i++) {
            Optional<PieceMap> map = maps.get(i).filter(one -> one.pieces() == pieces);
            map.ifPresent(one -> add(one, counts));
            boolean seed = resource.peers().get(i).role() == Role.SEED;
            peers.add(
                    seed && pieces > 0
                            ? Optional.of(new Holdings(pieces, List.of(), false, List.of(1.0)))
                            : map.map(SwarmPieces::holdings));
            if (!seed && map.isPresent()) {
                unknown--;
            }
        }
        return new SwarmPieces(pieces, rarest(counts, resource.seeders()), peers, Math.max(0, unknown));
    }

    private static List<Optional<PieceMap>> unpack(List<SwarmPeer> peers) {
        List<Optional<PieceMap>> maps = new ArrayList<>(peers.size());
        long budget = MAX_UNPACKED_BYTES;
        for (SwarmPeer peer : peers) {
            Optional<PieceMap> map = Optional.empty();
            if (peer.pieceMap().isPresent() && peer.role() != Role.SEED && budget > 0) {
                try {
                    map = Optional.of(PieceMap.unpack(peer.pieceMap().get().bytes()));
                    budget -= map.get().bitfield().length;
                } catch (AnnounceException broken) {
                    // unknown, like one that was never sent
                }
            }
            maps.add(map);
        }
        return maps;
    }

    private static int mostNamed(List<Optional<PieceMap>> maps) {
        Map<Integer, Integer> votes = new HashMap<>();
        maps.forEach(map -> map.ifPresent(one -> votes.merge(one.pieces(), 1, Integer::sum)));
        return votes.entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    private static void add(PieceMap map, char[] counts) {
        byte[] bits = map.bitfield();
        for (int at = 0; at < bits.length; at++) {
            for (int left = bits[at] & 0xff; left != 0; left &= left - 1) {
                counts[at * 8 + Integer.numberOfLeadingZeros(Integer.lowestOneBit(left) << 24)]++;
            }
        }
    }

    private static List<Integer> rarest(char[] counts, int seeders) {
        int cells = Math.min(counts.length, MAX_CELLS);
        List<Integer> rarest = new ArrayList<>(cells);
        for (int cell = 0; cell < cells; cell++) {
            int least = Integer.MAX_VALUE;
            for (int piece = start(cell, cells, counts.length);
                    piece < start(cell + 1, cells, counts.length);
                    piece++) {
                least = Math.min(least, counts[piece]);
            }
            rarest.add(least + seeders);
        }
        return rarest;
    }

    /** The first piece of a cell. */
    static int start(int cell, int cells, int pieces) {
        return (int) ((long) cell * pieces / cells);
    }

    private static Holdings holdings(PieceMap map) {
        List<Range> missing = new ArrayList<>();
        boolean more = false;
        for (int piece = 0; piece < map.pieces(); piece++) {
            if (!map.has(piece)) {
                int first = piece;
                while (piece + 1 < map.pieces() && !map.has(piece + 1)) {
                    piece++;
                }
                if (missing.size() == MAX_RANGES) {
                    more = true;
                    break;
                }
                missing.add(new Range(first, piece));
            }
        }
        return new Holdings(map.count(), missing, more, strip(map));
    }

    private static List<Double> strip(PieceMap map) {
        int cells = Math.min(map.pieces(), STRIP_CELLS);
        List<Double> strip = new ArrayList<>(cells);
        for (int cell = 0; cell < cells; cell++) {
            int first = start(cell, cells, map.pieces());
            int end = start(cell + 1, cells, map.pieces());
            int have = 0;
            for (int piece = first; piece < end; piece++) {
                have += map.has(piece) ? 1 : 0;
            }
            strip.add((double) have / (end - first));
        }
        return strip;
    }
}
