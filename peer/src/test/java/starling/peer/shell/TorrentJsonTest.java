package starling.peer.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import starling.peer.session.TorrentState;
import starling.peer.shell.table.TableSamples;

class TorrentJsonTest {
    @Test
    void namesStayAndALineIsALine() {
        String line = TorrentJson.line(TableSamples.torrent("a\"\n.bin", TorrentState.FAILED, 75, List.of()));

        assertThat(line).doesNotContain("\n").startsWith("{").endsWith("}");
        assertThat(line)
                .contains(
                        "\"name\":\"a\\\"_.bin\"",
                        "\"state\":\"failed\"",
                        "\"error\":\"the disk is full\"",
                        "\"total_size\":104857600",
                        "\"have\":78643200",
                        "\"peers\":0");
    }
}
