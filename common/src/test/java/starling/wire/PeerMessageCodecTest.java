package starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import starling.metainfo.PieceLayout;
import starling.testing.Mutations;

class PeerMessageCodecTest {
    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    static List<PeerMessage> messages() {
        Bitfield bitfield = new Bitfield(11);
        bitfield.set(0);
        bitfield.set(10);
        return List.of(
                PeerMessage.KEEP_ALIVE,
                PeerMessage.CHOKE,
                PeerMessage.UNCHOKE,
                PeerMessage.INTERESTED,
                PeerMessage.NOT_INTERESTED,
                PeerMessage.HAVE_ALL,
                PeerMessage.HAVE_NONE,
                new PeerMessage.Have(0x01020304),
                new PeerMessage.Have(-1),
                PeerMessage.Pieces.of(bitfield),
                new PeerMessage.Pieces(ByteBuffer.allocate(0)),
                new PeerMessage.Request(1, 16384, 16384),
                new PeerMessage.Request(Integer.MIN_VALUE, Integer.MAX_VALUE, -1),
                new PeerMessage.Piece(2, 32768, hex("cafe00ff")),
                new PeerMessage.Piece(2, 32768, ByteBuffer.allocate(0)),
                new PeerMessage.Piece(0, 0, ByteBuffer.allocate(PieceLayout.MAX_REQUEST_LENGTH)),
                new PeerMessage.Cancel(1, 2, 3),
                new PeerMessage.Port(0),
                new PeerMessage.Port(65535),
                new PeerMessage.Suggest(7),
                new PeerMessage.Reject(4, 5, 6),
                new PeerMessage.AllowedFast(8),
                new PeerMessage.Extended(0, hex("6465")),
                new PeerMessage.Extended(255, ByteBuffer.allocate(0)),
                ExtendedHandshake.EMPTY.withMessages(Map.of("ut_pex", 1)).message(),
                new PeerMessage.Unknown(21),
                new PeerMessage.Unknown(255));
    }

    @Test
    void theExamplesHoldEveryMessage() {
        Set<MessageType> types = EnumSet.noneOf(MessageType.class);
        messages().forEach(message -> types.add(message.type()));

        assertThat(types).isEqualTo(EnumSet.allOf(MessageType.class));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messagesComeBack(PeerMessage message) throws Exception {
        ByteBuffer out = ByteBuffer.allocate(PeerMessageCodec.encodedLength(message));

        PeerMessageCodec.encode(message, out);

        assertThat(out.hasRemaining()).as("as long as said").isFalse();
        out.flip();
        assertThat(out.getInt()).isEqualTo(out.remaining()).isLessThanOrEqualTo(PeerMessageCodec.maxFrame(11));
        assertThat(PeerMessageCodec.decode(out)).isEqualTo(message);
    }

    @Test
    void encodingLeavesBorrowedBuffersAsTheyWere() {
        PeerMessage.Piece piece =
                new PeerMessage.Piece(0, 0, hex("00112233").position(1).limit(3));

        for (int i = 0; i < 2; i++) {
            ByteBuffer out = ByteBuffer.allocate(15);
            PeerMessageCodec.encode(piece, out);
            assertThat(out.array())
                    .isEqualTo(hex("0000000b0700000000000000001122").array());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00000000",
        "0000000100",
        "0000000101",
        "0000000102",
        "0000000103",
        "00000005040000002a",
        "000000020580",
        "0000000d06000000010000400000004000",
        "0000000b0700000001000040000102",
        "0000000d08000000010000400000004000",
        "00000003091ae1",
        "000000050d00000001",
        "000000010e",
        "000000010f",
        "0000000d10000000010000400000004000",
        "000000051100000001",
        "0000000414006465"
    })
    void bytesOfTheSpecificationComeBack(String text) throws Exception {
        ByteBuffer frame = hex(text);
        frame.getInt();

        PeerMessage message = PeerMessageCodec.decode(frame);
        ByteBuffer out = ByteBuffer.allocate(PeerMessageCodec.encodedLength(message));
        PeerMessageCodec.encode(message, out);

        assertThat(HexFormat.of().formatHex(out.array())).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "choke with a body, 0000",
        "unchoke with a body, 0100",
        "interested with a body, 0200",
        "not interested with a body, 0300",
        "have of 3 bytes, 04000000",
        "have of 5 bytes, 040000000000",
        "have of none, 04",
        "request of 11 bytes, 060000000000000000000000",
        "request of 13 bytes, 0600000000000000000000000000",
        "piece of 7 bytes, 0700000000000000",
        "piece of none, 07",
        "cancel of 11 bytes, 080000000000000000000000",
        "port of 1 byte, 0900",
        "port of 3 bytes, 09000000",
        "suggest of 3 bytes, 0d000000",
        "have all with a body, 0e00",
        "have none with a body, 0f00",
        "reject of 11 bytes, 100000000000000000000000",
        "allowed fast of 5 bytes, 110000000000",
        "extended without an id, 14"
    })
    void refusesBodiesOfAWrongLength(String name, String frame) {
        assertThatThrownBy(() -> PeerMessageCodec.decode(hex(frame))).isInstanceOf(WireException.class);
    }

