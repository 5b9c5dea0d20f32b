package starling.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
    private final Router router = new Router(List.of(
            Route.get("/", request -> HttpResponse.text(200, "home")),
            Route.get("/a", request -> HttpResponse.text(200, "a")),
            Route.get("/under/", request -> HttpResponse.text(200, request.path())),
            new Route("PUT", "/under/", request -> HttpResponse.text(201, "put"))));

    @ParameterizedTest(name = "{0} {1}: {2} {3}")
    @CsvSource({
        "GET,/,200,home",
        "GET,/a,200,a",
        "HEAD,/a,200,a",
        "GET,/under/x,200,/under/x",
        "PUT,/under/x,201,put",
        "GET,/a/,404,not here",
        "GET,/aa,404,not here",
        "GET,/under,404,not here",
        "PUT,/nowhere,404,not here",
        "POST,/a,405,'this path takes GET, HEAD'",
        "DELETE,/under/x,405,'this path takes GET, HEAD, PUT'",
        "OPTIONS,*,404,not here",
        "BREW,/a,501,no such method",
        "get,/a,501,no such method"
    })
    void requestsFindTheirRoute(String method, String path, int status, String text) throws IOException {
        byte[] head = (method + " " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        HttpRequest request = new RequestParser(HttpLimits.DEFAULT)
                .parse(new ConnectionInput(new ByteArrayInputStream(head)), InetAddress.getLoopbackAddress(), false);
        int gotStatus;
        String gotText;
        try {
            HttpResponse response = router.handle(request);
            gotStatus = response.status();
            gotText = new String(response.body(), StandardCharsets.UTF_8).strip();
        } catch (HttpException refused) {
            gotStatus = refused.status();
            gotText = refused.getMessage();
        }
        assertThat(gotStatus).isEqualTo(status);
        assertThat(gotText).isEqualTo(text);
    }
}
