package starling.krpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import starling.testing.Allocation;

class KrpcFuzz {
    @FuzzTest
    void datagram(byte[] input) throws Exception {
        Allocation.bounded(input.length, () -> {
            try {
                KrpcMessage message = KrpcReader.read(input);
                assertThat(KrpcReader.read(KrpcWriter.write(message))).isEqualTo(message);
            } catch (KrpcException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            }
        });
    }
}