    @Test
    void passesOverAnIdItDoesNotKnowWhateverItsBody() throws Exception {
        for (int id : new int[] {10, 12, 18, 19, 21, 127, 128, 255}) {
            assertThat(PeerMessageCodec.decode(ByteBuffer.wrap(new byte[] {(byte) id, 1, 2, 3})))
                    .isEqualTo(new PeerMessage.Unknown(id));
        }
    }

    @Test
    void aPieceHeaderAndItsBytesAreAPieceMessage() {
        ByteBuffer apart = ByteBuffer.allocate(15);
        PeerMessageCodec.encodePieceHeader(3, 16384, 2, apart);
        assertThat(apart.position()).isEqualTo(PeerMessageCodec.PIECE_HEADER);
        apart.put((byte) 1).put((byte) 2);

        ByteBuffer whole = ByteBuffer.allocate(15);
        PeerMessageCodec.encode(new PeerMessage.Piece(3, 16384, hex("0102")), whole);

        assertThat(apart.array()).isEqualTo(whole.array());
    }

    @Test
    void aRequestWithoutAnObjectIsTheSameMessage() {
        PeerMessage.Request request = new PeerMessage.Request(3, -16384, Integer.MAX_VALUE);
        ByteBuffer direct = ByteBuffer.allocate(PeerMessageCodec.encodedLength(request));
        ByteBuffer whole = ByteBuffer.allocate(PeerMessageCodec.encodedLength(request));

        PeerMessageCodec.encodeRequest(request.piece(), request.begin(), request.length(), direct);
        PeerMessageCodec.encode(request, whole);

        assertThat(direct.hasRemaining()).isFalse();
        assertThat(direct.array()).isEqualTo(whole.array());
    }

    @Test
    void aFrameHasRoomForTheLargestOfEachMessage() {
        assertThat(PeerMessageCodec.maxFrame(1))
                .isGreaterThanOrEqualTo(9 + PieceLayout.MAX_REQUEST_LENGTH)
                .isLessThan(1 << 20);
        assertThat(PeerMessageCodec.maxFrame(PieceLayout.MAX_PIECES))
                .isEqualTo(1 + PieceLayout.MAX_PIECES / 8)
                .isLessThan(1 << 20);
    }

    @Test
    void damagedFramesAreRefusedOrComeBack() {
        List<byte[]> examples = new ArrayList<>();
        for (PeerMessage message : messages()) {
            if (PeerMessageCodec.encodedLength(message) < 200 && message.type() != MessageType.KEEP_ALIVE) {
                ByteBuffer out = ByteBuffer.allocate(PeerMessageCodec.encodedLength(message));
                PeerMessageCodec.encode(message, out);
                examples.add(java.util.Arrays.copyOfRange(out.array(), 4, out.capacity()));
            }
        }

        Mutations.Tally tally = Mutations.run(examples, 40_000, WireException.class, input -> {
            PeerMessage message = PeerMessageCodec.decode(ByteBuffer.wrap(input));
            if (message.type() != MessageType.UNKNOWN) {
                ByteBuffer out = ByteBuffer.allocate(PeerMessageCodec.encodedLength(message));
                PeerMessageCodec.encode(message, out);
                assertThat(java.util.Arrays.copyOfRange(out.array(), 4, out.capacity()))
                        .isEqualTo(input);
            }
            if (message instanceof PeerMessage.Pieces pieces) {
                assertThat(Bitfield.read(pieces.bits(), 11).count()).isLessThanOrEqualTo(11);
            }
            if (message instanceof PeerMessage.Extended extended) {
                ExtendedHandshake.read(extended.payload());
            }
        });

        assertThat(tally.taken()).isGreaterThan(500);
        assertThat(tally.refused()).isGreaterThan(500);
    }
}
