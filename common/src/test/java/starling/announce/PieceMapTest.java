package starling.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.InfoHash;
import starling.metainfo.PieceLayout;

class PieceMapTest {
    private static byte[] raw(int pieces, byte[] deflated) {
        return ByteBuffer.allocate(4 + deflated.length)
                .putInt(pieces)
                .put(deflated)
                .array();
    }

    private static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static byte[] randomBits(int pieces, int seed) {
        byte[] bits = new byte[(pieces + 7) / 8];
        new Random(seed).nextBytes(bits);
        int spare = bits.length * 8 - pieces;
        bits[bits.length - 1] &= (byte) (0xff << spare);
        return bits;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 1_000, 8_192, 12_345})
    void aMapComesBack(int pieces) throws Exception {
        byte[] bits = randomBits(pieces, pieces);
        PieceMap map = PieceMap.unpack(PieceMap.pack(bits, pieces, 4_096).orElseThrow());
        assertThat(map.pieces()).isEqualTo(pieces);
        assertThat(map.bitfield()).isEqualTo(bits);
        int count = 0;
        for (int piece = 0; piece < pieces; piece++) {
            boolean has = (bits[piece / 8] & 0x80 >> piece % 8) != 0;
            assertThat(map.has(piece)).isEqualTo(has);
            count += has ? 1 : 0;
        }
        assertThat(map.count()).isEqualTo(count);
    }

    @Test
    void theLongestMapComesBackAndIsSmallWhereItIsSimple() throws Exception {
        byte[] bits = new byte[PieceLayout.MAX_PIECES / 8];
        Arrays.fill(bits, 0, bits.length / 2, (byte) 0xff);
        byte[] packed = PieceMap.pack(bits, PieceLayout.MAX_PIECES, PieceMap.MAX_PACKED_BYTES)
                .orElseThrow();
        assertThat(PieceMap.unpack(packed).bitfield()).isEqualTo(bits);
    }

    @Test
    void theFormIsFixed() {
        assertThat(PieceMap.pack(new byte[] {(byte) 0xf0, 0, (byte) 0x80}, 17, 100))
                .hasValueSatisfying(packed -> assertThat(packed)
                        .startsWith(0, 0, 0, 17)
                        .isEqualTo(raw(17, deflate(new byte[] {(byte) 0xf0, 0, (byte) 0x80}))));
    }

    @ParameterizedTest
    @CsvSource({"20000,2048", "100,15", "8,5", "8,4", "8,0", "8,-1"})
    void whatDoesNotFitIsNoMap(int pieces, int mostBytes) {
        assertThat(PieceMap.pack(randomBits(pieces, 3), pieces, mostBytes)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "-1,0", "8,2", "9,1", "4194305,524289"})
    void aBitfieldOfAnotherLengthIsNotPacked(int pieces, int bytes) {
        assertThatThrownBy(() -> PieceMap.pack(new byte[bytes], pieces, 2_048))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "'',nothing",
        "000000,a part of the count",
        "00000008,no content",
        "000000000300,no pieces",
        "ffffffff0300,a negative count",
        "004000010300,too many pieces",
        "000000080300,no bytes",
        "00000008ff,not deflated",
        "0000000863,cut short",
        "0000000865,reserved block type"
    })
    void whatIsNoMap(String hex, String why) {
        assertThatThrownBy(() -> PieceMap.unpack(HexFormat.of().parseHex(hex)))
                .as(why)
                .isInstanceOf(AnnounceException.class);
    }

    @Test
    void neitherMoreNorLessThanTheCountSays() {
        byte[] bomb = deflate(new byte[64 << 20]);
        for (int pieces : new int[] {1, 8, 1_000, PieceLayout.MAX_PIECES}) {
            int bytes = (pieces + 7) / 8;
            assertThatThrownBy(() -> PieceMap.unpack(raw(pieces, bomb))).isInstanceOf(AnnounceException.class);
            assertThatThrownBy(() -> PieceMap.unpack(raw(pieces, deflate(new byte[bytes + 1]))))
                    .isInstanceOf(AnnounceException.class);
            assertThatThrownBy(() -> PieceMap.unpack(raw(pieces, deflate(new byte[bytes - 1]))))
                    .isInstanceOf(AnnounceException.class);
            byte[] trailing = Arrays.copyOf(deflate(new byte[bytes]), deflate(new byte[bytes]).length + 1);
            assertThatThrownBy(() -> PieceMap.unpack(raw(pieces, trailing))).isInstanceOf(AnnounceException.class);
        }
        assertThatThrownBy(() -> PieceMap.unpack(raw(7, deflate(new byte[] {1}))))
                .as("a spare bit")
                .isInstanceOf(AnnounceException.class);
    }

    @Test
    void randomBytesNeverDoWorseThanAnError() {
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            byte[] packed = new byte[random.nextInt(40)];
            random.nextBytes(packed);
            if (packed.length > 3) {
                packed[0] = 0;
                packed[1] = 0;
            }
            try {
                PieceMap map = PieceMap.unpack(packed);
                assertThat(map.bitfield()).hasSize((map.pieces() + 7) / 8);
            } catch (AnnounceException refused) {
                assertThat(refused.getMessage()).contains("piece map");
            }
        }
    }

    @Test
    void itTravelsInTheQueryWithinARequestLine() throws Exception {
        byte[] packed = new byte[PieceMap.MAX_PACKED_BYTES];
        Arrays.fill(packed, (byte) 0xff);
        byte[] worst = new byte[20];
        Arrays.fill(worst, (byte) 0xff);
        AnnounceRequest request = AnnounceRequest.of(
                        InfoHash.of(worst),
                        PeerId.of(worst),
                        65535,
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        AnnounceEvent.COMPLETED)
                .withKey(java.util.Optional.of("f".repeat(16)), java.util.Optional.of("%".repeat(100)))
                .withPieceMap(packed);
        String query = HttpAnnounceQuery.write(request);
        assertThat(("GET /announce?" + query + " HTTP/1.1").length()).isLessThan(8 * 1024);
        assertThat(HttpAnnounceQuery.read(QueryString.parse(query))).isEqualTo(request);
    }

    @ParameterizedTest
    @CsvSource({"i2048e,2048", "i1e,1", "i0e,", "i-5e,", "i9999999999e,2048", "4:2048,"})
    void theAnswerSaysHowLongAMapItTakes(String value, Integer most) throws Exception {
        AnnounceResponse.Swarm swarm = (AnnounceResponse.Swarm)
                HttpAnnounceAnswer.read(("d8:intervali9e9:piece map" + value + "e").getBytes());
        assertThat(swarm.pieceMapBytes())
                .isEqualTo(most == null ? java.util.OptionalInt.empty() : java.util.OptionalInt.of(most));
    }
}
