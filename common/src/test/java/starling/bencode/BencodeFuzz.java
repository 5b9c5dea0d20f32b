package starling.bencode;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import starling.testing.Allocation;

class BencodeFuzz {
    @FuzzTest
    void value(byte[] input) throws Exception {
        Allocation.bounded(input.length, () -> {
            try {
                BValue value = BencodeReader.read(input, BencodeReader.Limits.MESSAGE);
                byte[] written = BencodeWriter.write(value);
                assertThat(BencodeReader.read(written, BencodeReader.Limits.MESSAGE))
                        .isEqualTo(value);
                assertThat(written).hasSize(input.length);
            } catch (BencodeException declared) {
                assertThat(declared).hasMessageNotContaining("\n");
            }
        });
    }
}
