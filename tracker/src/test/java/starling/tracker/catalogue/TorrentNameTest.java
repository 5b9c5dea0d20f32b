package starling.tracker.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.metainfo.BadTorrentException;

class TorrentNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".torrent",
                "a",
                "a.torrent.exe",
                "../a.torrent",
                "a/b.torrent",
                "a\\b.torrent",
                "a\0.torrent"
            })
    void namesThatAreNone(String name) {
        assertThatThrownBy(() -> TorrentName.ofFile(name)).isInstanceOf(BadTorrentException.class);
    }

    @ParameterizedTest
    @CsvSource({"a.torrent,a.torrent", "A b.TORRENT,A b.TORRENT", "'x\ny.torrent',x_y.torrent", "..torrent,..torrent"})
    void namesThatAreTaken(String name, String taken) throws Exception {
        assertThat(TorrentName.ofFile(name)).isEqualTo(taken);
    }
}
