package starling.peer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.AddressLiteral;
import starling.announce.Endpoint;
import starling.metainfo.BadTorrentException;
import starling.metainfo.FileEntry;
import starling.metainfo.MetainfoReader;
import starling.metainfo.PieceLayout;
import starling.metainfo.TorrentBuilder;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Limits;
import starling.peer.policy.PiecePriorities;
import starling.peer.policy.Priority;
import starling.wire.Bitfield;

class TorrentRecordsTest {
    @TempDir
    Path home;

    private Path folder;
    private TorrentRecords records;

    @BeforeEach
    void open() {
        folder = home.resolve("torrents");
        records = new TorrentRecords(folder);
    }

    private static TorrentRecord record(String name) throws BadTorrentException {
        byte[] torrent = new TorrentBuilder(
                        name,
                        new PieceLayout(100_000, 32_768),
                        new byte[80],
                        List.of(new FileEntry(List.of(name), 100_000, 0)),
                        true,
                        List.of(),
                        List.of(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .build();
        Bitfield have = new Bitfield(4);
        have.set(1);
        return TorrentRecord.ofNew(MetainfoReader.read(torrent), torrent, Path.of("/some/folder"))
                .withPaused(true)
                .withGiven(true)
                .with(new VerifiedPieces(have, List.of(new FileStamp(65_536, 1_234_567_890_123_456_789L)), true))
                .withLimits(new Limits(100, 200_000))
                .with(new Moved(40_000, 7, Duration.ofSeconds(90)))
                .withPeers(List.of(
                        new Endpoint(AddressLiteral.parse("192.0.2.7").orElseThrow(), 6881),
                        new Endpoint(AddressLiteral.parse("2001:db8::7").orElseThrow(), 65_535)));
    }

    private Path file(TorrentRecord record, String ending) {
        return folder.resolve(record.metainfo().infoHash().hex() + ending);
    }

    private static void same(TorrentRecord read, TorrentRecord written) {
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void whatIsSavedIsFound() throws IOException {
        TorrentRecord record = record("ä.txt");
        records.save(record);

        same(records.find(record.metainfo().infoHash()).orElseThrow(), record);
        same(records.all().get(0), record);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("nothing is left over").hasSize(2);
        }
    }

    @Test
    void aLaterRecordTakesThePlaceOfTheFirst() throws IOException {
        TorrentRecord record = record("a");
        records.save(record);
        records.save(record.withPaused(false)
                .with(new VerifiedPieces(Bitfield.full(4), List.of(FileStamp.ABSENT), false))
                .with(new Moved(50_000, 60_000, Duration.ofMinutes(5))));

        TorrentRecord read = records.find(record.metainfo().infoHash()).orElseThrow();
        assertThat(read.wishes().paused()).isFalse();
        assertThat(List.of(
                        PiecePriorities.bytes(
                                read.metainfo().layout(), read.pieces().have()),
                        read.moved().downloadedBytes(),
                        read.moved().uploadedBytes()))
                .containsExactly(100_000L, 50_000L, 60_000L);
        assertThat(read.pieces().stamps()).containsExactly(FileStamp.ABSENT);
        assertThat(read.moved().seeded()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void allComeByName() throws IOException {
        for (String name : List.of("c", "a", "b")) {
            records.save(record(name));
        }
        assertThat(records.all()).extracting(record -> record.metainfo().name()).containsExactly("a", "b", "c");
    }

    @Test
    void aHomeWithoutRecordsHasNone() throws IOException {
        assertThat(records.all()).isEmpty();
        assertThat(records.find(record("a").metainfo().infoHash())).isEmpty();
    }

    @Test
    void whatIsRemovedIsGone() throws IOException {
        TorrentRecord record = record("a");
        records.save(record);
        records.remove(record.metainfo().infoHash());
        records.remove(record.metainfo().infoHash());

        assertThat(records.find(record.metainfo().infoHash())).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "d",
                "le",
                "i1e",
                "de",
                "d6:folder0:",
                "d6:folderi1ee",
                "d6:folder2:a\0e",
                "{}",
                "d6:folder99999999999:",
                "d6:folder2:/a6:pieces2:\0\0e",
                "d6:folder2:/a6:pieces1:\1e",
                "d5:files3:abc6:folder2:/ae"
            })
    void aStateThatIsDamagedIsPassedOver(String state) throws IOException {
        TorrentRecord good = record("good");
        TorrentRecord bad = record("bad");
        records.save(good);
        records.save(bad);
        Files.write(file(bad, ".state"), state.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(records.all()).singleElement().satisfies(read -> same(read, good));
        assertThat(records.find(bad.metainfo().infoHash())).isEmpty();
    }

    @Test
    void aStateThatIsCutIsPassedOverOrGood() throws IOException {
        TorrentRecord record = record("a");
        records.save(record);
        byte[] state = Files.readAllBytes(file(record, ".state"));
        for (int length = 0; length < state.length; length++) {
            Files.write(file(record, ".state"), Arrays.copyOf(state, length));
            assertThat(records.find(record.metainfo().infoHash()))
                    .as("cut to " + length)
                    .isEmpty();
        }
    }

    @Test
    void aTorrentThatIsDamagedIsPassedOver() throws IOException {
        TorrentRecord record = record("a");
        records.save(record);
        byte[] torrent = record.torrent();
        for (int at = 0; at < torrent.length; at++) {
            byte[] damaged = torrent.clone();
            damaged[at] ^= 1;
            Files.write(file(record, ".torrent"), damaged);
            records.find(record.metainfo().infoHash())
                    .ifPresent(read -> assertThat(read.metainfo().infoHash())
                            .isEqualTo(record.metainfo().infoHash()));
        }
        Files.write(file(record, ".torrent"), new byte[0]);
        assertThat(records.all()).isEmpty();
        Files.delete(file(record, ".torrent"));
        assertThat(records.all()).isEmpty();
    }

    @Test
    void anothersTorrentIsPassedOver() throws IOException {
        TorrentRecord one = record("one");
        records.save(one);
        Files.write(file(one, ".torrent"), record("two").torrent());

        assertThat(records.all()).isEmpty();
        assertThat(records.find(one.metainfo().infoHash())).isEmpty();
    }

    @Test
    void aDamagedTorrentIsMadeGoodByTheNextSave() throws IOException {
        TorrentRecord record = record("a");
        records.save(record);
        Files.write(file(record, ".torrent"), new byte[record.torrent().length]);

        records.save(record);

        same(records.find(record.metainfo().infoHash()).orElseThrow(), record);
    }

    @Test
    void whatIsWantedIsKept() throws IOException {
        TorrentRecord record = record("a");
        FetchPlan plan = new FetchPlan(List.of(Priority.HIGH), true);
        records.save(record.withPlan(plan));

        assertThat(records.find(record.metainfo().infoHash())
                        .orElseThrow()
                        .wishes()
                        .plan())
                .isEqualTo(plan);
        records.save(record.withPlan(FetchPlan.ALL));
        assertThat(records.find(record.metainfo().infoHash())
                        .orElseThrow()
                        .wishes()
                        .plan())
                .isEqualTo(FetchPlan.ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2:\u0002\u0002", "1:\u0004", "1:\u007f"})
    void prioritiesThatCannotBeAreNotTaken(String priorities) throws IOException {
        TorrentRecord record = record("a");
        records.save(record);
        Path state = file(record, ".state");
        String text = Files.readString(state, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("10:priorities0:");

        Files.writeString(
                state, text.replace("10:priorities0:", "10:priorities" + priorities), StandardCharsets.ISO_8859_1);

        assertThat(records.find(record.metainfo().infoHash())).isEmpty();
    }

    @Test
    void countsThatCannotBeAreMadePossible() throws IOException {
        TorrentRecord record = record("a");
        records.save(record.with(new Moved(-5, -6, Duration.ofSeconds(Long.MAX_VALUE))));

        TorrentRecord read = records.find(record.metainfo().infoHash()).orElseThrow();
        assertThat(PiecePriorities.bytes(read.metainfo().layout(), read.pieces().have()))
                .isEqualTo(32_768);
        assertThat(read.moved().seeded()).isLessThan(Duration.ofDays(100_000));
        assertThat(read.moved().downloadedBytes()).isZero();
        assertThat(read.moved().uploadedBytes()).isZero();
    }

    @Test
    void filesThatAreNotOursAreNoTrouble() throws IOException {
        Files.createDirectories(folder.resolve("folder.state"));
        Files.write(folder.resolve("note.txt"), new byte[3]);
        Files.write(folder.resolve("note.state"), new byte[3]);
        Files.write(folder.resolve("huge.state"), new byte[5 << 20]);
        records.save(record("a"));

        assertThat(records.all()).hasSize(1);
    }

    @Test
    void aWriteThatFailsLeavesTheOldAndNothingElse() throws IOException {
        Path target = Files.createDirectories(home.resolve("target"));
        Files.write(target.resolve("inside"), new byte[1]);

        assertThatThrownBy(() -> AtomicFile.replace(target, new byte[3])).isInstanceOf(IOException.class);

        assertThat(target).isNotEmptyDirectory();
        assertThat(home.resolve("target.new")).doesNotExist();
    }

    @Test
    void whatAnEarlierCrashLeftIsWrittenOver() throws IOException {
        Path target = home.resolve("file");
        Files.write(home.resolve("file.new"), new byte[1_000]);

        AtomicFile.replace(target, new byte[] {1, 2});

        assertThat(target).hasBinaryContent(new byte[] {1, 2});
        assertThat(home.resolve("file.new")).doesNotExist();
    }
}
