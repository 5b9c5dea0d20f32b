package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import starling.announce.PeerId;
import starling.peer.policy.FetchPlan;
import starling.peer.policy.Priority;
import starling.peer.session.TorrentSession.Intent;
import starling.wire.MessageType;
import starling.wire.PeerMessage;

/** Files and pieces that a person chose, of a client that a scripted peer has all for. */
class SelectionTest extends OnLoopback {
    private Sample sample;
    private Client client;
    private int peers;

    /** Three files and an empty one. Pieces 2 and 4 straddle: f1 ends in 2, f2 fills its rest to 4, f3 the rest. */
    @BeforeEach
    void open() throws IOException {
        sample = Sample.ofFiles(2 * BLOCK, 5 * BLOCK + 100, 4 * BLOCK, 0, 5 * BLOCK);
        client = keep(Sample.client(home.resolve("a")));
    }

    private static FetchPlan plan(String levels) {
        return new FetchPlan(
                levels.chars().mapToObj(level -> Priority.values()[level - '0']).toList(), false);
    }

    private TorrentSession download(FetchPlan plan) {
        TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        session.plan(plan);
        session.start();
        return session;
    }

    private ScriptedPeer seed(TorrentSession session) throws Exception {
        ScriptedPeer.Door door = keep(new ScriptedPeer.Door());
        session.addPeers(List.of(door.endpoint()));
        PeerId id = PeerId.of(Arrays.copyOf(("seed" + peers++).getBytes(StandardCharsets.US_ASCII), PeerId.LENGTH));
        ScriptedPeer peer = keep(door.accept(sample.metainfo().infoHash(), id, true));
        peer.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        return peer;
    }

