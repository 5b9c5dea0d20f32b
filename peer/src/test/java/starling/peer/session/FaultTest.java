package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import starling.peer.session.TorrentSession.Intent;
import starling.peer.storage.OpenFiles;

/** Errors that nobody expects, on the threads that work for a torrent: it pauses and says so, and goes on when resumed. */
class FaultTest extends OnLoopback {
    private enum Fault implements FailingDisk.Failure {
        MEMORY("out of memory: give Starling more") {
            @Override
            public void happen() {
                throw new OutOfMemoryError("Java heap space");
            }
        },
        THREADS("no more threads") {
            @Override
            public void happen() {
                throw new OutOfMemoryError("unable to create native thread");
            }
        },
        STACK("please report it: java.lang.StackOverflowError") {
            @Override
            public void happen() {
                throw new StackOverflowError();
            }
        },
        OWN("please report it: java.lang.IllegalStateException: wrong") {
            @Override
            public void happen() {
                throw new IllegalStateException("wrong");
            }
        };

        final String says;

        Fault(String says) {
            this.says = says;
        }
    }

    private static final int GOOD = Integer.MAX_VALUE;

    private Client client(FailingDisk disk) throws IOException {
        return keep(new Client(new LoopbackOptions(home.resolve("a")).options(), new OpenFiles(8, disk)));
    }

    private static void isPaused(TorrentSession session, Fault fault) throws Exception {
        await("it pauses", () -> session.state() == TorrentState.PAUSED);
        Problem problem = session.snapshot().problem().orElseThrow();
        assertThat(problem.kind()).isEqualTo(Problem.Kind.FAULT);
        assertThat(problem.message())
                .contains("sample.bin", "resume", fault.says)
                .doesNotContain("\n");
    }

    private static void isWhole(TorrentSession session, Sample sample) throws Exception {
        awaitComplete(session);
        assertThat(session.snapshot().problem()).isEmpty();
        assertThat(session.contentPath()).hasBinaryContent(sample.bytes());
    }

    @ParameterizedTest
    @EnumSource
    void aCheckThatMeetsOne(Fault fault) throws Exception {
        Sample sample = Sample.of(64 * BLOCK + fault.ordinal(), BLOCK);
        sample.writeTo(home.resolve("seed"));
        FailingDisk disk = new FailingDisk(fault, 9, GOOD, GOOD);
        TorrentSession session = sample.open(client(disk), home.resolve("seed"), Intent.SEED);

        session.start();

        isPaused(session, fault);
        disk.mend();
        session.start();
        isWhole(session, sample);
    }

    /** Blocks that were claimed and are not counted must not be waited for. */
    @ParameterizedTest
    @EnumSource
    void aBlockThatIsWritten(Fault fault) throws Exception {
        fetches(fault, 20, new FailingDisk(fault, GOOD, 3, GOOD));
    }

    @ParameterizedTest
    @EnumSource
    void aPieceThatIsVerified(Fault fault) throws Exception {
        fetches(fault, 40, new FailingDisk(fault, 2, GOOD, GOOD));
    }

    @ParameterizedTest
    @EnumSource
    void aRecordThatIsForced(Fault fault) throws Exception {
        fetches(fault, 30, new FailingDisk(fault, GOOD, GOOD, 0));
    }

    private void fetches(Fault fault, int odd, FailingDisk disk) throws Exception {
        Sample sample = Sample.of(8 * BLOCK + odd + fault.ordinal(), BLOCK);
        Client client = client(disk);
        ScriptedPeer.Door door = keep(new ScriptedPeer.Door());
        TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        session.addPeers(List.of(door.endpoint()));
        serve(door, sample);
        session.start();

        isPaused(session, fault);
        disk.mend();
        session.start();
        isWhole(session, sample);
    }
}
