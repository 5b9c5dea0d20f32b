package starling.bencode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.bencode.BencodeReader.Limits;

class BencodeBoundsTest {
    private static final int MILLIONS = 5_000_000;

    private static byte[] repeat(String unit, int times) {
        return BencodeReaderTest.bytes(unit.repeat(times));
    }

    @ParameterizedTest
    @ValueSource(strings = {"l", "d1:a", "ld1:a"})
    void refusesNestingBombs(String unit) {
        byte[] bomb = repeat(unit, MILLIONS);

        assertThatThrownBy(() -> BencodeReader.read(bomb, Limits.METAINFO))
                .isInstanceOf(BencodeException.class)
                .hasMessageContaining("nested deeper");
    }

    @Test
    void nestingCostsNoStack() throws Exception {
        int depth = 1_000_000;
        byte[] nested = new byte[2 * depth];
        Arrays.fill(nested, 0, depth, (byte) 'l');
        Arrays.fill(nested, depth, 2 * depth, (byte) 'e');

        BValue value = BencodeReader.read(nested, new Limits(depth, depth));

        int levels = 0;
        for (BValue at = value;
                at instanceof BList list;
                at = list.values().isEmpty() ? null : list.values().get(0)) {
            levels++;
        }
        assertThat(levels).isEqualTo(depth);
    }

    @Test
    void depthIsBoundedExactly() throws Exception {
        Limits limits = new Limits(3, 100);

        assertThat(BencodeReader.read(BencodeReaderTest.bytes("llleee"), limits))
                .isInstanceOf(BList.class);
        assertThatThrownBy(() -> BencodeReader.read(BencodeReaderTest.bytes("lllleeee"), limits))
                .isInstanceOf(BencodeException.class);
    }

    @Test
    void valuesAreBoundedExactly() throws Exception {
        Limits limits = new Limits(3, 4);

        assertThat(BencodeReader.read(BencodeReaderTest.bytes("li1ei2ei3ee"), limits))
                .isInstanceOf(BList.class);
        assertThatThrownBy(() -> BencodeReader.read(BencodeReaderTest.bytes("li1ei2ei3ei4ee"), limits))
                .isInstanceOf(BencodeException.class)
                .hasMessageContaining("more than 4 values");
        assertThatThrownBy(() -> BencodeReader.read(BencodeReaderTest.bytes("d1:ai1e1:bi2e1:ci3e1:di4ee"), limits))
                .isInstanceOf(BencodeException.class);
    }

    /** The tests' heap of 512 MiB is what the costliest inputs must fit into. */
    @ParameterizedTest
    @ValueSource(strings = {"de", "le", "0:", "i0e"})
    void refusesValueBombsBeforeTheyFillTheHeap(String unit) {
        byte[] bomb = BencodeReaderTest.bytes("l" + unit.repeat(MILLIONS) + "e");

        assertThatThrownBy(() -> BencodeReader.read(bomb, Limits.METAINFO))
                .isInstanceOf(BencodeException.class)
                .hasMessageContaining("values");
    }

    @Test
    void aLengthIsNeverAllocatedFor() {
        assertThatThrownBy(() -> BencodeReader.read(BencodeReaderTest.bytes("2147483647:abc"), Limits.METAINFO))
                .isInstanceOf(BencodeException.class)
                .hasMessageContaining("longer than the input");
    }
}
