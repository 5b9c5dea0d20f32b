package starling.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PieceLayoutTest {
    /** Two pieces of 40,000 bytes and one of 20,001. */
    private static final PieceLayout ODD = new PieceLayout(100_001, 40_000);

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1",
        "1, 16384, 1, 1",
        "16384, 16384, 1, 16384",
        "16385, 16384, 2, 1",
        "32768, 16384, 2, 16384",
        "100001, 40000, 3, 20001",
        "32768000000, 16384, 2000000, 16384",
        "4194304, 1, 4194304, 1",
        "4503599627370496, 1073741824, 4194304, 1073741824"
    })
    void countsPieces(long totalBytes, int pieceLength, int pieces, int lastLength) {
        PieceLayout layout = new PieceLayout(totalBytes, pieceLength);

        assertThat(layout.pieceCount()).isEqualTo(pieces);
        assertThat(layout.pieceLength(pieces - 1)).isEqualTo(lastLength);
        assertThat(layout.pieceOffset(pieces - 1) + lastLength).isEqualTo(totalBytes);
        assertThat(layout.pieceAt(totalBytes - 1)).isEqualTo(pieces - 1);
        assertThat(layout.pieceAt(0)).isZero();
        assertThat(layout.isPiece(pieces - 1)).isTrue();
        assertThat(layout.isPiece(pieces)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 16384",
        "-1, 16384",
        "1, 0",
        "1, -1",
        "1, 1073741825",
        "1, 2147483647",
        "4194305, 1",
        "4503599627370497, 1073741824",
        "9223372036854775807, 1073741824"
    })
    void refusesTheAbsurd(long totalBytes, int pieceLength) {
        assertThatThrownBy(() -> new PieceLayout(totalBytes, pieceLength)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 16384, true",
        "0, 23616, 16384, true",
        "0, 23617, 16384, false",
        "0, 39999, 1, true",
        "0, 40000, 1, false",
        "0, 0, 40000, true",
        "0, 0, 40001, false",
        "2, 20000, 1, true",
        "2, 20001, 1, false",
        "2, 0, 20002, false",
        "0, 0, 0, false",
        "0, 0, -1, false",
        "0, -1, 16384, false",
        "0, 2147483647, 16384, false",
        "0, 16384, 2147483647, false",
        "0, -2147483648, -2147483648, false",
        "3, 0, 1, false",
        "-1, 0, 1, false",
        "2147483647, 0, 1, false",
        "-2147483648, 0, 1, false"
    })
    void judgesRequests(int piece, int begin, int length, boolean expected) {
        assertThat(ODD.isRequest(piece, begin, length)).isEqualTo(expected);
    }

    @Test
    void boundsTheLengthOfARequest() {
        PieceLayout layout = new PieceLayout(1 << 20, 1 << 20);

        assertThat(layout.isRequest(0, 0, PieceLayout.MAX_REQUEST_LENGTH)).isTrue();
        assertThat(layout.isRequest(0, 0, PieceLayout.MAX_REQUEST_LENGTH + 1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 16384, true",
        "0, 16384, 16384, true",
        "0, 32768, 7232, true",
        "0, 32768, 16384, false",
        "0, 32768, 7231, false",
        "0, 49152, 1, false",
        "0, 1, 16384, false",
        "0, -16384, 16384, false",
        "2, 16384, 3617, true",
        "2, 16384, 3618, false",
        "3, 0, 16384, false",
        "-1, 0, 16384, false",
        "0, 2147467264, 16384, false"
    })
    void knowsItsBlocks(int piece, int begin, int length, boolean expected) {
        assertThat(ODD.isBlock(piece, begin, length)).isEqualTo(expected);
    }

    @Test
    void blocksAddUpToTheirPiece() {
        for (PieceLayout layout : new PieceLayout[] {ODD, new PieceLayout(70_000, 16_384), new PieceLayout(9, 2)}) {
            for (int piece = 0; piece < layout.pieceCount(); piece++) {
                int sum = 0;
                for (int block = 0; block < layout.blockCount(piece); block++) {
                    int length = layout.blockLength(piece, block);
                    assertThat(layout.isBlock(piece, block * PieceLayout.BLOCK_LENGTH, length))
                            .isTrue();
                    sum += length;
                }
                assertThat(sum).isEqualTo(layout.pieceLength(piece));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 16384",
        "32768000, 16384",
        "32784383, 16384",
        "32784384, 32768",
        "1073741824, 1048576",
        "1099511627776, 16777216"
    })
    void choosesAPieceLength(long totalBytes, int expected) {
        assertThat(PieceLayout.choosePieceLength(totalBytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"100, 1, 1", "100, 3, 3", "10, 4, 4", "10, 10, 10", "1, 5, 1", "10, 6, 5", "100001, 7, 7"})
    void dividesIntoParts(long totalBytes, int parts, int pieces) {
        long length = PieceLayout.pieceLengthForParts(totalBytes, parts);

        assertThat(new PieceLayout(totalBytes, (int) length).pieceCount()).isEqualTo(pieces);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1"})
    void noPartsAreNone(int parts) {
        assertThatThrownBy(() -> PieceLayout.pieceLengthForParts(100, parts))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
