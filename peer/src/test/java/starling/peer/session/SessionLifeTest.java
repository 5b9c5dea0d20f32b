package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import starling.announce.PeerId;
import starling.peer.policy.SeedGoal;
import starling.peer.session.TorrentSession.Intent;
import starling.wire.MessageType;
import starling.wire.PeerMessage;

/** How a torrent starts, stops, ends, and is closed. */
class SessionLifeTest extends WithScriptedPeers {
    // Starting and stopping

    @Test
    void aSeedWhoseContentDiffersFails() throws Exception {
        Sample sample = Sample.of(4 * BLOCK, BLOCK);
        Path file = sample.writeTo(home.resolve("seed"));
        byte[] bytes = sample.bytes().clone();
        bytes[0]++;
        Files.write(file, bytes);
        TorrentSession session = sample.open(client("a"), home.resolve("seed"), Intent.SEED);

        session.start();

        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        Problem problem = session.snapshot().problem().orElseThrow();
        assertThat(problem.kind()).isEqualTo(Problem.Kind.CONTENT_DIFFERS);
        assertThat(problem.message()).contains("1 of 4 pieces");

        Files.write(file, sample.bytes());
        session.start();
        isWhole(session, sample);
    }

    @Test
    void somethingElseIsNotWrittenOver() throws Exception {
        Sample sample = Sample.of(4 * BLOCK, BLOCK);
        Path file = Files.createDirectories(home.resolve("downloads")).resolve("sample.bin");
        Files.writeString(file, "a letter");

        TorrentSession session = download(client("a"), sample);

        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.snapshot().problem().orElseThrow().kind()).isEqualTo(Problem.Kind.WOULD_OVERWRITE);
        assertThat(file).hasContent("a letter");
    }

    @Test
    void aPauseHangsUpAndAResumeCallsAgain() throws Exception {
        Sample sample = Sample.of(4 * BLOCK, BLOCK);
        ScriptedPeer.Door door = door();
        TorrentSession session = download(client("a"), sample, door.endpoint());
        ScriptedPeer peer = accept(door, sample, "one");
        ready(peer);

        session.pause();
        assertThat(session.state()).isEqualTo(TorrentState.PAUSED);
        assertThat(peer.isHungUp()).isTrue();

        ScriptedPeer.Door other = door();
        session.start();
        session.addPeers(List.of(other.endpoint()));
        ScriptedPeer again = accept(other, sample, "two");
        again.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        again.serve(sample);
        isWhole(session, sample);
    }

    @Test
    void aClosedClientLeavesNothingBehind() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Sample sample = Sample.of(4 * BLOCK, BLOCK);
        Client client = Sample.client(home.resolve("a"));
        seed(client, sample);
        List<ScriptedPeer> peers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            PeerId id = PeerId.of(("-XX0000-" + i + "00000000000").getBytes(StandardCharsets.US_ASCII));
            ScriptedPeer peer =
                    keep(ScriptedPeer.dial(client.port(), sample.metainfo().infoHash(), id, true));
            peer.hear();
            peers.add(peer);
        }

        client.close();

        for (ScriptedPeer peer : peers) {
            assertThat(peer.isHungUp()).isTrue();
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread)
                    && thread.getName().matches("(peer-|listener|clock|hashing|verifying|check|goodbye).*")) {
                thread.join(60_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
        keep(Sample.client(home.resolve("a")));
    }

    // The end of seeding

    @Test
    void seedingEndsOnceEnoughIsGivenAndAResumeGoesOnWithoutEnd() throws Exception {
        Sample sample = Sample.of(2 * BLOCK, BLOCK);
        sample.writeTo(home.resolve("seed"));
        Client client = client("a");
        TorrentSession session = sample.open(client, home.resolve("seed"), Intent.SEED);
        session.seedUntil(new SeedGoal(0.5, Duration.ZERO));
        session.start();
        session.awaitSettled(PATIENCE);
        ScriptedPeer leecher =
                keep(ScriptedPeer.dial(client.port(), sample.metainfo().infoHash(), ScriptedPeer.ID, true));
        leecher.say(PeerMessage.INTERESTED);
        leecher.hear(MessageType.UNCHOKE);
        assertThat(session.state()).isEqualTo(TorrentState.SEEDING);
        leecher.say(new PeerMessage.Request(0, 0, BLOCK));
        leecher.hear(MessageType.PIECE);

        assertThat(leecher.isHungUp()).isTrue();
        await(() -> session.state() == TorrentState.FINISHED);
        await(() -> record(sample).wishes().paused());

        session.start();
        assertThat(session.state()).isEqualTo(TorrentState.SEEDING);
    }

    @Test
    void seedingEndsAfterItsTime() throws Exception {
        Sample sample = Sample.of(2 * BLOCK, BLOCK);
        sample.writeTo(home.resolve("seed"));
        TorrentSession session = sample.open(client("a"), home.resolve("seed"), Intent.SEED);
        session.seedUntil(new SeedGoal(0, Duration.ofSeconds(1)));
        session.start();

        await(() -> session.state() == TorrentState.FINISHED);
        await(() -> record(sample).moved().seeded().compareTo(Duration.ofSeconds(1)) >= 0);
    }
}
