package starling.peer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.metainfo.BadTorrentException;
import starling.metainfo.FileEntry;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.metainfo.PieceLayout;
import starling.metainfo.TorrentBuilder;
import starling.wire.Bitfield;

/** Pieces of 16 bytes; a file of two and a half of them, an empty one, and one of the rest: piece 2 is of both. */
class RecordedPiecesTest {
    private static final int PIECE = 16;
    private static final long[] LENGTHS = {40, 0, 40};
    private static final long MILLI = 1_000_000;

    /** When we last wrote, by the mark. */
    private static final long LAST_WRITE = 5_000;

    private static Metainfo metainfo() throws BadTorrentException {
        List<FileEntry> files = new ArrayList<>();
        long offset = 0;
        for (int i = 0; i < LENGTHS.length; i++) {
            files.add(new FileEntry(List.of("f" + i), LENGTHS[i], offset));
            offset += LENGTHS[i];
        }
        return MetainfoReader.read(new TorrentBuilder(
                        "t",
                        new PieceLayout(80, PIECE),
                        new byte[100],
                        files,
                        false,
                        List.of(),
                        List.of(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .build());
    }

    private static TorrentRecord record(String have, boolean settled, List<FileStamp> stamps)
            throws BadTorrentException {
        Bitfield bits = new Bitfield(5);
        for (int piece = 0; piece < 5; piece++) {
            if (have.charAt(piece) == 'x') {
                bits.set(piece);
            }
        }
        return TorrentRecord.ofNew(metainfo(), new byte[0], Path.of("/"))
                .with(new VerifiedPieces(bits, stamps, settled));
    }

    private static String drawn(BitSet pieces) {
        StringBuilder drawn = new StringBuilder();
        for (int piece = 0; piece < 5; piece++) {
            drawn.append(pieces.get(piece) ? 'x' : '.');
        }
        return drawn.toString();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // the first file now: size and milliseconds; it was 30 bytes at 1000. The second is as recorded.
        "as it was and settled,            30, 1000.0, true,  xx.xx, .....",
        "as it was but not settled,        30, 1000.0, false, xx.xx, ..x..",
        "written by us until the kill,     40, 5000.0, true,  xx.xx, ..x..",
        "written by us and no longer,      30, 5000.0, true,  xx.xx, ..x..",
        "a write cut off by the kill,      40, 5002.9, true,  xx.xx, ..x..",
        "changed by another afterwards,    40, 5003.0, true,  ...xx, xxx..",
        "another size at the same time,    31, 1000.0, true,  xx.xx, ..x..",
        "shorter,                          29, 1000.0, true,  ...xx, xxx..",
        "shorter and written by us,        29, 5000.0, true,  ...xx, xxx..",
        "longer than it may be,            41, 5000.0, true,  ...xx, xxx..",
        "older,                            30,  999.9, true,  ...xx, xxx..",
        "much later,                       30, 9000.0, true,  ...xx, xxx..",
        "gone,                             -1,    0.0, true,  ...xx, xxx..",
    })
    void eachFileIsWorthWhatItsStampSays(
            String what, long size, double millis, boolean settled, String trusted, String unknown)
            throws BadTorrentException {
        FileStamp second = new FileStamp(40, 2_000 * MILLI);
        TorrentRecord record =
                record("xx.xx", settled, List.of(new FileStamp(30, 1_000 * MILLI), FileStamp.ABSENT, second));

        RecordedPieces pieces = RecordedPieces.of(
                record,
                List.of(
                        size < 0 ? FileStamp.ABSENT : new FileStamp(size, (long) (millis * MILLI)),
                        new FileStamp(0, 77),
                        second),
                LAST_WRITE);

        assertThat(drawn(pieces.trusted())).as("trusted").isEqualTo(trusted);
        assertThat(drawn(pieces.unknown())).as("unknown").isEqualTo(unknown);
    }

    @Test
    void aFileThatCameIntoBeingAfterTheRecordIsOursWhereWeWroteIt() throws BadTorrentException {
        TorrentRecord record = record(".....", true, List.of(FileStamp.ABSENT, FileStamp.ABSENT, FileStamp.ABSENT));
        List<FileStamp> now = List.of(new FileStamp(5, 5_000 * MILLI), FileStamp.ABSENT, FileStamp.ABSENT);

        assertThat(drawn(RecordedPieces.of(record, now, LAST_WRITE).unknown())).isEqualTo("xxx..");
        assertThat(drawn(RecordedPieces.of(record, now, WriteMark.NEVER).unknown()))
                .isEqualTo("xxx..");
    }

    @Test
    void withoutAMarkNoLaterTimeIsOurs() throws BadTorrentException {
        List<FileStamp> then = List.of(new FileStamp(40, 1_000 * MILLI), FileStamp.ABSENT, FileStamp.ABSENT);
        List<FileStamp> now = List.of(new FileStamp(40, 1_001 * MILLI), FileStamp.ABSENT, FileStamp.ABSENT);

        assertThat(drawn(RecordedPieces.of(record("xx...", true, then), now, WriteMark.NEVER)
                        .trusted()))
                .isEqualTo(".....");
    }

    @Test
    void withoutStampsAllIsUnknown() throws BadTorrentException {
        RecordedPieces pieces = RecordedPieces.of(
                record("xxxxx", true, List.of()),
                List.of(FileStamp.ABSENT, FileStamp.ABSENT, FileStamp.ABSENT),
                LAST_WRITE);

        assertThat(drawn(pieces.trusted())).isEqualTo(".....");
        assertThat(drawn(pieces.unknown())).isEqualTo("xxxxx");
    }
}
