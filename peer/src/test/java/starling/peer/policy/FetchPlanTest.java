package starling.peer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.bencode.BString;
import starling.metainfo.FileEntry;
import starling.metainfo.InfoHash;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceLayout;
import starling.wire.Bitfield;

class FetchPlanTest {
    private static Metainfo metainfo(int... lengths) {
        List<FileEntry> files = new ArrayList<>();
        long offset = 0;
        for (int length : lengths) {
            files.add(new FileEntry(List.of("f" + files.size()), length, offset));
            offset += length;
        }
        return new Metainfo(
                InfoHash.of(new byte[InfoHash.LENGTH]),
                "name",
                new PieceLayout(offset, 10),
                BString.of(new byte[0]),
                files,
                false,
                List.of(),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                BString.of(new byte[0]));
    }

    private static FetchPlan plan(String levels) {
        return new FetchPlan(
                levels.chars().mapToObj(level -> Priority.values()[level - '0']).toList(), false);
    }

    @ParameterizedTest
    @CsvSource({
        // the files are of 15, 0, 3, 12 and 15 bytes: 45 in pieces of 10
        "22222, 22222, 45",
        "20000, 22000, 20",
        "00200, 02000, 10",
        "02000, 00000, 0",
        "00020, 02200, 20",
        "00002, 00022, 15",
        "13010, 11100, 30",
        "10300, 13000, 20",
        "10013, 11133, 45",
    })
    void aPieceIsWantedAsMuchAsTheFileThatIsWantedMost(String files, String pieces, long wantedBytes) {
        PiecePriorities priorities = plan(files).pieces(metainfo(15, 0, 3, 12, 15));

        assertThat(IntStream.range(0, 5)
                        .mapToObj(piece -> Integer.toString(priorities.level(piece)))
                        .collect(Collectors.joining()))
                .isEqualTo(pieces);
        assertThat(priorities.wantedBytes()).isEqualTo(wantedBytes);
        assertThat(priorities.leftBytes(new Bitfield(5))).isEqualTo(wantedBytes);
        assertThat(priorities.leftBytes(Bitfield.full(5))).isZero();
    }

    @Test
    void allAlikeIsNoPlan() {
        assertThat(plan("222")).isEqualTo(FetchPlan.ALL);
        assertThat(plan("220").isPartial()).isTrue();
        assertThat(plan("223").isPartial()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"2020, 0230, 0020", "3333, 2222, 3333", "2222, 1030, 2020", "2222, 2222, 2222"})
    void notMoreThanBoth(String next, String before, String both) {
        assertThat(plan(next).butNotMoreThan(plan(before))).isEqualTo(plan(both));
    }
}
