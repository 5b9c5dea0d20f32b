package starling.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.bencode.BString;

class PieceMapBoundTest {
    private final StoreTally tally = new StoreTally(StoreLimits.DEFAULT);

    private static PeerRecord peer(int number) throws UnknownHostException {
        Endpoint endpoint = new Endpoint(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) number}), 1);
        return new PeerRecord(PackedEndpoint.of(endpoint), PeerId.of(new byte[20]));
    }

    @Test
    void allMapsTogetherAreBoundedAndGiveBackWhatTheyTook() throws Exception {
        tally.pieceMapBytes.add(StoreTally.MAX_PIECE_MAP_BYTES - 75);
        PeerRecord first = peer(1);
        PeerRecord second = peer(2);
        Optional<BString> map = Optional.of(BString.of(new byte[10]));
        first.keepPieceMap(map, tally);
        first.keepPieceMap(map, tally);
        second.keepPieceMap(map, tally);
        assertThat(first.snapshot().pieceMap()).isEqualTo(map);
        assertThat(second.snapshot().pieceMap()).isEmpty();
        first.dropPieceMap(tally);
        first.dropPieceMap(tally);
        second.keepPieceMap(map, tally);
        assertThat(second.snapshot().pieceMap()).isEqualTo(map);
        assertThat(tally.pieceMapBytes.sum()).isEqualTo(StoreTally.MAX_PIECE_MAP_BYTES - 25);
    }
}
