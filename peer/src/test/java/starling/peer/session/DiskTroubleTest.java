package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import starling.peer.session.TorrentSession.Intent;
import starling.wire.MessageType;
import starling.wire.PeerMessage;

/** What others do to our files while we use them, or between two runs: nothing wrong is given, nothing is lost for good. */
class DiskTroubleTest extends OnLoopback {
    private static void isWhole(TorrentSession session, Sample sample) throws Exception {
        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.snapshot().problem()).isEmpty();
        assertThat(session.state()).isEqualTo(TorrentState.SEEDING);
        assertThat(session.contentPath()).hasBinaryContent(sample.bytes());
    }

    private ScriptedPeer leecher(Client client, Sample sample) throws IOException {
        ScriptedPeer peer =
                keep(ScriptedPeer.dial(client.port(), sample.metainfo().infoHash(), ScriptedPeer.ID, true));
        peer.say(PeerMessage.HAVE_NONE, PeerMessage.INTERESTED);
        peer.hear(MessageType.UNCHOKE);
        return peer;
    }

    private ScriptedPeer seed(ScriptedPeer.Door door, Sample sample) throws IOException {
        ScriptedPeer peer = keep(door.accept(sample.metainfo().infoHash(), ScriptedPeer.ID, true));
        peer.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        return peer;
    }

    private static void answer(ScriptedPeer peer, Sample sample) throws IOException {
        PeerMessage.Request request = (PeerMessage.Request) peer.hear(MessageType.REQUEST);
        peer.say(new PeerMessage.Piece(
                request.piece(), request.begin(), sample.block(request.piece(), request.begin(), request.length())));
    }

    // While it is given

    private enum Change {
        DELETED,
        REPLACED;

        void make(Path file) throws IOException {
            if (this == DELETED) {
                Files.delete(file);
            } else {
                Path other = Files.write(file.resolveSibling("other"), new byte[(int) Files.size(file)]);
                Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The file that was checked is open, and is what goes on to be read. */
    @ParameterizedTest
    @EnumSource(Change.class)
    void whatWasCheckedIsGiven(Change change) throws Exception {
        Sample sample = Sample.of(8 * BLOCK + change.ordinal(), BLOCK);
        Path file = sample.writeTo(home.resolve("seed"));
        Client client = keep(Sample.client(home.resolve("a")));
        TorrentSession session = sample.open(client, home.resolve("seed"), Intent.SEED);
        session.start();
        isWhole(session, sample);
        change.make(file);

        ScriptedPeer leecher = leecher(client, sample);
        leecher.say(new PeerMessage.Request(3, 0, BLOCK));

        PeerMessage.Piece given = (PeerMessage.Piece) leecher.hear(MessageType.PIECE);
        assertThat(given.data()).isEqualTo(sample.block(3, 0, BLOCK));
    }

    @Test
    void aFileThatIsCutIsNotGivenAndComesBack() throws Exception {
        Sample sample = Sample.of(8 * BLOCK + 2, BLOCK);
        Path file = sample.writeTo(home.resolve("seed"));
        Client client = keep(Sample.client(home.resolve("a")));
        TorrentSession session = sample.open(client, home.resolve("seed"), Intent.SEED);
        session.start();
        isWhole(session, sample);
        try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
            cut.truncate(2 * BLOCK);
        }

        ScriptedPeer leecher = leecher(client, sample);
        leecher.say(new PeerMessage.Request(5, 0, BLOCK));

        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        await("it stops", () -> session.state() == TorrentState.PAUSED);
        assertThat(session.snapshot().problem().orElseThrow().kind()).isEqualTo(Problem.Kind.DISK_FAILED);
        assertThat(leecher.isHungUp()).isTrue();
        sample.writeTo(home.resolve("seed"));
        session.start();
        isWhole(session, sample);
    }

    // While it is fetched

    @Test
    void aFileThatIsRemovedOnTheWayIsNoticedAndFetchedAgain() throws Exception {
        Sample sample = Sample.of(8 * BLOCK + 3, BLOCK);
        Client client = keep(Sample.client(home.resolve("a")));
        ScriptedPeer.Door door = keep(new ScriptedPeer.Door());
        TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        session.addPeers(List.of(door.endpoint()));
        session.start();
        ScriptedPeer first = seed(door, sample);
        answer(first, sample);
        await("a piece is there", () -> session.snapshot().have().count() == 1);
        Files.delete(session.contentPath());
        answer(first, sample);

        await("it stops", () -> session.state() == TorrentState.PAUSED);
        assertThat(session.snapshot().problem().orElseThrow().message()).contains("somebody removed it");
        session.start();
        seed(door, sample).serve(sample);
        isWhole(session, sample);
    }

    // Between two runs

    private enum Damage {
        EMPTY,
        CUT,
        ZEROS,
        FOREIGN,
        GONE,
        FOLDER;

        void to(Path file) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            switch (this) {
                case EMPTY -> Files.write(file, new byte[0]);
                case CUT -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
                case ZEROS -> Files.write(file, new byte[bytes.length]);
                case FOREIGN -> Files.writeString(file, "d7:versioni99e4:note20:of a later Starlinge");
                case GONE -> Files.delete(file);
                case FOLDER -> {
                    Files.delete(file);
                    Files.createDirectory(file);
                }
            }
        }
    }

    /** Each file of the state folder in turn, after a download that was left half done. */
    @ParameterizedTest
    @EnumSource(Damage.class)
    void aStateFolderThatIsDamagedCostsACheckAtMost(Damage damage) throws Exception {
        Sample sample = Sample.of(8 * BLOCK + 10 + damage.ordinal(), BLOCK);
        Path state = home.resolve("a/state");
        long left = halfDone(sample);
        List<Path> files;
        try (Stream<Path> all = Files.walk(state)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(3);

        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                continue;
            }
            byte[] before = Files.readAllBytes(file);
            damage.to(file);
            try (Client client = Sample.client(home.resolve("a"))) {
                client.continueAll();
                TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.CONTINUE);
                session.start();
                assertThat(session.awaitChecked(PATIENCE)).as(file.toString()).isTrue();
                assertThat(session.snapshot().problem()).as(file.toString()).isEmpty();
                assertThat(session.snapshot().leftBytes()).as(file.toString()).isEqualTo(left);
            } catch (FileSystemException notToBeUsed) {
                assertThat(damage).isEqualTo(Damage.FOLDER);
                assertThat(notToBeUsed).hasMessageContaining(file.getFileName().toString());
            }
            if (damage == Damage.FOLDER && Files.isDirectory(file)) {
                Files.delete(file);
            }
            Files.write(file, before);
        }
    }

    /** A record that cannot be written is tried again every two seconds, and is no reason to fill the log. */
    @Test
    void aRecordThatCannotBeWrittenIsSaidOnceAndIsWrittenLater() throws Exception {
        Sample sample = Sample.of(8 * BLOCK + 50, BLOCK);
        sample.writeTo(home.resolve("seed"));
        Client client = keep(Sample.client(home.resolve("a")));
        TorrentSession session = sample.open(client, home.resolve("seed"), Intent.SEED);
        Path records = Files.writeString(home.resolve("a/state/torrents"), "no folder");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger log = (Logger) LoggerFactory.getLogger(TorrentDisk.class);
        log.addAppender(lines);
        log.setLevel(Level.WARN);
        try {
            session.start();
            isWhole(session, sample);
            for (int i = 0; i < 5; i++) {
                session.save();
            }
            assertThat(List.copyOf(lines.list))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .filteredOn(line -> line.contains("could not save"))
                    .hasSize(1);
        } finally {
            log.setLevel(null);
            log.detachAppender(lines);
        }

        Files.delete(records);
        session.save();
        assertThat(records.resolve(sample.metainfo().infoHash().hex() + ".state"))
                .isNotEmptyFile();
    }

    /** Nor is a ledger. */
    @Test
    void aLedgerThatCannotBeWrittenIsSaidOnceAndIsWrittenLater() throws Exception {
        Sample sample = Sample.of(8 * BLOCK + 51, BLOCK);
        sample.writeTo(home.resolve("seed"));
        Client client = keep(Sample.client(home.resolve("a")));
        TorrentSession session = sample.open(client, home.resolve("seed"), Intent.SEED);
        Path ledger = home.resolve("a/state/ledger");
        Path inTheWay = Files.createDirectories(ledger.resolve("no file"));
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger log = (Logger) LoggerFactory.getLogger(Accounts.class);
        log.addAppender(lines);
        log.setLevel(Level.WARN);
        try {
            session.start();
            isWhole(session, sample);
            ScriptedPeer leecher = leecher(client, sample);
            leecher.say(new PeerMessage.Request(3, 0, BLOCK));
            leecher.hear(MessageType.PIECE);
            await("it is booked", () -> !client.accounts().isEmpty());
            for (int i = 0; i < 5; i++) {
                client.save();
            }
            assertThat(List.copyOf(lines.list))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .filteredOn(line -> line.contains("could not save the ledger"))
                    .hasSize(1);
        } finally {
            log.setLevel(null);
            log.detachAppender(lines);
        }

        Files.delete(inTheWay);
        Files.delete(ledger);
        client.save();
        assertThat(ledger).isNotEmptyFile();
    }

    private long halfDone(Sample sample) throws Exception {
        ScriptedPeer.Door door = keep(new ScriptedPeer.Door());
        try (Client client = Sample.client(home.resolve("a"))) {
            TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
            session.addPeers(List.of(door.endpoint()));
            session.start();
            ScriptedPeer peer = seed(door, sample);
            answer(peer, sample);
            answer(peer, sample);
            await("two pieces are there", () -> session.snapshot().have().count() == 2);
            return session.snapshot().leftBytes();
        }
    }

    // Room that ends at each step

    /** A disk of so many KiB for state and content, which needs root to be mounted. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12, 16, 20, 24, 28, 32, 48, 64, 96, 128, 144, 160, 176})
    void aDiskThatIsFullAtAnyStepLosesNothing(int kibibytes) throws Exception {
        Sample sample = Sample.of(8 * BLOCK + 100 + kibibytes, BLOCK);
        Path disk = Files.createDirectory(home.resolve("disk"));
        assumeTrue(
                runs("mount", "-t", "tmpfs", "-o", "size=" + kibibytes + "k", "tmpfs", disk.toString()),
                "mounting is not permitted here (root may)");
        try {
            ScriptedPeer.Door door = keep(new ScriptedPeer.Door());
            serve(door, sample);
            downloadOn(disk, kibibytes, sample, door);

            try (Client later = Sample.client(disk)) {
                later.continueAll();
                assertThat(later.torrents()).hasSize(1);
                isWhole(later.torrents().get(0), sample);
            }
        } finally {
            runs("umount", "--lazy", disk.toString());
        }
    }

    private void downloadOn(Path disk, int kibibytes, Sample sample, ScriptedPeer.Door door) throws Exception {
        Client client;
        try {
            client = Sample.client(disk);
        } catch (IOException noRoomToBegin) {
            assertThat(kibibytes).as("room for an identity: " + noRoomToBegin).isLessThan(16);
            makeRoom(disk);
            client = Sample.client(disk);
        }
        try {
            TorrentSession session = sample.open(client, disk.resolve("downloads"), Intent.DOWNLOAD);
            session.addPeers(List.of(door.endpoint()));
            session.start();
            assertThat(session.awaitSettled(PATIENCE)).isTrue();
            session.snapshot()
                    .problem()
                    .ifPresent(problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.DISK_FULL));
            makeRoom(disk);
            session.start();
            isWhole(session, sample);
        } finally {
            client.close();
        }
    }

    private static void makeRoom(Path disk) throws Exception {
        assertThat(runs("mount", "-o", "remount,size=8m", disk.toString())).isTrue();
    }

    private static boolean runs(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }
}
