package starling.peer.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.peer.shell.text.CommandFailure;
import starling.peer.shell.text.ExitCode;
import starling.peer.shell.text.Format;
import starling.peer.shell.text.Quantity;

/** Numbers and names as people write and read them. */
class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "100K, 102400",
        "100k, 102400",
        "2M, 2097152",
        "1.5M, 1572864",
        "2MiB, 2097152",
        "2MB, 2097152",
        "2 MB, 2097152",
        "2M/s, 2097152",
        "1G, 1073741824",
        "1T, 1099511627776",
        "' 7B ', 7",
        "0.5, 1",
        "999999999999, 999999999999",
    })
    void aQuantityIsRead(String written, long bytes) {
        assertThat(Quantity.parse(written).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "K",
                "-1",
                "+1",
                "1e3",
                "1,5M",
                "1..5",
                ".5",
                "5.",
                "1X",
                "1KK",
                "NaN",
                "0x10",
                "1 0",
                "9999999999999",
                "99999999999T",
                "١"
            })
    void whatIsNoQuantityIsRefused(String written) {
        assertThatThrownBy(() -> Quantity.parse(written)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1, 1 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "102400, 100 KiB",
        "102348, 99.9 KiB",
        "102399, 100 KiB",
        "1048063, 1023 KiB",
        "1048575, 1.0 MiB",
        "1468006, 1.4 MiB",
        "1073741824, 1.0 GiB",
        "1099511627776, 1.0 TiB",
        "9223372036854775807, 8192 PiB",
    })
    void aSizeIsWritten(long bytes, String text) {
        assertThat(Format.size(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 100",
        "0, 10, 0",
        "5, 10, 50",
        "999999, 1000000, 99",
        "1000000, 1000000, 100",
        "9223372036854775806, 9223372036854775807, 99",
        "4611686018427387904, 9223372036854775807, 50",
        "92233720368547759, 9223372036854775807, 1",
    })
    void percentIsRoundedDown(long part, long whole, int percent) {
        assertThat(Format.percent(part, whole)).isEqualTo(percent);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, -",
        "100, 0, -",
        "100, -1, -",
        "0, 5, 0:00",
        "43, 1, 0:43",
        "44, 10, 0:05",
        "725, 1, 12:05",
        "3599, 1, 59:59",
        "3600, 1, 1:00:00",
        "11220, 1, 3:07:00",
        "86399, 1, 23:59:59",
        "86400, 1, 1d 0h",
        "356400, 1, 4d 3h",
    })
    void anEtaIsWritten(long left, long rate, String text) {
        assertThat(Format.eta(left, rate)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0; 0",
                "999; 999",
                "1000; 1,000",
                "100000; 100,000",
                "4354002; 4,354,002",
                "-1; -1",
                "-100; -100",
                "-1000; -1,000",
                "-123456; -123,456",
                "9223372036854775807; 9,223,372,036,854,775,807",
            })
    void thousandsAreSetApart(long number, String text) {
        assertThat(Format.thousands(number)).isEqualTo(text);
    }

    @Test
    void otherNumbersAreWritten() {
        assertThat(Format.rate(0)).isEqualTo("0");
        assertThat(Format.rate(2_048)).isEqualTo("2.0 KiB/s");
        assertThat(Format.limit(0)).isEqualTo("no limit");
        assertThat(Format.limit(102_400)).isEqualTo("100 KiB/s");
        assertThat(Format.count(1, "piece")).isEqualTo("1 piece");
        assertThat(Format.count(2_000, "piece")).isEqualTo("2,000 pieces");
        assertThat(Format.count(0, "piece")).isEqualTo("0 pieces");
        assertThat(Format.name("a\u001b[2Jb\u202ec\n")).isEqualTo("a_[2Jb_c_");
    }

    private static Metainfo named(String name) {
        try {
            return MetainfoReader.read(ShellSamples.torrent(name, 100_000));
        } catch (java.io.IOException never) {
            throw new AssertionError(never);
        }
    }

    private static String find(String named) {
        List<String> names = List.of("alpha.txt", "alphabet.txt", "beta", "7", "Gamma", "beta.zip");
        return Selection.find(names, WordsTest::named, named);
    }

    @ParameterizedTest
    @CsvSource({
        "1, alpha.txt",
        "4, 7",
        "6, beta.zip",
        "7, 7",
        "beta, beta",
        "beta., beta.zip",
        "alphab, alphabet.txt",
        "ALPHAB, alphabet.txt",
        "gam, Gamma"
    })
    void aTorrentIsFound(String word, String name) {
        assertThat(find(word)).isEqualTo(name);
    }

    @Test
    void aTorrentIsFoundByItsHash() {
        assertThat(find(named("Gamma").infoHash().hex().substring(0, 12))).isEqualTo("Gamma");
    }

    @ParameterizedTest
    @CsvSource({
        "alpha, 'may be any of 2'",
        "bet, 'may be any of 2'",
        "delta, no torrent",
        "0, no torrent",
        "99, no torrent"
    })
    void whatIsNotPlainIsSaidToBe(String word, String said) {
        assertThatThrownBy(() -> find(word))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(said)
                .satisfies(
                        failure -> assertThat(((CommandFailure) failure).code()).isEqualTo(ExitCode.NOT_FOUND));
    }

    @ParameterizedTest
    @CsvSource({
        "http://t/announce a.txt, http://t/announce, a.txt",
        "udp://t:1 a.txt b.txt, udp://t:1, a.txt b.txt",
        "127.0.0.1:12000 a.txt, 127.0.0.1:12000, a.txt",
        "[::1]:12000 a.txt, [::1]:12000, a.txt",
        "host a.txt, host, a.txt",
        "a.txt, own, a.txt",
        "a.txt b.txt, own, a.txt b.txt",
        "missing, own, missing",
    })
    void aTrackerIsTakenOffTheWords(String words, String tracker, String files) {
        List<String> left = new ArrayList<>(List.of(words.split(" ")));

        assertThat(TrackerWord.take(left, Optional.of("own"), word -> word.endsWith(".txt")))
                .containsExactly(tracker);
        assertThat(left).containsExactly(files.split(" "));
    }

    @Test
    void whereNoTrackerIsKnownThatIsSaid() {
        assertThatThrownBy(() -> TrackerWord.take(new ArrayList<>(List.of("a.txt")), Optional.empty(), word -> true))
                .hasMessageContaining("no tracker is named");
        assertThatThrownBy(
                        () -> TrackerWord.take(new ArrayList<>(List.of("http://t/")), Optional.empty(), word -> false))
                .hasMessageContaining("no file is named");
    }
}