    private Set<String> filesThere() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("downloads"))) {
            return files.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private Path file(int index) {
        return home.resolve("downloads/sample/f" + (index + 1));
    }

    private Path partFile() {
        return home.resolve("a/state/torrents")
                .resolve(sample.metainfo().infoHash().hex() + ".parts");
    }

    private void isDone(TorrentSession session) throws Exception {
        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.state()).isEqualTo(TorrentState.SEEDING);
    }

    @Test
    void onlyWhatIsWantedIsFetchedAndCreated() throws Exception {
        TorrentSession session = download(plan("0200"));
        seed(session).serve(sample);

        isDone(session);
        assertThat(filesThere()).containsExactly("f2");
        assertThat(file(1)).hasBinaryContent(sample.file(1));
        TorrentSnapshot now = session.snapshot();
        assertThat(now.downloadedBytes()).isEqualTo(6 * BLOCK).isEqualTo(now.wantedBytes());
        assertThat(now.isComplete()).isTrue();
        assertThat(now.have().isFull()).isFalse();
        assertThat(Files.size(partFile())).isPositive();
    }

    @Test
    void whatIsChosenLaterIsFetchedWhileItRuns() throws Exception {
        TorrentSession session = download(plan("0200"));
        seed(session).serve(sample);
        isDone(session);

        session.plan(plan("0202"));
        assertThat(session.state()).isEqualTo(TorrentState.DOWNLOADING);
        seed(session).serve(sample);
        isDone(session);
        assertThat(filesThere()).containsExactly("f2", "f4");
        assertThat(file(3)).hasBinaryContent(sample.file(3));

        session.plan(FetchPlan.ALL);
        seed(session).serve(sample);
        isDone(session);
        for (int index = 0; index < 4; index++) {
            assertThat(file(index)).hasBinaryContent(sample.file(index));
        }
        assertThat(session.snapshot().downloadedBytes())
                .as("what was put aside is not fetched again")
                .isEqualTo(sample.bytes().length);
        assertThat(partFile()).doesNotExist();
    }

    @Test
    void theChoiceAndWhatWasPutAsideSurviveARestart() throws Exception {
        TorrentSession session = download(plan("0200"));
        seed(session).serve(sample);
        isDone(session);
        client.close();

        client = keep(Sample.client(home.resolve("a")));
        client.continueAll();
        TorrentSession again = client.torrents().get(0);
        isDone(again);
        assertThat(again.plan()).isEqualTo(plan("0200"));
        ScriptedPeer leecher =
                keep(ScriptedPeer.dial(client.port(), sample.metainfo().infoHash(), ScriptedPeer.ID, true));
        leecher.say(PeerMessage.HAVE_NONE, PeerMessage.INTERESTED);
        leecher.hear(MessageType.UNCHOKE);
        leecher.say(new PeerMessage.Request(2, 0, BLOCK));
        assertThat(leecher.hear(message -> message.type() == MessageType.PIECE))
                .as("half of it lies in the part file")
                .isEqualTo(new PeerMessage.Piece(2, 0, sample.block(2, 0, BLOCK)));
        leecher.say(new PeerMessage.Request(0, 0, BLOCK));
        assertThat(leecher.hear(MessageType.REJECT)).isEqualTo(new PeerMessage.Reject(0, 0, BLOCK));

        again.plan(FetchPlan.ALL);
        seed(again).serve(sample);
        isDone(again);
        assertThat(file(0)).hasBinaryContent(sample.file(0));
        assertThat(again.snapshot().downloadedBytes()).isEqualTo(sample.bytes().length);
    }

    @Test
    void aPartFileThatIsGoneIsFetchedAgain() throws Exception {
        TorrentSession session = download(plan("0200"));
        seed(session).serve(sample);
        isDone(session);
        client.close();
        Files.delete(partFile());

        client = keep(Sample.client(home.resolve("a")));
        client.continueAll();
        TorrentSession again = client.torrents().get(0);
        assertThat(again.awaitChecked(PATIENCE)).isTrue();
        assertThat(again.state()).isEqualTo(TorrentState.DOWNLOADING);
        seed(again).serve(sample);

        isDone(again);
        assertThat(file(1)).hasBinaryContent(sample.file(1));
    }

    @Test
    void whatIsGivenUpInTheMiddleIsTakenBack() throws Exception {
        TorrentSession session = download(plan("0002"));
        ScriptedPeer peer = seed(session);
        List<PeerMessage> asked = new ArrayList<>();
        for (int request = 0; request < 7; request++) {
            asked.add(peer.hear(MessageType.REQUEST));
        }

        session.plan(plan("0000"));

        for (int cancel = 0; cancel < 7; cancel++) {
            PeerMessage.Cancel taken = (PeerMessage.Cancel) peer.hear(MessageType.CANCEL);
            assertThat(asked).contains(new PeerMessage.Request(taken.piece(), taken.begin(), taken.length()));
        }
        isDone(session);
        assertThat(session.snapshot().leftBytes()).isZero();
        session.plan(plan("2000"));
        assertThat(session.state()).isEqualTo(TorrentState.DOWNLOADING);
        peer.serve(sample);
        isDone(session);
        assertThat(file(0)).hasBinaryContent(sample.file(0));
        assertThat(filesThere()).containsExactly("f1");
    }

    @Test
    void aFileOfAPersonsOwnIsNotWrittenOver() throws Exception {
        Files.createDirectories(file(0).getParent());
        Files.writeString(file(0), "a letter");

        TorrentSession session = download(plan("0200"));

        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.snapshot().problem().orElseThrow().kind()).isEqualTo(Problem.Kind.WOULD_OVERWRITE);
        assertThat(file(0)).hasContent("a letter");
    }

    @Test
    void aFileOfNothingIsThereWhereItAloneIsWanted() throws Exception {
        TorrentSession session = download(plan("0020"));

        isDone(session);
        assertThat(filesThere()).containsExactly("f3");
    }

    @Test
    void inOrderMeansFromTheFirstToTheLast() throws Exception {
        TorrentSession session = download(FetchPlan.ALL.withSequential(true));
        ScriptedPeer peer = seed(session);

        List<Integer> pieces = new ArrayList<>();
        for (int request = 0; request < 15; request++) {
            PeerMessage.Request asked = (PeerMessage.Request) peer.hear(MessageType.REQUEST);
            pieces.add(asked.piece());
            peer.say(new PeerMessage.Piece(
                    asked.piece(), asked.begin(), sample.block(asked.piece(), asked.begin(), asked.length())));
        }

        assertThat(pieces).isSorted().endsWith(7).hasSize(15);
        isDone(session);
    }
}
