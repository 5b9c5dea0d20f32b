package starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BitfieldTest {
    static IntStream sizes() {
        return IntStream.rangeClosed(1, 70);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void hasExactlyTheBytesAndAZeroTail(int pieces) throws Exception {
        int length = (pieces + 7) / 8;
        int spare = length * 8 - pieces;
        byte[] full = Bitfield.full(pieces).bytes();

        assertThat(Bitfield.byteLength(pieces)).isEqualTo(length);
        assertThat(full).hasSize(length);
        for (int i = 0; i < length - 1; i++) {
            assertThat(full[i]).isEqualTo((byte) 0xff);
        }
        assertThat(full[length - 1]).isEqualTo((byte) (0xff << spare));
        assertThat(Bitfield.read(ByteBuffer.wrap(full), pieces))
                .isEqualTo(Bitfield.full(pieces))
                .satisfies(read -> assertThat(read.isFull()).isTrue());
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void everySpareBitIsRefused(int pieces) {
        byte[] wire = new byte[(pieces + 7) / 8];
        for (int bit = pieces; bit < wire.length * 8; bit++) {
            byte[] spoiled = wire.clone();
            spoiled[bit / 8] |= (byte) (0x80 >>> bit % 8);
            assertThatThrownBy(() -> Bitfield.read(ByteBuffer.wrap(spoiled), pieces))
                    .as("bit %d", bit)
                    .isInstanceOf(WireException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void anyOtherLengthIsRefused(int pieces) {
        int length = (pieces + 7) / 8;
        for (int wrong : new int[] {0, length - 1, length + 1, length + 100}) {
            if (wrong != length) {
                assertThatThrownBy(() -> Bitfield.read(ByteBuffer.allocate(wrong), pieces))
                        .isInstanceOf(WireException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void agreesWithABitSet(int pieces) throws Exception {
        Random random = new Random(pieces);
        BitSet expected = new BitSet();
        Bitfield bitfield = new Bitfield(pieces);
        for (int step = 0; step < 200; step++) {
            int piece = random.nextInt(pieces);
            if (random.nextInt(3) == 0) {
                assertThat(bitfield.clear(piece)).isEqualTo(expected.get(piece));
                expected.clear(piece);
            } else {
                assertThat(bitfield.set(piece)).isEqualTo(!expected.get(piece));
                expected.set(piece);
            }
            assertThat(bitfield.count()).isEqualTo(expected.cardinality());
        }
        for (int piece = 0; piece < pieces; piece++) {
            assertThat(bitfield.get(piece)).isEqualTo(expected.get(piece));
        }
        assertThat(bitfield.isEmpty()).isEqualTo(expected.isEmpty());
        assertThat(bitfield.isFull()).isEqualTo(expected.cardinality() == pieces);
        assertThat(Bitfield.of(expected, pieces)).isEqualTo(bitfield).hasSameHashCodeAs(bitfield);
        Bitfield back = Bitfield.read(ByteBuffer.wrap(bitfield.bytes()), pieces);
        assertThat(back).isEqualTo(bitfield);
        assertThat(back.count()).isEqualTo(bitfield.count());
    }

    @Test
    void theFirstPieceIsTheHighBit() {
        Bitfield bitfield = new Bitfield(10);
        bitfield.set(0);
        bitfield.set(9);

        assertThat(bitfield.bytes()).containsExactly(0x80, 0x40);
    }

    @Test
    void aPieceBeyondTheEndIsNeverSet() {
        Bitfield bitfield = new Bitfield(10);

        assertThat(bitfield.set(10)).isFalse();
        assertThat(bitfield.set(15)).isFalse();
        assertThat(bitfield.bytes()).containsExactly(0, 0);
    }

    @Test
    void aCopyIsApart() {
        Bitfield bitfield = new Bitfield(3);
        Bitfield copy = bitfield.copy();
        bitfield.set(1);
        bitfield.bytes()[0] = 0;

        assertThat(copy.isEmpty()).isTrue();
        assertThat(bitfield.get(1)).isTrue();
        assertThat(copy).isNotEqualTo(bitfield);
    }

    @Test
    void sizesThatSpendTheSameBytesDiffer() {
        assertThat(new Bitfield(9)).isNotEqualTo(new Bitfield(10));
    }

    @Test
    void twoMillionPiecesPass() throws Exception {
        Bitfield bitfield = Bitfield.full(2_000_000);
        PeerMessage.Pieces message = PeerMessage.Pieces.of(bitfield);
        ByteBuffer out = ByteBuffer.allocate(PeerMessageCodec.encodedLength(message));
        PeerMessageCodec.encode(message, out);
        out.flip();

        assertThat(out.getInt()).isEqualTo(250_001).isLessThanOrEqualTo(PeerMessageCodec.maxFrame(2_000_000));
        PeerMessage.Pieces back = (PeerMessage.Pieces) PeerMessageCodec.decode(out);
        assertThat(Bitfield.read(back.bits(), 2_000_000).isFull()).isTrue();
    }
}
