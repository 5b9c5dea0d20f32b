package starling.tracker.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.InfoHash;

class TorrentListTest {
    private static final String ONE = "0123456789abcdef0123456789abcdef01234567";
    private static final String TWO = "89abcdef0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("list"), content);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsServed(TorrentList.Mode mode) throws IOException {
        TorrentList list = TorrentList.read(
                file("# remarks\n\n" + ONE.toUpperCase(java.util.Locale.ROOT) + "  a film\r\n" + ONE + "\n"), mode);
        assertThat(list.size()).isEqualTo(1);
        assertThat(list.serves(InfoHash.parse(ONE))).isEqualTo(mode == TorrentList.Mode.ALLOW);
        assertThat(list.serves(InfoHash.parse(TWO))).isEqualTo(mode == TorrentList.Mode.BLOCK);
    }

    @Test
    void readAgainItIsAsTheFileIsNow() throws IOException {
        TorrentList list = TorrentList.read(file(ONE), TorrentList.Mode.ALLOW);
        file(TWO);
        assertThat(list.serves(InfoHash.parse(ONE))).isTrue();
        list.readAgain();
        assertThat(list.serves(InfoHash.parse(ONE))).isFalse();
        assertThat(list.serves(InfoHash.parse(TWO))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", ONE + "0", "0123456789abcdef", "zz23456789abcdef0123456789abcdef01234567"})
    void aFileThatIsNoListChangesNothing(String wrong) throws IOException {
        TorrentList list = TorrentList.read(file(ONE), TorrentList.Mode.ALLOW);
        Path broken = file("# first\n" + wrong);
        assertThatThrownBy(list::readAgain)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(broken.toString())
                .hasMessageContaining("line 2");
        assertThat(list.serves(InfoHash.parse(ONE))).isTrue();
    }

    @Test
    void aFileThatIsNotThereSaysSo() {
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> TorrentList.read(absent, TorrentList.Mode.BLOCK))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(absent + " is not there");
    }
}
