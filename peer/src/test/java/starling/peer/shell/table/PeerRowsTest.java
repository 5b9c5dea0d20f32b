package starling.peer.shell.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.peer.session.PeerSnapshot;
import starling.peer.session.PeerSnapshot.Role;
import starling.peer.shell.text.Cells;

class PeerRowsTest {
    private static final List<PeerSnapshot> PEERS = List.of(
            TableSamples.from("127.0.0.1", 12300, "4354", Role.SEED, 900 << 10, 7, 22, false),
            TableSamples.to("127.0.0.1", 12387, "5676", Role.LEECHER, 1023 << 10, 3, 30, true));

    private static List<String> rows(List<PeerSnapshot> peers, int columns) {
        PeerRows rows = new PeerRows(new Look(columns, false), peers);
        return peers.stream().map(rows::row).toList();
    }

    @Test
    void aWideLineSaysEverything() {
        assertThat(rows(PEERS, 99))
                .containsExactly(
                        "  127.0.0.1:12300       seed     50 %  ↓ 900 KiB/s   ↑ 0           D->   Other 1",
                        "  127.0.0.1:12387       leecher  50 %  ↓ 0           ↑ 1023 KiB/s  -u e  -XX0000-");
    }

    @Test
    void aNarrowOneSaysItShorter() {
        assertThat(rows(PEERS, 59))
                .containsExactly(
                        " 127.0.0.1:12300 s  50% ↓900 KiB/s  ↑0          D->  Other…",
                        " 127.0.0.1:12387 l  50% ↓0          ↑1023 KiB/s -u e -XX00…");
    }

    @ParameterizedTest
    @ValueSource(ints = {59, 60, 79, 89, 90, 91, 119, 160, 199})
    void nothingOverflows(int columns) {
        PeerSnapshot far = TableSamples.from(
                "2001:db8:1234:5678:9abc:def0:1234:5678", 65535, "4354", Role.LEECHER, 1023 << 10, 99, 100, true);
        PeerSnapshot near = TableSamples.to("255.255.255.255", 65535, "5676", Role.WEB, 1023 << 20, 3, 30, true);

        assertThat(rows(List.of(far, near), columns))
                .allSatisfy(row -> assertThat(Cells.width(row)).isLessThanOrEqualTo(columns));
    }
}
