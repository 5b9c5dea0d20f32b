package starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.testing.Mutations;

class MetadataMessageTest {
    private static MetadataMessage read(String payload) throws WireException {
        return MetadataMessage.read(ByteBuffer.wrap(payload.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void comesBack() throws Exception {
        ByteBuffer full = ByteBuffer.allocate(MetadataMessage.PIECE_LENGTH);
        ByteBuffer rest = ByteBuffer.wrap(new byte[] {1, 2, 3});
        for (MetadataMessage message : List.of(
                new MetadataMessage.Request(0),
                new MetadataMessage.Reject(2047),
                new MetadataMessage.Data(1, 2 * MetadataMessage.PIECE_LENGTH, full),
                new MetadataMessage.Data(2, 2 * MetadataMessage.PIECE_LENGTH + 3, rest))) {
            assertThat(MetadataMessage.read(MetadataMessage.payload(message))).isEqualTo(message);
        }
    }

    @Test
    void readsTheExamplesOfBep9() throws Exception {
        assertThat(read("d8:msg_typei0e5:piecei0ee")).isEqualTo(new MetadataMessage.Request(0));
        assertThat(read("d8:msg_typei2e5:piecei0ee")).isEqualTo(new MetadataMessage.Reject(0));
        assertThat(read("d8:msg_typei1e5:piecei0e10:total_sizei8eexxxxxxxx"))
                .isEqualTo(
                        new MetadataMessage.Data(0, 8, ByteBuffer.wrap("xxxxxxxx".getBytes(StandardCharsets.UTF_8))));
        assertThat(read("d8:msg_typei9e5:piecei4ee")).isEqualTo(new MetadataMessage.Unknown(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "le",
                "de",
                "d8:msg_typei0ee",
                "d5:piecei0ee",
                "d8:msg_typei0e5:piecei-1ee",
                "d8:msg_typei-1e5:piecei0ee",
                "d8:msg_typei0e5:piecei2048ee",
                "d8:msg_typei0e5:piecei4294967296ee",
                "d8:msg_typei1e5:piecei0eexxx",
                "d8:msg_typei1e5:piecei0e10:total_sizei0ee",
                "d8:msg_typei1e5:piecei0e10:total_sizei3eexx",
                "d8:msg_typei1e5:piecei0e10:total_sizei3eexxxx",
                "d8:msg_typei1e5:piecei0e10:total_sizei33554433eexx",
                "d8:msg_typei1e5:piecei1e10:total_sizei16384ee",
                "d8:msg_typei1e5:piecei1e10:total_sizei-5eex"
            })
    void refusesWhatIsOutOfBounds(String payload) {
        assertThatThrownBy(() -> read(payload)).isInstanceOf(WireException.class);
    }

    @Test
    void damagedOnesAreRefusedOrInRange() {
        byte[] data = "d8:msg_typei1e5:piecei0e10:total_sizei8eexxxxxxxx".getBytes(StandardCharsets.UTF_8);
        byte[] request = "d8:msg_typei0e5:piecei11ee".getBytes(StandardCharsets.UTF_8);

        Mutations.Tally tally = Mutations.run(List.of(data, request), 20_000, WireException.class, input -> {
            MetadataMessage message = MetadataMessage.read(ByteBuffer.wrap(input));
            assertThat(message.piece()).isBetween(0, 2047);
            if (message instanceof MetadataMessage.Data piece) {
                assertThat(piece.data().remaining())
                        .isEqualTo(MetadataMessage.pieceLength(piece.piece(), piece.metadataBytes()));
            }
        });

        assertThat(tally.taken()).isGreaterThan(100);
        assertThat(tally.refused()).isGreaterThan(100);
    }
}
