package starling.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import starling.metainfo.PieceLayout;
import starling.testing.Allocation;

class WireFuzz {
    @FuzzTest
    void handshake(byte[] input) throws Exception {
        if (input.length < Handshake.LENGTH) {
            return;
        }
        try {
            Handshake handshake = Handshake.read(ByteBuffer.wrap(input, 0, Handshake.LENGTH));
            ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
            handshake.write(out);
            assertThat(Handshake.read(out.flip())).isEqualTo(handshake);
        } catch (WireException declared) {
            assertThat(declared.getMessage()).isNotBlank();
        }
    }

    @FuzzTest
    void message(byte[] input) throws Exception {
        Allocation.bounded(input.length, () -> {
            try {
                PeerMessage message = PeerMessageCodec.decode(ByteBuffer.wrap(input));
                ByteBuffer out = ByteBuffer.allocate(PeerMessageCodec.encodedLength(message));
                PeerMessageCodec.encode(message, out);
                assertThat(out.hasRemaining()).isFalse();
                if (message.type() != MessageType.UNKNOWN) {
                    assertThat(Arrays.copyOfRange(out.array(), 4, out.capacity()))
                            .isEqualTo(input);
                }
            } catch (WireException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            }
        });
    }

    @FuzzTest
    void bitfield(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        int pieces = 8 * (input.length - 1) - (input[0] & 7);
        Allocation.bounded(input.length, () -> {
            try {
                Bitfield bitfield = Bitfield.read(ByteBuffer.wrap(input, 1, input.length - 1), Math.max(0, pieces));
                assertThat(bitfield.bytes()).isEqualTo(Arrays.copyOfRange(input, 1, input.length));
                int set = 0;
                for (int at = bitfield.next(0); at >= 0; at = at + 1 < pieces ? bitfield.next(at + 1) : -1) {
                    assertThat(at).isLessThan(pieces);
                    set++;
                }
                assertThat(bitfield.count()).isEqualTo(set);
            } catch (WireException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            }
        });
    }

    @FuzzTest
    void extendedHandshake(byte[] input) throws Exception {
        Allocation.bounded(input.length, () -> {
            try {
                ExtendedHandshake handshake = ExtendedHandshake.read(ByteBuffer.wrap(input));
                assertThat(handshake.messages().values()).allMatch(id -> id >= 0 && id < 256);
                PeerMessage.Extended again = (PeerMessage.Extended) handshake.message();
                assertThat(ExtendedHandshake.read(again.payload())).isEqualTo(handshake);
            } catch (WireException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            }
        });
    }

    @FuzzTest
    void metadata(byte[] input) throws Exception {
        Allocation.bounded(input.length, () -> {
            try {
                MetadataMessage message = MetadataMessage.read(ByteBuffer.wrap(input));
                if (!(message instanceof MetadataMessage.Unknown)) {
                    assertThat(MetadataMessage.read(MetadataMessage.payload(message)))
                            .isEqualTo(message);
                }
            } catch (WireException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            }
        });
    }

    @FuzzTest
    void dontHave(byte[] input) throws Exception {
        PieceLayout layout = new PieceLayout(1_000, 10);
        try {
            int piece = DontHave.piece(ByteBuffer.wrap(input), layout);
            assertThat(layout.isPiece(piece)).isTrue();
            assertThat(DontHave.piece(DontHave.payload(piece), layout)).isEqualTo(piece);
        } catch (WireException declared) {
            assertThat(declared.getMessage()).isNotBlank();
        }
    }

    @FuzzTest
    void peerExchange(byte[] input) throws Exception {
        Allocation.bounded(input.length, () -> {
            try {
                PeerExchangeMessage message = PeerExchangeMessage.read(ByteBuffer.wrap(input));
                assertThat(message.added().size()).isLessThanOrEqualTo(2 * PeerExchangeMessage.MOST);
                assertThat(PeerExchangeMessage.read(message.payload())).isEqualTo(message);
            } catch (WireException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            }
        });
    }
}
