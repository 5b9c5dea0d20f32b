package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.peer.policy.PartialPiece;
import starling.peer.policy.PeerPieces;
import starling.peer.policy.PiecePicker;
import starling.peer.storage.ContentFiles;
import starling.peer.storage.OpenFiles;
import starling.wire.Bitfield;

/**
 * A torrent of pieces of two blocks each, on a disk that reads as long as it is told to: one is verified, so many as may
 * wait, and one more. There is one thread for them, which waits for work when a test begins.
 */
class PieceVerifierTest extends OnLoopback {
    private static final class Heard implements Exchange.Listener {
        final List<Throwable> failures = new ArrayList<>();
        int completions;

        @Override
        public synchronized void completed() {
            completions++;
        }

        @Override
        public synchronized void failed(Throwable cause) {
            failures.add(cause);
        }

        @Override
        public void ended(PeerConnection connection, boolean useful) {}

        @Override
        public void liar(Sender sender) {}

        @Override
        public void named(List<Endpoint> others) {}
    }

    @TempDir
    Path folder;

    private static final int PIECES = PieceVerifier.MOST_WAITING + 2;

    private final Sample sample = Sample.of(PIECES * 2 * BLOCK, 2 * BLOCK);
    private final PiecePicker picker = new PiecePicker(sample.layout(), new Bitfield(PIECES), new Random(1));
    private final Underway underway = new Underway();
    private final Heard heard = new Heard();
    private final ReentrantLock lock = new ReentrantLock();
    private ContentFiles content;
    private Thread verifying;
    private Verification verification;
    private PieceVerifier verifier;

    PieceVerifierTest() throws IOException {}

