package starling.krpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import starling.testing.Allocation;

class KrpcFuzz {
    @FuzzTest
    void datagram(byte[] input) throws Exception {
        Allocation.bounded(input.length, () -> {
            try {
                assertThat(KrpcReader.read(input)).isNotNull();
            } catch (KrpcException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            }
        });
    }
}
