package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.peer.session.TorrentSession.Intent;
import starling.peer.storage.OpenFiles;
import starling.wire.MessageType;
import starling.wire.PeerMessage;

/** What goes wrong on our disk and at others, and what is left of it after a restart. */
class RecoveryTest extends WithScriptedPeers {
    // Our own disk

    @ParameterizedTest
    @CsvSource({
        "No space left on device, 3, DISK_FULL",
        "Disk quota exceeded, 0, DISK_FULL",
        "Read-only file system, 2, DISK_FAILED",
        "Input/output error, 5, DISK_FAILED",
        "Input/output error, 0, DISK_FAILED",
    })
    void aDiskThatFailsPausesBansNobodyAndGoesOnWhenResumed(String says, int goodWrites, Problem.Kind kind)
            throws Exception {
        // Blocks of one piece may go to disk as one.
        Sample sample = Sample.of(8 * BLOCK, BLOCK);
        FailingDisk disk = new FailingDisk(says, goodWrites, Integer.MAX_VALUE);
        Client client = keep(new Client(new LoopbackOptions(home.resolve("a")).options(), new OpenFiles(8, disk)));
        ScriptedPeer.Door door = door();
        TorrentSession session = download(client, sample, door.endpoint());
        seed(door, sample, "seed").serve(sample);

        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        TorrentSnapshot paused = session.snapshot();
        assertThat(paused.state()).isEqualTo(TorrentState.PAUSED);
        assertThat(paused.problem().orElseThrow().kind()).isEqualTo(kind);
        assertThat(paused.problem().orElseThrow().message()).contains("sample.bin");
        await(() -> !record(sample).wishes().paused());
        long before = paused.downloadedBytes();
        assertThat(before).isGreaterThan(0);

        disk.mend();
        session.start();
        // The peer is called again, and so was not banned.
        seed(door, sample, "seed").serve(sample);

        isWhole(session, sample);
        assertThat(session.snapshot().problem()).isEmpty();
        assertThat(session.snapshot().downloadedBytes())
                .as("counted over both runs")
                .isGreaterThanOrEqualTo(before + 8 * BLOCK - goodWrites * BLOCK);
    }

    @Test
    void aPieceThatIsBeingVerifiedWhileAPersonPausesIsKept() throws Exception {
        Sample sample = Sample.of(2 * BLOCK, BLOCK);
        FailingDisk.Hold hold = new FailingDisk.Hold();
        FailingDisk disk = new FailingDisk(hold, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);
        Client client = keep(new Client(new LoopbackOptions(home.resolve("a")).options(), new OpenFiles(8, disk)));
        ScriptedPeer.Door door = door();
        TorrentSession session = download(client, sample, door.endpoint());
        ScriptedPeer seed = accept(door, sample, "seed");
        answer(seed, sample, ready(seed));
        hold.awaitReached();

        session.pause();
        assertThat(seed.isHungUp()).isTrue();
        assertThat(session.snapshot().have().count()).isZero();
        hold.goOn();

        await(() -> record(sample).wishes().paused()
                && record(sample).pieces().have().count() == 1);
        assertThat(session.state()).isEqualTo(TorrentState.PAUSED);
    }

    @Test
    void aFullDiskWithRoomAgainGoesOnByItself() throws Exception {
        Sample sample = Sample.of(8 * BLOCK, BLOCK);
        FailingDisk disk = new FailingDisk("No space left on device", 3, Integer.MAX_VALUE);
        Client client = keep(new Client(new LoopbackOptions(home.resolve("a")).options(), new OpenFiles(8, disk)));
        ScriptedPeer.Door door = door();
        TorrentSession session = download(client, sample, door.endpoint());
        seed(door, sample, "seed").serve(sample);
        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.state()).isEqualTo(TorrentState.PAUSED);

        disk.mend();
        seed(door, sample, "seed").serve(sample);

