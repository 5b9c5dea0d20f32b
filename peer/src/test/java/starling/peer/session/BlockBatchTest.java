package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.metainfo.PieceLayout;
import starling.wire.PeerMessage;

/** Blocks of 16 KiB behind one another in a buffer, with the headers of messages in between. */
class BlockBatchTest {
    private static final int BLOCK = PieceLayout.BLOCK_LENGTH;

    private final byte[] content = new byte[8 * BLOCK];
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(9 * BLOCK);
    private final BlockBatch batch = new BlockBatch();

    BlockBatchTest() {
        new Random(9).nextBytes(content);
    }

    private void comes(int piece, int block, int length, int header) {
        buffer.position(buffer.position() + header);
        int start = buffer.position();
        buffer.put(content, block * BLOCK, length);
        batch.add(new PeerMessage.Piece(
                piece, block * BLOCK, buffer.duplicate().position(start).limit(start + length)));
    }

    private static byte[] bytes(ByteBuffer run) {
        byte[] bytes = new byte[run.remaining()];
        run.get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"true, 13", "true, 0", "true, 9000", "false, 13"})
    void aRunIsTheBytesOfItsBlocks(boolean shortLast, int header) {
        int last = shortLast ? 100 : BLOCK;
        for (int block = 1; block < 4; block++) {
            comes(0, block, BLOCK, header);
        }
        comes(0, 4, last, header);

        assertThat(batch.endOfRun(0)).isEqualTo(4);
        assertThat(bytes(batch.run(0, 4))).isEqualTo(Arrays.copyOfRange(content, BLOCK, 4 * BLOCK + last));
    }

    @Test
    void runsOfOneBatchLeaveEachOtherAlone() {
        comes(0, 2, BLOCK, 13);
        comes(0, 3, BLOCK, 13);
        comes(0, 5, BLOCK, 13);
        comes(1, 6, BLOCK, 22);
        comes(1, 7, BLOCK, 13);

        int[] ends = {2, 2, 3, 5, 5};
        for (int first = 0; first < ends.length; first++) {
            assertThat(batch.endOfRun(first)).isEqualTo(ends[first]);
        }
        assertThat(bytes(batch.run(0, 2))).isEqualTo(Arrays.copyOfRange(content, 2 * BLOCK, 4 * BLOCK));
        assertThat(bytes(batch.run(2, 3))).isEqualTo(Arrays.copyOfRange(content, 5 * BLOCK, 6 * BLOCK));
        assertThat(bytes(batch.run(3, 5))).isEqualTo(Arrays.copyOfRange(content, 6 * BLOCK, 8 * BLOCK));
    }
}
