package starling.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.AnnounceEvent;
import starling.announce.AnnounceRequest;
import starling.announce.PeerId;
import starling.bencode.BString;
import starling.metainfo.InfoHash;
import starling.metainfo.PieceLayout;
import starling.tracker.admission.Admission;
import starling.tracker.swarm.AddressFamilies;
import starling.tracker.swarm.AnnounceLogic;
import starling.tracker.swarm.AnnounceTerms;
import starling.tracker.swarm.MemorySwarmStore;
import starling.tracker.swarm.Resource;
import starling.tracker.swarm.StoreLimits;
import starling.tracker.swarm.SwarmPeer;
import starling.tracker.swarm.SwarmStore;

/** Who misses what, from the announce to what is shown. */
class SwarmRoutesTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final InfoHash TORRENT = InfoHash.parse("0f".repeat(20));

    private final SwarmStore store =
            new MemorySwarmStore(Duration.ofHours(1), StoreLimits.DEFAULT, () -> new Random(1));
    private final AnnounceLogic logic =
            new AnnounceLogic(store, AnnounceTerms.every(Duration.ofMinutes(30)), Admission.OPEN);

    private static byte[] map(int pieces, int from, int to) {
        BitSet have = new BitSet();
        have.set(from, to);
        return SwarmExample.map(have, pieces);
    }

    private void announce(int number, long left, byte[] map) throws Exception {
        SwarmExample.announce(store, TORRENT, number, left, map, NOW);
    }

    private SwarmPieces pieces(OptionalInt known) {
        return SwarmPieces.of(resource(), known);
    }

    private Resource resource() {
        return store.resource(TORRENT, 100, NOW).orElseThrow();
    }

    @Test
    void copiesAreCountedOverSeedsAndMaps() throws Exception {
        announce(1, 0, null);
        announce(2, 5, map(10, 0, 4));
        announce(3, 5, map(10, 3, 10));
        announce(4, 5, null);
        SwarmPieces pieces = pieces(OptionalInt.empty());
        assertThat(pieces.pieces()).isEqualTo(10);
        assertThat(pieces.copies()).containsExactly(2, 2, 2, 3, 2, 2, 2, 2, 2, 2);
        assertThat(pieces.unknown()).isEqualTo(1);
        assertThat(pieces.peers().get(1).orElseThrow().missing()).containsExactly(new SwarmPieces.Range(4, 9));
        assertThat(pieces.peers().get(2).orElseThrow().missing()).containsExactly(new SwarmPieces.Range(0, 2));
        assertThat(pieces.peers().get(3)).isEmpty();
    }

    @Test
    void aMapOfAnotherTorrentCountsAsUnknown() throws Exception {
        announce(2, 5, map(10, 0, 4));
        announce(3, 5, map(11, 0, 11));
        assertThat(pieces(OptionalInt.of(10)).unknown()).isEqualTo(1);
        assertThat(pieces(OptionalInt.of(11)).copies()).containsOnly(1).hasSize(11);
        assertThat(pieces(OptionalInt.of(12)).copies()).containsOnly(0).hasSize(12);
    }

    @Test
    void theLargestTorrentIsShownInBoundedMeasure() throws Exception {
        BitSet odd = new BitSet();
        for (int piece = 1; piece < 5_000; piece += 2) {
            odd.set(piece);
        }
        announce(2, 5, SwarmExample.map(odd, PieceLayout.MAX_PIECES));
        SwarmPieces pieces = pieces(OptionalInt.empty());
        assertThat(pieces.copies()).hasSize(SwarmPieces.MAX_CELLS).containsOnly(0);
        SwarmPieces.Holdings holdings = pieces.peers().get(0).orElseThrow();
        assertThat(holdings.have()).isEqualTo(2_500);
        assertThat(holdings.missing()).hasSize(SwarmPieces.MAX_RANGES).startsWith(new SwarmPieces.Range(0, 0));
        assertThat(holdings.moreMissing()).isTrue();
        assertThat(holdings.strip()).hasSize(SwarmPieces.STRIP_CELLS);
    }

    private void ask(String hex, long left) throws Exception {
        AnnounceRequest request = AnnounceRequest.of(
                        TORRENT, PeerId.of(new byte[20]), 6881, 0, 0, left, AnnounceEvent.UPDATE)
                .withPieceMap(java.util.HexFormat.of().parseHex(hex));
        logic.announce(request, InetAddress.getByAddress(new byte[] {10, 0, 0, 9}), AddressFamilies.BOTH, NOW);
    }

    private SwarmPeer only() {
        assertThat(resource().peers()).hasSize(1);
        return resource().peers().get(0);
    }

    @ParameterizedTest
    @CsvSource({"00", "0000000863", "ffffffff0300", "004000010300"})
    void aMapThatIsNoneIsPassedOverAndThePeerIsTaken(String hex) throws Exception {
        ask(hex, 5);
        assertThat(only().pieceMap()).isEmpty();
    }

    @Test
    void aLongMapIsPassedOver() throws Exception {
        byte[] bits = new byte[4_000];
        new Random(3).nextBytes(bits);
        byte[] packed = starling.announce.PieceMap.pack(bits, 32_000, 10_000).orElseThrow();
        ask(java.util.HexFormat.of().formatHex(packed), 5);
        assertThat(only().pieceMap()).isEmpty();
    }

    @Test
    void theLastAnnounceCountsAndASeedNeedsNoMap() throws Exception {
        announce(9, 5, map(10, 0, 4));
        announce(9, 5, map(10, 0, 5));
        assertThat(only().pieceMap()).contains(BString.of(map(10, 0, 5)));
        announce(9, 5, null);
        assertThat(only().pieceMap()).isEmpty();
        announce(9, 0, map(10, 0, 10));
        assertThat(only().pieceMap()).isEmpty();
    }

    @Test
    void asJson() throws Exception {
        announce(1, 5, map(10, 2, 4));
        Catalogued routes = new Catalogued();
        assertThat(routes.get("/swarms/" + TORRENT))
                .contains("\"pieces\":10,\"unknown_peers\":0,\"availability\":[0,0,1,1,0,0,0,0,0,0]")
                .contains(
                        "\"percent\":20.0,\"pieces_missing\":8,\"missing\":[[0,1],[4,9]],\"missing_cut_short\":false");
    }

    /** The routes over an empty catalogue. */
    private final class Catalogued {
        String get(String path) throws Exception {
            try (var catalogue = starling.tracker.catalogue.Catalogue.inMemory(infoHash -> true);
                    var server = new starling.tracker.http.HttpServer(
                            new java.net.InetSocketAddress("127.0.0.1", 0),
                            new starling.tracker.http.Router(List.copyOf(new SwarmRoutes(
                                            store, catalogue, infoHash -> true, Clock.fixed(NOW, ZoneOffset.UTC))
                                    .routes())),
                            starling.tracker.http.HttpLimits.DEFAULT,
                            Clock.systemUTC(),
                            System::nanoTime)) {
                server.start();
                var http = java.net.http.HttpClient.newHttpClient();
                return http.send(
                                java.net.http.HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:"
                                                + server.address().getPort() + path))
                                        .build(),
                                java.net.http.HttpResponse.BodyHandlers.ofString())
                        .body();
            }
        }
    }
}
