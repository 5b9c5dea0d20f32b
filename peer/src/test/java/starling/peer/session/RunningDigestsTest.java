package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.metainfo.ContentReader;
import starling.metainfo.InfoHash;
import starling.metainfo.PieceDigest;
import starling.metainfo.PieceLayout;

class RunningDigestsTest {
    private static final int BLOCK = PieceLayout.BLOCK_LENGTH;
    private static final int BLOCKS = 6;

    private final byte[] piece = new byte[BLOCKS * BLOCK - 100];
    private final PieceLayout layout = new PieceLayout(piece.length, BLOCKS * BLOCK);
    private final RunningDigests<Object> digests = new RunningDigests<>();
    private int readBytes;

    RunningDigestsTest() {
        new Random(3).nextBytes(piece);
    }

    @ParameterizedTest
    @CsvSource({
        "0 1 2 3 4 5, 0",
        "1 0 2 3 4 5, 5",
        "5 4 3 2 1 0, 5",
        "0 1 2 4 3 5, 2",
        "1 2 3 4 5, 6",
        "0 0 1 1 2 3 4 5, 0",
    })
    void whateverCameInOrderIsNotReadAgain(String order, int blocksRead) throws IOException {
        Object whole = partial();
        for (String block : order.split(" ")) {
            written(whole, Integer.parseInt(block));
        }
        assertThat(finish(whole)).isEqualTo(InfoHash.sha1().digest(piece));
        int expected = 0;
        for (int block = BLOCKS - blocksRead; block < BLOCKS; block++) {
            expected += layout.blockLength(0, block);
        }
        assertThat(readBytes).isEqualTo(expected);
    }

    @Test
    void moreThanAreKeptAreReadInTheEnd() throws IOException {
        List<Object> pieces = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pieces.add(partial());
        }
        for (int block = 0; block < BLOCKS; block++) {
            for (Object each : pieces) {
                written(each, block);
            }
        }
        Collections.shuffle(pieces, new Random(5));
        for (Object each : pieces) {
            assertThat(finish(each)).isEqualTo(InfoHash.sha1().digest(piece));
        }
    }

    private Object partial() {
        return new Object();
    }

    private void written(Object to, int block) {
        int length = layout.blockLength(0, block);
        ByteBuffer buffer = ByteBuffer.allocateDirect(13 + length);
        buffer.position(13).put(piece, block * BLOCK, length);
        digests.written(to, block * BLOCK, buffer, 13, length);
        assertThat(buffer.hasRemaining()).isFalse();
    }

    private byte[] finish(Object whole) throws IOException {
        ContentReader content = (offset, target) -> {
            readBytes += target.remaining();
            target.put(Arrays.copyOfRange(piece, (int) offset, (int) offset + target.remaining()));
        };
        PieceDigest digest = digests.take(whole);
        byte[] hash = digest.finish(content, layout, 0);
        digests.give(digest);
        return hash;
    }
}
