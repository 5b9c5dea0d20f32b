package starling.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.InfoHash;
import starling.testing.Mutations;

class HttpScrapeTest {
    private static final InfoHash ONE = hash(1);
    private static final InfoHash TWO = hash(2);
    private static final ScrapeResponse COUNTS = new ScrapeResponse.Counts(Map.of(
            ONE, new ScrapeResponse.Count(1, 2, 3, Optional.empty()),
            TWO, new ScrapeResponse.Count(0, Integer.MAX_VALUE, 0, Optional.of("n\u00e4me"))));

    private static InfoHash hash(long seed) {
        byte[] bytes = new byte[20];
        new Random(seed).nextBytes(bytes);
        return InfoHash.of(bytes);
    }

    private static ScrapeResponse read(String body) throws AnnounceException {
        return HttpScrape.read(body.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void queriesComeBack() throws Exception {
        List<InfoHash> many = Stream.iterate(1, i -> i + 1)
                .limit(200)
                .map(HttpScrapeTest::hash)
                .toList();
        for (List<InfoHash> hashes : List.of(List.<InfoHash>of(), List.of(ONE), List.of(TWO, ONE), many)) {
            assertThat(HttpScrape.readQuery(QueryString.parse(HttpScrape.writeQuery(hashes))))
                    .isEqualTo(hashes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"info_hash=", "info_hash=abc", "info_hash=aaaaaaaaaaaaaaaaaaaa&info_hash=a"})
    void refusesHashesOfAnotherLength(String query) {
        assertThatThrownBy(() -> HttpScrape.readQuery(QueryString.parse(query))).isInstanceOf(AnnounceException.class);
    }

    @Test
    void answersComeBack() throws Exception {
        for (ScrapeResponse response : List.of(
                COUNTS, new ScrapeResponse.Counts(Map.of()), new ScrapeResponse.Failure("not \u00fcber here"))) {
            assertThat(HttpScrape.read(HttpScrape.write(response))).isEqualTo(response);
        }
    }

    @Test
    void countsStandUnderTheNamesOfTheSpecification() {
        ScrapeResponse response = new ScrapeResponse.Counts(
                Map.of(InfoHash.of(new byte[20]), new ScrapeResponse.Count(1, 2, 3, Optional.empty())));

        assertThat(new String(HttpScrape.write(response), StandardCharsets.ISO_8859_1))
                .isEqualTo("d5:filesd20:" + "\0".repeat(20) + "d8:completei1e10:downloadedi2e10:incompletei3eeee");
    }

    @Test
    void passesOverWhatIsNoSwarm() throws Exception {
        assertThat(read("d5:filesd3:abcd8:completei1ee20:aaaaaaaaaaaaaaaaaaaai1e20:bbbbbbbbbbbbbbbbbbbbdeee"))
                .isEqualTo(new ScrapeResponse.Counts(Map.of(
                        InfoHash.of("b".repeat(20).getBytes(StandardCharsets.US_ASCII)),
                        new ScrapeResponse.Count(0, 0, 0, Optional.empty()))));
    }

    @Test
    void countsStayWithinAnInt() throws Exception {
        assertThat(read("d5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei-1e10:downloadedi9223372036854775807eeee"))
                .isEqualTo(new ScrapeResponse.Counts(Map.of(
                        InfoHash.of("a".repeat(20).getBytes(StandardCharsets.US_ASCII)),
                        new ScrapeResponse.Count(0, Integer.MAX_VALUE, 0, Optional.empty()))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<html>", "le", "de", "d5:filesi1ee", "d5:filesle", "d14:failure reasoni1ee", "d5:filesd"})
    void refusesWhatIsNoAnswer(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(AnnounceException.class);
    }

    @Test
    void aDamagedAnswerIsRefusedOrInRange() {
        List<byte[]> examples =
                List.of(HttpScrape.write(COUNTS), HttpScrape.write(new ScrapeResponse.Failure("reason")));

        Mutations.Tally tally = Mutations.run(examples, 20_000, AnnounceException.class, input -> {
            if (HttpScrape.read(input) instanceof ScrapeResponse.Counts counts) {
                assertThat(counts.swarms().values())
                        .allMatch(count -> count.seeders() >= 0 && count.completed() >= 0 && count.leechers() >= 0);
            }
        });

        assertThat(tally.taken()).isGreaterThan(500);
        assertThat(tally.refused()).isGreaterThan(500);
    }
}
