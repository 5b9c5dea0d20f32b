package starling.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnounceUrlTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:12000/announce",
        "127.0.0.1:12000, http://127.0.0.1:12000/announce",
        "127.0.0.1:8080, http://127.0.0.1:8080/announce",
        "host, http://host:12000/announce",
        "host:, http://host:12000/announce",
        "host/, http://host:12000/announce",
        "host:80/, http://host:80/announce",
        "host/x/announce, http://host:12000/x/announce",
        "host:80/announce?key=1, http://host:80/announce?key=1",
        "host/announce?from=http://other/, http://host:12000/announce?from=http://other/",
        "' host:80 ', http://host:80/announce",
        "::1, http://[::1]:12000/announce",
        "2001:db8::7, http://[2001:db8::7]:12000/announce",
        "[::1], http://[::1]:12000/announce",
        "[::1]:, http://[::1]:12000/announce",
        "[::1]:8080, http://[::1]:8080/announce",
        "[::1]:8080/a, http://[::1]:8080/a",
        "::1/announce, http://[::1]:12000/announce",
        "http://host, http://host",
        "http://[::1]:80/announce, http://[::1]:80/announce",
        "https://host/announce, https://host/announce",
        "udp://host:80, udp://host:80",
        "HTTP://HOST/ANNOUNCE, HTTP://HOST/ANNOUNCE",
        "' http://host/a ', http://host/a"
    })
    void makesAUrlOfWhatPeopleWrite(String written, String expected) {
        assertThat(AnnounceUrl.of(written)).isEqualTo(expected);
        assertThat(AnnounceUrl.of(AnnounceUrl.of(written))).isEqualTo(expected);
    }
}
