package starling.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafePathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.txt",
                "...",
                "..a",
                "a..",
                ".hidden",
                " ",
                "a b",
                "-rf",
                "~",
                "$HOME",
                "%2e%2e",
                "\u00fc",
                "\u6f22\u5b57",
                "\ud83d\ude00"
            })
    void takesOddButHarmlessNames(String name) throws Exception {
        assertThat(SafePath.part(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "/", "a/b", "/etc/passwd", "../x", "a\\b", "..\\x", "a\0", "\0"})
    void refusesNamesThatLeadElsewhere(String name) {
        assertThatThrownBy(() -> SafePath.part(name)).isInstanceOf(BadTorrentException.class);
    }

    @ParameterizedTest
    @CsvSource({"127, true", "128, false"})
    void countsTheBytesOfANameAndNotItsCharacters(int umlauts, boolean fits) throws Exception {
        String name = "\u00fc".repeat(umlauts);
        if (fits) {
            assertThat(SafePath.part(name)).isEqualTo(name);
        } else {
            assertThatThrownBy(() -> SafePath.part(name)).isInstanceOf(BadTorrentException.class);
        }
    }

    @Test
    void makesControlsAndDirectionMarksVisible() throws Exception {
        assertThat(SafePath.part("a\nb\u001b[2J\u007f\u0085\u202egpj.exe\u2066\u2069"))
                .isEqualTo("a_b_[2J___gpj.exe__");
    }

    @Test
    void aRefusalShowsNoControls() {
        assertThatThrownBy(() -> SafePath.part("a/\u001b[2J"))
                .isInstanceOf(BadTorrentException.class)
                .hasMessageContaining("a/_[2J");
    }

    @Test
    void dropsEmptyPartsOfAPath() throws Exception {
        assertThat(SafePath.parts(List.of("", "etc", "", "passwd"))).containsExactly("etc", "passwd");
    }

    @Test
    void boundsTheDepth() throws Exception {
        assertThat(SafePath.parts(Collections.nCopies(SafePath.MAX_DEPTH, "d"))).hasSize(SafePath.MAX_DEPTH);
        assertThatThrownBy(() -> SafePath.parts(Collections.nCopies(SafePath.MAX_DEPTH + 1, "d")))
                .isInstanceOf(BadTorrentException.class);
        assertThatThrownBy(() -> SafePath.parts(List.of())).isInstanceOf(BadTorrentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "", "..", "../..", "downloads", "./downloads", "/tmp/x", "/"})
    void resolvesBelowAnyFolder(String folder) {
        assertThat(SafePath.resolve(Path.of(folder), List.of("a", "b.txt")))
                .isEqualTo(Path.of(folder).resolve("a").resolve("b.txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "", "..", "../..", "downloads", "/tmp/x"})
    void resolveLetsNothingOutEvenUnjudged(String folder) {
        for (List<String> parts : List.of(List.of(".."), List.of("a", "..", ".."), List.of("/etc/passwd"))) {
            assertThatThrownBy(() -> SafePath.resolve(Path.of(folder), parts))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "plain.txt, plain.txt",
        "C:, C%3A",
        "a?b*c, a%3Fb%2Ac",
        "file:stream, file%3Astream",
        "CON, _CON",
        "aux.txt, _aux.txt",
        "Com1 .tar.gz, _Com1 .tar.gz",
        "console, console",
        "name., name%2E",
        "'name ', name%20",
        "日本語|.txt, 日本語%7C.txt"
    })
    void whatWindowsWouldTakeForSomethingElseIsEscapedThere(String name, String there) {
        assertThat(SafePath.onWindows(name)).isEqualTo(there);
    }

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "100%, 100%",
        "\u00e9, %C3%A9",
        "%C3%A9, %25C3%25A9",
        "%25C3%25A9, %2525C3%2525A9",
        "\u00e9%C3, %C3%A9%25C3"
    })
    void whatTheEncodingCannotHoldIsEscapedAndNoTwoNamesBecomeOne(String name, String there) {
        assertThat(SafePath.escapedHere(name)).isEqualTo(there);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200e", "\u200f", "\u061c", "\u2028", "\u2029", "\u202e", "\u2066", "\u0007", "\u0085"})
    void whatWouldTurnOrBreakALineIsNotShown(String mark) throws Exception {
        assertThat(SafePath.part("a" + mark + "b")).isEqualTo("a_b");
    }
}
