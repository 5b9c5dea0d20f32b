package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.InfoHash;
import starling.wire.Bitfield;
import starling.wire.MessageType;
import starling.wire.PeerMessage;

/** How connections begin, and what ends them: whom we stay with, what breaks the protocol. */
class ProtocolTest extends WithScriptedPeers {
    // The handshake

    @Test
    void whoAsksForAnotherTorrentIsHungUpOn() throws Exception {
        Client client = client("a");
        seed(client, Sample.of(50_000, 32_768));

        assertThatThrownBy(() -> ScriptedPeer.dial(client.port(), InfoHash.of(new byte[20]), ScriptedPeer.ID, true))
                .isInstanceOf(IOException.class);
    }

    @Test
    void whoAnswersForAnotherTorrentIsHungUpOn() throws Exception {
        Sample sample = Sample.of(50_000, 32_768);
        ScriptedPeer.Door door = door();
        download(client("a"), sample, door.endpoint());

        ScriptedPeer peer = keep(door.accept(InfoHash.of(new byte[20]), ScriptedPeer.ID, true));

        assertThat(peer.theirs.infoHash()).isEqualTo(sample.metainfo().infoHash());
        assertThat(peer.isHungUp()).isTrue();
    }

    @Test
    void itselfIsHungUpOnAndNotCalledAgain() throws Exception {
        Sample sample = Sample.of(50_000, 32_768);
        ScriptedPeer.Door door = door();
        Client client = client("a");
        TorrentSession session = download(client, sample, door.endpoint());

        ScriptedPeer peer = keep(door.accept(sample.metainfo().infoHash(), client.peerId(), true));

        assertThat(peer.isHungUp()).isTrue();
        session.pause();
        session.start();
        assertThat(session.snapshot().peers()).isEmpty();
        assertThat(door.isCalled()).isFalse();
    }

    @Test
    void whoIsConnectedAlreadyIsHungUpOn() throws Exception {
        Sample sample = Sample.of(50_000, 32_768);
        Client client = client("a");
        seed(client, sample);
        ScriptedPeer first = dial(client, sample, true);
        assertThat(first.hear()).isEqualTo(PeerMessage.HAVE_ALL);

        ScriptedPeer second = dial(client, sample, true);

        assertThat(second.isHungUp()).isTrue();
        first.say(PeerMessage.INTERESTED);
        first.hear(MessageType.UNCHOKE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWeHaveIsSaidFirst(boolean fast) throws Exception {
        Sample sample = Sample.of(50_000, 32_768);
        Client client = client("a");
        seed(client, sample);

        PeerMessage first = dial(client, sample, fast).hear();

        assertThat(first).isEqualTo(fast ? PeerMessage.HAVE_ALL : PeerMessage.Pieces.of(Bitfield.full(2)));
    }

    // What breaks the protocol

    static Stream<Arguments> nonsense() {
        ByteBuffer one = ByteBuffer.allocate(1);
        return Stream.<Map.Entry<String, PeerMessage>>of(
                        Map.entry("a bitfield of three bytes", new PeerMessage.Pieces(ByteBuffer.allocate(3))),
                        Map.entry("a bitfield of none", new PeerMessage.Pieces(ByteBuffer.allocate(0))),
                        Map.entry("spare bits", new PeerMessage.Pieces(ByteBuffer.wrap(new byte[] {1}))),
                        Map.entry("have of a piece too far", new PeerMessage.Have(4)),
                        Map.entry("have of a negative piece", new PeerMessage.Have(-1)),
                        Map.entry("request of a piece too far", new PeerMessage.Request(4, 0, 1)),
                        Map.entry("request of a negative piece", new PeerMessage.Request(-1, 0, 1)),
                        Map.entry("request past the end", new PeerMessage.Request(3, 1_000, BLOCK)),
                        Map.entry("request of nothing", new PeerMessage.Request(0, 0, 0)),
                        Map.entry("request of too much", new PeerMessage.Request(0, 0, 1 << 20)),
                        Map.entry("request before the start", new PeerMessage.Request(0, -1, 10)),
                        Map.entry("request whose end overflows", new PeerMessage.Request(0, Integer.MAX_VALUE, 10)),
                        Map.entry("a block of a piece too far", new PeerMessage.Piece(4, 0, one)),
                        Map.entry("a block of one byte", new PeerMessage.Piece(0, 0, one)),
                        Map.entry("a block between blocks", new PeerMessage.Piece(0, 1, ByteBuffer.allocate(BLOCK))),
                        Map.entry("a reject out of bounds", new PeerMessage.Reject(4, 0, BLOCK)),
                        Map.entry("an extended handshake that is none", new PeerMessage.Extended(0, one)))
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void nonsenseEndsTheConnection(String what, PeerMessage message) throws Exception {
        Sample sample = Sample.of(100_000, 32_768);
        Client client = client("a");
        seed(client, sample);
        ScriptedPeer peer = dial(client, sample, true);
        peer.hear();

        peer.say(message);

        assertThat(peer.isHungUp()).isTrue();
    }

    @Test
    void aSecondBitfieldEndsTheConnection() throws Exception {
        Sample sample = Sample.of(100_000, 32_768);
        Client client = client("a");
        seed(client, sample);
        ScriptedPeer peer = dial(client, sample, true);

        peer.say(PeerMessage.HAVE_NONE, PeerMessage.HAVE_NONE);

        assertThat(peer.isHungUp()).isTrue();
    }

    @Test
    void aFrameOfAnAbsurdLengthEndsTheConnection() throws Exception {
        Sample sample = Sample.of(100_000, 32_768);
        Client client = client("a");
        seed(client, sample);
        ScriptedPeer peer = dial(client, sample, true);

        peer.say((byte) 0x7f, (byte) -1, (byte) -1, (byte) -1);

        assertThat(peer.isHungUp()).isTrue();
    }

    @Test
    void whatIsUnknownIsPassedOver() throws Exception {
        Sample sample = Sample.of(100_000, 32_768);
        Client client = client("a");
        seed(client, sample);
        ScriptedPeer peer = dial(client, sample, true);

        peer.say(
                PeerMessage.KEEP_ALIVE,
                new PeerMessage.Unknown(99),
                new PeerMessage.Port(1),
                new PeerMessage.Suggest(7),
                new PeerMessage.AllowedFast(7),
                new PeerMessage.Cancel(9, 9, 9),
                new PeerMessage.Extended(77, ByteBuffer.allocate(10)),
                PeerMessage.INTERESTED);

        peer.hear(MessageType.UNCHOKE);
    }
}
