package starling.peer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import starling.metainfo.Metainfo;
import starling.metainfo.PieceDigest;
import starling.peer.storage.TorrentRecord;
import starling.peer.storage.TorrentRecords;
import starling.wire.Bitfield;

/**
 * The peer is killed (-9) again and again while it downloads. What it recorded must be right on disk, be trusted by the
 * next run and never be fetched again; and in the end the file is whole. {@code -Dstarling.kill.rounds=N} says how often,
 * {@code -Dstarling.kill.seed=N} repeats a run's moments.
 */
class KillDownloadIT {
    private static final int ROUNDS = Integer.getInteger("starling.kill.rounds", 5);
    private static final long SEED = Long.getLong("starling.kill.seed", System.nanoTime());
    private static final long TOTAL = 24 << 20;
    private static final Pattern CHECKING = Pattern.compile("checking (\\d+) of (\\d+) pieces");

    @RegisterExtension
    final Stage stage = new Stage();

    private final Random random = new Random(SEED);
    private int kills;
    private int late;
    private long recordedPieces;

    @Test
    void whatIsRecordedIsRightAndIsNotFetchedAgain() throws IOException, InterruptedException {
        Path content = Content.file(stage.folder("origin").resolve("content.bin"), TOTAL, SEED);
        Path torrent = stage.torrent(stage.tracker().announceUrl(), content);
        stage.seeder(torrent, content);
        Path home = stage.folder("home");
        Bitfield before = null;

        // A kill that came when all was done does not count; most come before.
        for (int round = 1; kills < ROUNDS; round++) {
            assertThat(round).as("rounds for " + ROUNDS + " kills").isLessThan(10 + 4 * ROUNDS);
            String when = "round " + round + ", seed " + SEED;
            Path log = home.resolve(".starling/peer.log");
            Files.deleteIfExists(log);
            Running download = stage.peer(home, "--max-download", "5M", "download", torrent.toString());
            if (random.nextInt(4) > 0) {
                download.saysOrEndsMatching("downloading|going on|complete|seeding");
            }
            // Not to wait for something, but to hit any moment at all.
            Thread.sleep(random.nextInt(2_500));
            download.kill();
            // A kill leaves 137; one that came too late leaves what the program ended with.
            boolean ended = download.awaitExit() != 137;

            Bitfield have = rightOnDisk(home, when);
            if (before != null) {
                wasTrusted(before, have, log, when);
            }
            before = have;
            if (ended) {
                assertThat(download.awaitExit()).as(download::transcript).isZero();
            }
            if (!ended && (have == null || !have.isFull())) {
                kills++;
            } else {
                late++;
                assertThat(Content.digests(home.resolve("downloads/content.bin")))
                        .isEqualTo(Content.digests(content));
                home = stage.folder("home" + round);
                before = null;
            }
        }

        Running last = stage.peer(home, "download", torrent.toString());
        assertThat(last.awaitExit()).as(last::transcript).isZero();
        assertThat(Content.digests(home.resolve("downloads/content.bin"))).isEqualTo(Content.digests(content));
        assertThat(recordedPieces).as("pieces recorded at the kills").isPositive();
        System.out.printf(
                "kill loop: seed %d: killed %d times in the middle, %d times too late; %d recorded pieces, all right%n",
                SEED, kills, late, recordedPieces);
    }

    /** What is recorded, each piece of it compared with its hash. */
    private Bitfield rightOnDisk(Path home, String when) throws IOException {
        List<TorrentRecord> records = new ArrayList<>(new TorrentRecords(home.resolve(".starling/torrents")).all());
        if (records.isEmpty()) {
            return null;
        }
        TorrentRecord record = records.get(0);
        Metainfo metainfo = record.metainfo();
        Bitfield have = record.pieces().have();
        recordedPieces += have.count();
        if (have.isEmpty()) {
            return have;
        }
        PieceDigest digest = new PieceDigest();
        try (FileChannel file = FileChannel.open(home.resolve("downloads/content.bin"))) {
            for (int piece = 0; piece < have.size(); piece++) {
                if (have.get(piece)) {
                    byte[] sha1 = digest.hash((offset, to) -> fill(file, offset, to), metainfo.layout(), piece);
                    assertThat(metainfo.pieceMatches(piece, sha1))
                            .as("recorded piece " + piece + ", " + when)
                            .isTrue();
                }
            }
        }
        return have;
    }

    private static void fill(FileChannel file, long offset, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            int count = file.read(target, offset);
            if (count < 0) {
                throw new java.io.EOFException("a recorded piece lies beyond the file's end");
            }
            offset += count;
        }
    }

    /** Nothing that was recorded before this run was looked at again, let alone lost. */
    private static void wasTrusted(Bitfield before, Bitfield now, Path log, String when) throws IOException {
        for (int piece = 0; piece < before.size(); piece++) {
            assertThat(!before.get(piece) || now.get(piece))
                    .as("piece " + piece + " stays recorded, " + when)
                    .isTrue();
        }
        Matcher checking = CHECKING.matcher(Files.exists(log) ? Files.readString(log) : "");
        while (checking.find()) {
            assertThat(Integer.parseInt(checking.group(1)))
                    .as("only what was not recorded is checked, " + when)
                    .isLessThanOrEqualTo(before.size() - before.count());
        }
    }
}
