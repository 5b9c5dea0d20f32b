package starling.peer.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlikeTest {
    private static final List<String> WORDS = List.of(
            "create", "seed", "share", "download", "search", "list", "status", "peers", "pause", "help", "exit");

    @ParameterizedTest
    @CsvSource({
        "lisst, list",
        "lsit, list",
        "dowload, download",
        "DOWNLOAD, download",
        "down, download",
        "downloads, download",
        "serach, search",
        "shaer, share",
        "exti, exit",
        "quit, ",
        "xyz, ",
        "transmogrify, ",
        "'', ",
    })
    void theNearestWordIsFound(String written, String meant) {
        assertThat(Alike.to(written, WORDS).orElse(null)).isEqualTo(meant);
    }
}