    private void on(FailingDisk disk) {
        OpenFiles pool = keep(new OpenFiles(8, disk));
        content = ContentFiles.of(folder, sample.metainfo(), pool, () -> {}, folder.resolve("parts"));
        Attendance attendance = new Attendance(PeerId.of(new byte[PeerId.LENGTH]));
        FilesAhead ahead = new FilesAhead(sample.metainfo(), content, Runnable::run, underway);
        BlockRequests requests =
                new BlockRequests(sample.layout(), picker, attendance.connections(), new RateLimiter(0), ahead);
        BlockClaims claims = new BlockClaims(lock, sample.layout(), picker, attendance, requests);
        verification = new Verification(1, work -> verifying = new Thread(work));
        keep(verification::close);
        while (verifying.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        verifier = new PieceVerifier(claims, sample.metainfo(), content, verification, underway, heard);
    }

    private static FailingDisk failing(FailingDisk.Failure failure, int goodReads) {
        return new FailingDisk(failure, goodReads, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** A piece of a block of each of two peers. */
    private PartialPiece fetch(boolean good) throws IOException {
        lock.lock();
        try {
            PartialPiece[] whole = new PartialPiece[1];
            for (int i = 0; i < 2; i++) {
                PeerPieces peer = new PeerPieces(PIECES);
                picker.joined(peer);
                peer.setChoking(false);
                for (int piece = 0; piece < PIECES; piece++) {
                    if (i == 0 || piece == whole[0].piece()) {
                        picker.have(peer, piece);
                    }
                }
                int[] next = {-1};
                picker.pick(peer, 1, (piece, block) -> {
                    whole[0] = piece;
                    next[0] = block;
                });
                ByteBuffer bytes =
                        good ? sample.block(whole[0].piece(), next[0] * BLOCK, BLOCK) : ByteBuffer.allocate(BLOCK);
                content.write(sample.layout().pieceOffset(whole[0].piece()) + (long) next[0] * BLOCK, bytes);
                assertThat(picker.received(peer, whole[0].piece(), next[0])).isSameAs(whole[0]);
                assertThat(picker.written(whole[0], next[0])).isEqualTo(i == 1);
            }
            return whole[0];
        } finally {
            lock.unlock();
        }
    }

    private void isMissingAgain(PartialPiece piece) {
        assertThat(underway.awaitNothing(PATIENCE)).isTrue();
        assertThat(picker.has(piece.piece())).isFalse();
        assertThat(picker.partials()).isEmpty();
    }

    @Test
    void whatMatchesIsOurs() throws Exception {
        on(failing(() -> {}, Integer.MAX_VALUE));
        PartialPiece first = fetch(true);
        verifier.whole(first);
        assertThat(underway.awaitNothing(PATIENCE)).isTrue();
        assertThat(picker.has(first.piece())).isTrue();
        assertThat(heard.completions).isZero();
        for (int more = 1; more < PIECES; more++) {
            verifier.whole(fetch(true));
        }
        assertThat(underway.awaitNothing(PATIENCE)).isTrue();
        assertThat(picker.isSeed()).isTrue();
        assertThat(heard.completions).isEqualTo(1);
        assertThat(heard.failures).isEmpty();
    }

    @Test
    void someWaitForTheThreadThatVerifiesTheirTorrentAndThenWhoBringsOneVerifiesOne() throws Exception {
        FailingDisk.Hold hold = new FailingDisk.Hold();
        CountDownLatch bothRead = new CountDownLatch(2);
        on(failing(
                () -> {
                    bothRead.countDown();
                    hold.happen();
                },
                0));
        verifier.whole(fetch(true));
        hold.awaitReached();
        for (int waits = 0; waits < PieceVerifier.MOST_WAITING; waits++) {
            verifier.whole(fetch(true));
        }
        assertThat(bothRead.getCount()).isEqualTo(1);
        PartialPiece last = fetch(true);
        Thread reader = new Thread(() -> verifier.whole(last));
        reader.start();
        bothRead.await();
        hold.goOn();
        reader.join();
        assertThat(underway.awaitNothing(PATIENCE)).isTrue();
        assertThat(picker.isSeed()).isTrue();
        assertThat(heard.completions).isEqualTo(1);
    }

    @Test
    void nobodyWaitsForAnotherTorrentsDisk() throws Exception {
        on(failing(() -> {}, Integer.MAX_VALUE));
        CountDownLatch otherDisk = new CountDownLatch(1);
        verification.run(() -> waitFor(otherDisk));
        PartialPiece piece = fetch(true);
        verifier.whole(piece);
        assertThat(picker.has(piece.piece())).isTrue();
        otherDisk.countDown();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoeverStopsTheTorrentSeesThatAPieceIsBeingVerified() throws Exception {
        FailingDisk.Hold hold = new FailingDisk.Hold();
        on(failing(hold, 0));
        PartialPiece piece = fetch(true);
        Thread reader = new Thread(() -> verifier.whole(piece));
        reader.start();
        hold.awaitReached();
        assertThat(underway.isNothing()).isFalse();
        hold.goOn();
        assertThat(underway.awaitNothing(PATIENCE)).isTrue();
        assertThat(picker.has(piece.piece())).isTrue();
        reader.join();
    }

    @Test
    void whatDoesNotMatchIsMissingAgainAndNobodysFailure() throws Exception {
        on(failing(() -> {}, Integer.MAX_VALUE));
        PartialPiece piece = fetch(false);
        verifier.whole(piece);
        isMissingAgain(piece);
        assertThat(heard.failures).isEmpty();
    }

    /** The second look is for who is to blame. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatCannotBeReadIsMissingAgain(int goodReads) throws Exception {
        IOException unreadable = new IOException("Input/output error");
        on(failing(
                () -> {
                    throw unreadable;
                },
                goodReads));
        PartialPiece piece = fetch(false);
        verifier.whole(piece);
        isMissingAgain(piece);
        assertThat(heard.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("Input/output error"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aPieceIsNotLostToAFault(int goodReads) throws Exception {
        OutOfMemoryError fault = new OutOfMemoryError("a test's");
        on(failing(
                () -> {
                    throw fault;
                },
                goodReads));
        PartialPiece piece = fetch(false);
        verifier.whole(piece);
        isMissingAgain(piece);
        assertThat(heard.failures).containsExactly(fault);
    }
}
