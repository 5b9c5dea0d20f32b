package starling.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AddressLiteral;
import starling.tracker.admission.AddressQuota;
import starling.tracker.admission.AddressRange;
import starling.tracker.admission.Admission;
import starling.tracker.admission.TrustedProxies;

class AdmittingRoutesTest {
    private static final InetAddress PROXY = AddressLiteral.parse("127.0.0.1").orElseThrow();
    private static final int BURST = (int) AddressQuota.BURST.toSeconds();

    private final AtomicLong nanos = new AtomicLong();
    private final AdmittingRoutes routes = new AdmittingRoutes(
            request -> HttpResponse.text(200, request.source().getHostAddress()),
            new TrustedProxies(List.of(AddressRange.parse("127.0.0.1").orElseThrow())),
            new Admission(Optional.empty(), Optional.of(AddressQuota.ofEach(1, nanos::get)), Optional.empty()));

    private HttpResponse ask(String path, String source, String forwardedFor) throws IOException {
        HttpHeaders headers = new HttpHeaders(
                forwardedFor == null ? List.of() : List.of(new HttpHeaders.Field("X-Forwarded-For", forwardedFor)));
        return routes.handle(new HttpRequest(
                "GET",
                path,
                "",
                1,
                headers,
                AddressLiteral.parse(source).orElseThrow(),
                false,
                new RequestBody(InputStream.nullInputStream(), 0)));
    }

    private static String text(HttpResponse response) {
        return new String(response.body(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aProxyIsBelievedAndNoOneElse() throws IOException {
        assertThat(text(ask("/", PROXY.getHostAddress(), "192.0.2.1"))).isEqualTo("192.0.2.1\n");
        assertThat(text(ask("/", "192.0.2.2", "192.0.2.1"))).isEqualTo("192.0.2.2\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/announce", "/scrape"})
    void aPeerThatAsksTooOftenIsToldWhenToComeBack(String path) throws IOException {
        for (int i = 0; i < BURST; i++) {
            assertThat(text(ask(path, "127.0.0.1", "192.0.2.1"))).isEqualTo("192.0.2.1\n");
        }
        HttpResponse refused = ask(path, "127.0.0.1", "192.0.2.1");
        assertThat(refused.status()).isEqualTo(200);
        assertThat(text(refused)).isEqualTo("d14:failure reason35:too many requests from this address8:retry ini1ee");
        assertThat(text(ask(path, "127.0.0.1", "192.0.2.2"))).isEqualTo("192.0.2.2\n");
    }

    @Test
    void aBrowserThatAsksTooOftenGetsAStatus() throws IOException {
        for (int i = 0; i < BURST; i++) {
            assertThat(ask("/torrents", "192.0.2.1", null).status()).isEqualTo(200);
        }
        HttpResponse refused = ask("/torrents", "192.0.2.1", null);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).contains(new HttpHeaders.Field("Retry-After", "10"));
        nanos.addAndGet(AddressQuota.BURST.toNanos());
        assertThat(ask("/torrents", "192.0.2.1", null).status()).isEqualTo(200);
    }

    @Test
    void thisMachineMayAskAsOftenAsItLikes() throws IOException {
        for (int i = 0; i < 10 * BURST; i++) {
            assertThat(ask("/", "127.0.0.1", null).status()).isEqualTo(200);
        }
    }
}