        isWhole(session, sample);
    }

    @Test
    void bytesThatCannotBeForcedAreNotRecorded() throws Exception {
        Sample sample = Sample.of(8 * BLOCK, 2 * BLOCK);
        FailingDisk disk = new FailingDisk("Input/output error", Integer.MAX_VALUE, 0);
        Client client = keep(new Client(new LoopbackOptions(home.resolve("a")).options(), new OpenFiles(8, disk)));
        ScriptedPeer.Door door = door();
        TorrentSession session = download(client, sample, door.endpoint());
        seed(door, sample, "seed").serve(sample);

        await(() -> session.snapshot().problem().isPresent());

        assertThat(session.snapshot().problem().orElseThrow().kind()).isEqualTo(Problem.Kind.DISK_FAILED);
        assertThat(record(sample).pieces().have().isEmpty()).isTrue();
    }

    // Others

    @Test
    void whoSpoiltAPieceOfSeveralIsFoundAndBannedAndTheHonestStay() throws Exception {
        Sample sample = Sample.of(3 * BLOCK, 3 * BLOCK);
        ScriptedPeer.Door liars = door();
        ScriptedPeer.Door honests = door();
        Client client = client("a");
        TorrentSession session = download(client, sample, liars.endpoint());
        ScriptedPeer liar = accept(liars, sample, "liar");
        liar.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        liar.hear(MessageType.REQUEST);
        liar.say(
                new PeerMessage.Piece(0, 0, ByteBuffer.allocate(BLOCK)),
                PeerMessage.CHOKE,
                new PeerMessage.Reject(0, BLOCK, BLOCK),
                new PeerMessage.Reject(0, 2 * BLOCK, BLOCK));
        await(() -> session.snapshot().peers().get(0).downloadedBytes() == BLOCK
                && session.snapshot().peers().get(0).chokingUs());

        session.addPeers(List.of(honests.endpoint()));
        ScriptedPeer honest = accept(honests, sample, "honest");
        honest.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        answer(honest, sample, honest.hear(MessageType.REQUEST));
        answer(honest, sample, honest.hear(MessageType.REQUEST));
        // The piece was bad; now it is asked of one peer alone, from its first block on.
        PeerMessage again = honest.hear(MessageType.REQUEST);
        liar.say(PeerMessage.UNCHOKE);
        assertThat(again).isEqualTo(new PeerMessage.Request(0, 0, BLOCK));
        ScriptedPeer leecher =
                keep(ScriptedPeer.dial(client.port(), sample.metainfo().infoHash(), ScriptedPeer.ID, true));
        answer(honest, sample, again);
        answer(honest, sample, honest.hear(MessageType.REQUEST));
        answer(honest, sample, honest.hear(MessageType.REQUEST));

        assertThat(liar.isHungUp()).isTrue();
        isWhole(session, sample);
        leecher.say(PeerMessage.INTERESTED);
        leecher.hear(MessageType.UNCHOKE);
        session.addPeers(List.of(liars.endpoint()));
        assertThat(liars.isCalled()).as("banned").isFalse();
        PeerId id = PeerId.of(Arrays.copyOf("liar".getBytes(StandardCharsets.US_ASCII), PeerId.LENGTH));
        assertThat(ScriptedPeer.isRefused(client.port(), sample.metainfo().infoHash(), id))
                .as("banned when it calls, too")
                .isTrue();
    }

    @Test
    void oneThatLiesAmongThreeIsBannedAndTheOthersAreNot() throws Exception {
        Sample sample = Sample.of(64 * BLOCK, 4 * BLOCK);
        byte[] wrong = sample.bytes().clone();
        for (int block = 1; block < 64; block += 2) {
            wrong[block * BLOCK + 7] ^= 1;
        }
        Sample lies = new Sample(sample.metainfo(), sample.torrent(), wrong);
        Client client = client("a");
        List<ScriptedPeer.Door> doors = List.of(door(), door(), door());
        List<String> names = List.of("liar", "honest one", "honest two");
        // The others wait until it has lied, lest they are done before its turn comes.
        CountDownLatch lied = new CountDownLatch(1);
        TorrentSession session = download(
                client, sample, doors.stream().map(ScriptedPeer.Door::endpoint).toArray(Endpoint[]::new));
        List<Thread> serving = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ScriptedPeer peer = accept(doors.get(i), sample, names.get(i));
            Sample gives = i == 0 ? lies : sample;
            Thread thread = new Thread(() -> {
                try {
                    if (gives != lies) {
                        lied.await();
                    }
                    peer.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
                    if (gives == lies) {
                        answer(peer, lies, peer.hear(MessageType.REQUEST));
                        answer(peer, lies, peer.hear(MessageType.REQUEST));
                        lied.countDown();
                    }
                    peer.serve(gives);
                } catch (IOException | InterruptedException hungUp) {
                    // as it should be with the liar
                }
            });
            thread.start();
            serving.add(thread);
        }

        isWhole(session, sample);
        for (Thread thread : serving) {
            thread.join();
        }
        for (int i = 0; i < 3; i++) {
            PeerId id = PeerId.of(Arrays.copyOf(names.get(i).getBytes(StandardCharsets.US_ASCII), PeerId.LENGTH));
            assertThat(ScriptedPeer.isRefused(client.port(), sample.metainfo().infoHash(), id))
                    .as(names.get(i))
                    .isEqualTo(i == 0);
        }
    }

    @Test
    void whoGoesQuietDoesNotHoldUpTheDownload() throws Exception {
        Sample sample = Sample.of(40 * BLOCK, BLOCK);
        ScriptedPeer.Door quiets = door();
        ScriptedPeer.Door others = door();
        TorrentSession session = download(client("a"), sample, quiets.endpoint());
        ScriptedPeer quiet = seed(quiets, sample, "quiet");
        quiet.hear(MessageType.REQUEST);

        session.addPeers(List.of(others.endpoint()));
        seed(others, sample, "other").serve(sample);

        isWhole(session, sample);
    }

    // What is recorded

    @Test
    void aPersonsOwnFileThatChangedIsNotWrittenOverByTheNextRun() throws Exception {
        Sample sample = Sample.of(4 * BLOCK, BLOCK);
        Path file = sample.writeTo(home.resolve("seed"));
        try (Client first = Sample.client(home.resolve("a"))) {
            TorrentSession session = sample.open(first, home.resolve("seed"), Intent.SEED);
            session.start();
            isWhole(session, sample);
        }
        byte[] edited = sample.bytes().clone();
        edited[5]++;
        Files.write(file, edited);
        Files.setLastModifiedTime(
                file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 5_000));

        TorrentSession session = goesOn();

        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.snapshot().problem().orElseThrow().kind()).isEqualTo(Problem.Kind.CONTENT_DIFFERS);
        assertThat(file).hasBinaryContent(edited);
    }

    @Test
    void whatIsVerifiedIsRecordedWhileTheDownloadRuns() throws Exception {
        Sample sample = Sample.of(4 * BLOCK, BLOCK);
        ScriptedPeer.Door door = door();
        download(client("a"), sample, door.endpoint());
        ScriptedPeer peer = seed(door, sample, "one");
        answer(peer, sample, peer.hear(MessageType.REQUEST));
        PeerMessage.Have had = (PeerMessage.Have) peer.hear(MessageType.HAVE);

        await(() -> record(sample).pieces().have().get(had.piece()));

        assertThat(record(sample).pieces().have().count()).isEqualTo(1);
        assertThat(record(sample).moved().downloadedBytes()).isEqualTo(BLOCK);
    }

    private TorrentSession finished(Sample sample) throws Exception {
        ScriptedPeer.Door door = door();
        Client first = Sample.client(home.resolve("a"));
        TorrentSession session = download(first, sample, door.endpoint());
        seed(door, sample, "one").serve(sample);
        isWhole(session, sample);
        first.close();
        return session;
    }

    @Test
    void whoWasReachedIsCalledByTheNextRunThoughNobodyNamesThem() throws Exception {
        Sample sample = Sample.of(4 * BLOCK, BLOCK);
        ScriptedPeer.Door door = door();
        Client first = Sample.client(home.resolve("a"));
        download(first, sample, door.endpoint());
        ScriptedPeer peer = seed(door, sample, "one");
        answer(peer, sample, peer.hear(MessageType.REQUEST));
        peer.hear(MessageType.HAVE);
        first.close();

        TorrentSession session = goesOn();
        seed(door, sample, "one").serve(sample);

        isWhole(session, sample);
    }

    private TorrentSession goesOn() throws Exception {
        Client second = client("a");
        second.continueAll();
        return second.torrents().get(0);
    }

    @Test
    void whatIsRecordedIsTrustedAndARecheckIsNot() throws Exception {
        Sample sample = Sample.of(6 * BLOCK, BLOCK);
        Path file = finished(sample).contentPath();
        FileTime time = Files.getLastModifiedTime(file);
        byte[] damaged = sample.bytes().clone();
        damaged[2 * BLOCK]++;
        Files.write(file, damaged);
        Files.setLastModifiedTime(file, time);

        TorrentSession session = goesOn();

        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.state()).as("trusted by size and time").isEqualTo(TorrentState.SEEDING);
        session.recheck();
        assertThat(session.awaitChecked(PATIENCE)).isTrue();
        assertThat(session.state()).isEqualTo(TorrentState.DOWNLOADING);
        assertThat(session.snapshot().leftBytes()).isEqualTo(BLOCK);
        assertThat(session.snapshot().downloadedBytes()).as("totals are kept").isEqualTo(6 * BLOCK);
        ScriptedPeer.Door door = door();
        session.addPeers(List.of(door.endpoint()));
        seed(door, sample, "two").serve(sample);
        isWhole(session, sample);
        assertThat(session.snapshot().downloadedBytes()).isEqualTo(7 * BLOCK);
    }

    @ParameterizedTest
    @CsvSource({"touched, 0", "changed, 1", "cut, 3", "gone, 6"})
    void aFileThatChangedIsCheckedAgain(String how, int missing) throws Exception {
        Sample sample = Sample.of(6 * BLOCK, BLOCK);
        Path file = finished(sample).contentPath();
        FileTime time = Files.getLastModifiedTime(file);
        byte[] bytes = sample.bytes().clone();
        switch (how) {
            case "touched" -> Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 5_000));
            case "changed" -> {
                bytes[2 * BLOCK]++;
                Files.write(file, bytes);
                Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 5_000));
            }
            case "cut" -> {
                Files.write(file, Arrays.copyOf(bytes, 3 * BLOCK));
                Files.setLastModifiedTime(file, time);
            }
            default -> Files.delete(file);
        }

        TorrentSession session = goesOn();

        assertThat(session.awaitChecked(PATIENCE)).isTrue();
        assertThat(session.snapshot().leftBytes()).isEqualTo((long) missing * BLOCK);
        assertThat(session.snapshot().problem()).isEmpty();
    }

    @Test
    void aRecheckOfWhatIsPausedLeavesItPaused() throws Exception {
        Sample sample = Sample.of(6 * BLOCK, BLOCK);
        finished(sample);
        TorrentSession session = goesOn();
        session.awaitSettled(PATIENCE);
        session.pause();
        Files.write(session.contentPath(), new byte[6 * BLOCK]);

        session.recheck();

        assertThat(session.awaitChecked(PATIENCE)).isTrue();
        assertThat(session.state()).isEqualTo(TorrentState.PAUSED);
        assertThat(session.snapshot().leftBytes()).isEqualTo(6 * BLOCK);
        await(() -> record(sample).wishes().paused()
                && record(sample).pieces().have().isEmpty());
    }
}
