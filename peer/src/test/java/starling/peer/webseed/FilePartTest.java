package starling.peer.webseed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import starling.metainfo.FileEntry;

class FilePartTest {
    private static final List<FileEntry> FILES = List.of(
            new FileEntry(List.of("empty"), 0, 0),
            new FileEntry(List.of("a"), 10, 0),
            new FileEntry(List.of("b"), 0, 10),
            new FileEntry(List.of("c"), 5, 10),
            new FileEntry(List.of("d"), 100, 15));

    @Test
    void aRunWithinAFileIsOnePart() {
        assertThat(FilePart.of(FILES, 2, 8)).containsExactly(new FilePart(1, 2, 8));
        assertThat(FilePart.of(FILES, 114, 1)).containsExactly(new FilePart(4, 99, 1));
    }

    @Test
    void aRunAcrossFilesIsAPartOfEachThatHoldsAByteOfIt() {
        assertThat(FilePart.of(FILES, 9, 7))
                .containsExactly(new FilePart(1, 9, 1), new FilePart(3, 0, 5), new FilePart(4, 0, 1));
        assertThat(FilePart.of(FILES, 0, 115)).hasSize(3);
    }
}
