package starling.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.AddressLiteral;

class BodyBudgetTest {
    private static final int CHUNK = 64 * 1024;

    private final BodyBudget budget = new BodyBudget(8 * CHUNK);

    private BodyBudget.Upload receive(int chunks, String source) throws Exception {
        int length = chunks * CHUNK;
        return budget.receive(new RequestBody(new ByteArrayInputStream(new byte[length]), length), address(source));
    }

    private HttpResponse send(int chunks, String receiver) throws Exception {
        return budget.send(HttpResponse.of(200, "text/plain", new byte[chunks * CHUNK - 1]), address(receiver));
    }

    private static InetAddress address(String literal) {
        return AddressLiteral.parse(literal).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1,192.0.2.1", "2001:db8::1,2001:db8::2"})
    void oneAddressHasHalfOfItAtMost(String one, String same) throws Exception {
        try (BodyBudget.Upload first = receive(3, one)) {
            assertThat(first.bytes()).hasSize(3 * CHUNK);
            assertThatThrownBy(() -> receive(2, same)).hasMessageContaining("of this address");
            assertThatThrownBy(() -> send(2, same)).hasMessageContaining("of this address");
            receive(4, "192.0.2.9").close();
            receive(1, same).close();
        }
        receive(4, same).close();
        assertThatThrownBy(() -> receive(5, same)).hasMessageContaining("of this address");
    }

    @Test
    void thisMachineMayHaveAllOfIt() throws Exception {
        receive(8, "127.0.0.1").close();
        assertThatThrownBy(() -> receive(9, "127.0.0.1")).hasMessageContaining("too many large transfers at once");
    }

    @Test
    void whatIsGivenBackIsThereForTheNext() throws Exception {
        for (int i = 0; i < 20; i++) {
            HttpResponse answer = send(4, "192.0.2.1");
            assertThatThrownBy(() -> send(1, "192.0.2.1")).isInstanceOf(HttpException.class);
            answer.whenSent().run();
        }
    }
}
