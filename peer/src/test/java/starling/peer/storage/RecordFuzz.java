package starling.peer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import starling.metainfo.Metainfo;
import starling.metainfo.MetainfoReader;
import starling.peer.policy.Ledger;
import starling.peer.testing.Allocation;

class RecordFuzz {
    private static final int PIECES = 3;

    @TempDir
    static Path folder;

    private static TorrentRecords records;
    private static Metainfo metainfo;
    private static Path state;

    @BeforeAll
    static void saveOne() throws Exception {
        ((Logger) LoggerFactory.getLogger("starling")).setLevel(Level.OFF);
        byte[] torrent = ("d4:infod6:lengthi40000e4:name5:a.txt12:piece lengthi16384e6:pieces60:"
                        + "0123456789".repeat(2 * PIECES) + "ee")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        metainfo = MetainfoReader.read(torrent);
        records = new TorrentRecords(folder);
        records.save(TorrentRecord.ofNew(metainfo, torrent, folder));
        state = folder.resolve(metainfo.infoHash().hex() + ".state");
    }

    @FuzzTest
    void state(byte[] input) throws Exception {
        Files.write(state, input);
        Allocation.bounded(
                input.length,
                () -> records.find(metainfo.infoHash()).ifPresent(record -> {
                    assertThat(record.pieces().have().size()).isEqualTo(PIECES);
                    assertThat(record.pieces().stamps().size()).isIn(0, 1);
                    assertThat(record.moved().seeded().isNegative()).isFalse();
                }));
        Optional<TorrentRecord> read = records.find(metainfo.infoHash());
        if (read.isPresent()) {
            records.save(read.get());
            isTheSame(records.find(metainfo.infoHash()).orElseThrow(), read.get());
        }
    }

    private static void isTheSame(TorrentRecord anew, TorrentRecord record) {
        assertThat(anew.folder()).isEqualTo(record.folder());
        assertThat(anew.given()).isEqualTo(record.given());
        assertThat(anew.wishes()).isEqualTo(record.wishes());
        assertThat(anew.pieces()).isEqualTo(record.pieces());
        assertThat(anew.moved()).isEqualTo(record.moved());
        // those of the one family stand before those of the other
        assertThat(record.peers()).containsAll(anew.peers());
    }

    @FuzzTest
    void ledger(byte[] input) throws Exception {
        Path file = folder.resolve("ledger");
        Files.write(file, input);
        Allocation.bounded(
                input.length,
                () -> assertThat(new LedgerFile(file).load().accounts())
                        .allMatch(account -> account.gaveBytes() >= 0 && account.tookBytes() >= 0));
        List<Ledger.Account> accounts = new LedgerFile(file).load().accounts();
        new LedgerFile(file).save(accounts);
        assertThat(new LedgerFile(file).load().accounts()).isEqualTo(accounts);
    }

    @FuzzTest
    void magnet(byte[] input) throws Exception {
        Path one = folder.resolve("one.magnet");
        MagnetRecords magnets = new MagnetRecords(folder);
        Files.write(one, input);
        Allocation.bounded(input.length, () -> assertThat(magnets.all()).hasSizeLessThanOrEqualTo(1));
        List<MagnetRecord> read = magnets.all();
        Files.delete(one);
        for (MagnetRecord record : read) {
            magnets.save(record);
            assertThat(magnets.all()).isEqualTo(read);
            magnets.remove(record.link().infoHash());
        }
    }
}
