package starling.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.net.InetAddress;
import starling.tracker.testing.Allocation;

class RequestFuzz {
    @FuzzTest
    void request(byte[] input) throws Exception {
        Allocation.bounded(input.length, () -> {
            try {
                ConnectionInput in = new ConnectionInput(new ByteArrayInputStream(input));
                in.hasHead();
                in.peekPath();
                HttpRequest request =
                        new RequestParser(HttpLimits.DEFAULT).parse(in, InetAddress.getLoopbackAddress(), false);
                assertThat(request.path())
                        .satisfiesAnyOf(
                                path -> assertThat(path).startsWith("/"),
                                path -> assertThat(path).isEqualTo("*"));
                assertThat(request.path() + request.query()).doesNotContain("\r", "\n", "\0");
            } catch (HttpException declared) {
                assertThat(declared.status()).isBetween(400, 599);
            } catch (EOFException cutShort) {
                assertThat(cutShort.getMessage()).isNotBlank();
            }
        });
    }
}
