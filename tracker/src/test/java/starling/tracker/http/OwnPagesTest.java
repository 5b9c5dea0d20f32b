package starling.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.AddressLiteral;

class OwnPagesTest {
    private final OwnPages routes =
            new OwnPages(request -> HttpResponse.text(200, "taken"), Set.of("tracker.example.org"));

    private int ask(String method, String host, String origin, String site) throws Exception {
        List<HttpHeaders.Field> fields = new ArrayList<>();
        add(fields, "Host", host);
        add(fields, "Origin", origin);
        add(fields, "Sec-Fetch-Site", site);
        return routes.handle(new HttpRequest(
                        method,
                        "/torrents/a.torrent",
                        "",
                        1,
                        new HttpHeaders(fields),
                        AddressLiteral.parse("192.0.2.1").orElseThrow(),
                        false,
                        new RequestBody(InputStream.nullInputStream(), 0)))
                .status();
    }

    private static void add(List<HttpHeaders.Field> fields, String name, String value) {
        if (value != null) {
            fields.add(new HttpHeaders.Field(name, value));
        }
    }

    @ParameterizedTest(name = "{0} at {1} from {2}, {3}")
    @CsvSource({
        "PUT,evil.example:12000,,",
        "GET,evil.example:12000,http://evil.example:12000,same-origin",
        "GET,10.0.0.1:12000,http://evil.example,cross-site",
        "HEAD,10.0.0.1:12000,http://evil.example,cross-site",
        "PUT,10.0.0.1:12000,http://10.0.0.1:12000,same-origin",
        "PUT,10.0.0.1:12000,http://10.0.0.1:12000,",
        "PUT,10.0.0.1:12000,,none",
        "PUT,[::1]:12000,http://[::1]:12000,same-origin",
        "PUT,[::1],http://[::1],same-origin",
        "PUT,localhost:12000,http://localhost:12000,same-origin",
        "PUT,a.localhost,http://a.localhost,same-origin",
        "PUT,nas:12000,http://nas:12000,same-origin",
        "PUT,nas.local:12000,http://nas.local:12000,same-origin",
        "PUT,Tracker.Example.org,https://tracker.example.org,same-origin",
    })
    void taken(String method, String host, String origin, String site) throws Exception {
        assertThat(ask(method, host, origin, site)).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0} at {1} from {2}, {3}")
    @CsvSource({
        "PUT,10.0.0.1:12000,http://evil.example,cross-site",
        "PUT,10.0.0.1:12000,http://evil.example,",
        "PUT,10.0.0.1:12000,,cross-site",
        "PUT,10.0.0.1:12000,,same-site",
        "PUT,10.0.0.1:12000,http://10.0.0.1:12000,cross-site",
        "PUT,10.0.0.1:12000,null,",
        "PUT,10.0.0.1:12000,http://10.0.0.1:80,same-origin",
        "PUT,10.0.0.1:12000,http://10.0.0.1:12000@evil.example,",
        "POST,10.0.0.1:12000,http://evil.example,cross-site",
        "DELETE,10.0.0.1:12000,http://evil.example,cross-site",
        "PUT,,http://evil.example,",
        "PUT,evil.example:12000,http://evil.example:12000,same-origin",
        "PUT,evil.example:12000,,same-origin",
        "PUT,10.0.0.1.evil.example,http://10.0.0.1.evil.example,same-origin",
        "PUT,tracker.example.org.evil.example,http://tracker.example.org.evil.example,same-origin",
        "PUT,eviltracker.example.org,http://eviltracker.example.org,same-origin",
        "PUT,,,same-origin",
    })
    void refused(String method, String host, String origin, String site) {
        assertThatThrownBy(() -> ask(method, host, origin, site))
                .isInstanceOfSatisfying(
                        HttpException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(403));
    }
}
