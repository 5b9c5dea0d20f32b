package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.Endpoint;
import starling.peer.session.TorrentSession.Intent;
import starling.wire.MessageType;
import starling.wire.PeerMessage;

/** A client and what it trades, with scripted peers and other clients over loopback. */
class TradeTest extends WithScriptedPeers {
    // Giving

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRequestWhileChokedIsNotAnswered(boolean fast) throws Exception {
        Sample sample = Sample.of(100_000, 32_768);
        Client client = client("a");
        seed(client, sample);
        ScriptedPeer peer = dial(client, sample, fast);
        PeerMessage.Request refused = new PeerMessage.Request(1, 0, 100);
        PeerMessage.Request taken = new PeerMessage.Request(2, 5, 1_000);

        peer.say(refused);
        if (fast) {
            assertThat(peer.hear(MessageType.REJECT)).isEqualTo(new PeerMessage.Reject(1, 0, 100));
        }
        peer.say(PeerMessage.INTERESTED);
        peer.hear(MessageType.UNCHOKE);
        peer.say(taken);

        assertThat(peer.hear(MessageType.PIECE)).isEqualTo(new PeerMessage.Piece(2, 5, sample.block(2, 5, 1_000)));
    }

    @Test
    void blocksOfAllSizesAreGivenInOrder() throws Exception {
        Sample sample = Sample.of(700_000, 262_144);
        Client client = client("a");
        TorrentSession session = seed(client, sample);
        ScriptedPeer peer = dial(client, sample, true);
        peer.say(PeerMessage.INTERESTED);
        peer.hear(MessageType.UNCHOKE);
        List<PeerMessage.Request> requests = List.of(
                new PeerMessage.Request(0, 0, 131_072),
                new PeerMessage.Request(0, 131_072, 131_072),
                new PeerMessage.Request(1, 262_143, 1),
                new PeerMessage.Request(1, 1, 131_072),
                new PeerMessage.Request(2, 0, BLOCK));

        peer.say(requests.toArray(PeerMessage[]::new));

        for (PeerMessage.Request request : requests) {
            assertThat(peer.hear(MessageType.PIECE))
                    .isEqualTo(new PeerMessage.Piece(
                            request.piece(),
                            request.begin(),
                            sample.block(request.piece(), request.begin(), request.length())));
        }
        peer.say(PeerMessage.NOT_INTERESTED);
        peer.hear(MessageType.CHOKE);
        assertThat(session.snapshot().uploadedBytes()).isEqualTo(3 * 131_072 + 1 + BLOCK);
    }

    @Test
    void twoSeedsDoNotStayTogether() throws Exception {
        Sample sample = Sample.of(100_000, 32_768);
        Client client = client("a");
        seed(client, sample);
        ScriptedPeer peer = dial(client, sample, true);

        peer.say(PeerMessage.HAVE_ALL);

        assertThat(peer.isHungUp()).isTrue();
    }

    // Taking

    @Test
    void aTorrentIsFetchedFromOne() throws Exception {
        Sample sample = Sample.of(1_000_000, 65_536);
        ScriptedPeer.Door door = door();
        TorrentSession session = download(client("a"), sample, door.endpoint());
        ScriptedPeer peer = accept(door, sample, "seed");
        assertThat(peer.hear()).isEqualTo(PeerMessage.HAVE_NONE);

        peer.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        peer.serve(sample);

        isWhole(session, sample);
        assertThat(session.snapshot().downloadedBytes()).isEqualTo(1_000_000);
    }

    @Test
    void whoShowsTorrentsIsToldAtOnceThatOneIsComplete() throws Exception {
        Sample sample = Sample.of(100_000, 65_536);
        ScriptedPeer.Door door = door();
        Client client = client("a");
        CountDownLatch complete = new CountDownLatch(1);
        client.onStateChange(() -> {
            if (client.torrents().stream().anyMatch(torrent -> torrent.state() == TorrentState.SEEDING)) {
                complete.countDown();
            }
        });
        TorrentSession session = download(client, sample, door.endpoint());
        ScriptedPeer peer = accept(door, sample, "seed");

        peer.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        peer.serve(sample);

        isWhole(session, sample);
        assertThat(complete.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nobodyIsAskedForWhatItHasNot() throws Exception {
        Sample sample = Sample.of(4 * BLOCK, BLOCK);
        ScriptedPeer.Door door = door();
        download(client("a"), sample, door.endpoint());
        ScriptedPeer peer = accept(door, sample, "some");

        peer.say(new PeerMessage.Pieces(ByteBuffer.wrap(new byte[] {0x40})), PeerMessage.UNCHOKE);
        assertThat(peer.hear(MessageType.REQUEST)).isEqualTo(new PeerMessage.Request(1, 0, BLOCK));
        peer.say(new PeerMessage.Have(3));
        assertThat(peer.hear(MessageType.REQUEST)).isEqualTo(new PeerMessage.Request(3, 0, BLOCK));
    }

    @Test
    void aLiarIsBannedAndThePieceFetchedElsewhere() throws Exception {
        Sample sample = Sample.of(2 * BLOCK, 2 * BLOCK);
        ScriptedPeer.Door liars = door();
        ScriptedPeer.Door honest = door();
        TorrentSession session = download(client("a"), sample, liars.endpoint());
        ScriptedPeer liar = accept(liars, sample, "liar");
        ready(liar);
        liar.hear(MessageType.REQUEST);
        byte[] wrong = sample.bytes().clone();
        wrong[BLOCK + 5] ^= 1;
        liar.say(
                new PeerMessage.Piece(0, 0, ByteBuffer.wrap(wrong, 0, BLOCK)),
                new PeerMessage.Piece(0, BLOCK, ByteBuffer.wrap(wrong, BLOCK, BLOCK)));
        assertThat(liar.isHungUp()).isTrue();

        session.addPeers(List.of(liars.endpoint(), honest.endpoint()));
        ScriptedPeer peer = accept(honest, sample, "honest");
        peer.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        peer.serve(sample);

        isWhole(session, sample);
        session.pause();
        session.start();
        assertThat(liars.isCalled()).isFalse();
    }

    @Test
    void whoLeavesInTheMiddleOfAPieceLeavesWhatItGave() throws Exception {
        Sample sample = Sample.of(3 * BLOCK, 3 * BLOCK);
        ScriptedPeer.Door door = door();
        ScriptedPeer.Door other = door();
        TorrentSession session = download(client("a"), sample, door.endpoint());
        ScriptedPeer first = accept(door, sample, "first");
        answer(first, sample, ready(first));
        answer(first, sample, first.hear(MessageType.REQUEST));
        // Cut in the middle of the third block.
        first.say(ByteBuffer.allocate(100).putInt(BLOCK + 9).put((byte) 7).array());
        first.close();

        session.addPeers(List.of(other.endpoint()));
        ScriptedPeer second = accept(other, sample, "second");
        assertThat(ready(second)).isEqualTo(new PeerMessage.Request(0, 2 * BLOCK, BLOCK));
        answer(second, sample, new PeerMessage.Request(0, 2 * BLOCK, BLOCK));

        isWhole(session, sample);
        assertThat(session.snapshot().downloadedBytes()).isEqualTo(3 * BLOCK);
    }

    @Test
    void aBadBlockDoesNotTakeTheGoodOnesBeforeItAlong() throws Exception {
        Sample sample = Sample.of(2 * BLOCK, 2 * BLOCK);
        ScriptedPeer.Door door = door();
        ScriptedPeer.Door other = door();
        TorrentSession session = download(client("a"), sample, door.endpoint());
        ScriptedPeer first = accept(door, sample, "first");
        ready(first);
        first.hear(MessageType.REQUEST);
        first.say(
                new PeerMessage.Piece(0, 0, sample.block(0, 0, BLOCK)),
                new PeerMessage.Piece(9, 0, ByteBuffer.allocate(BLOCK)));
        assertThat(first.isHungUp()).isTrue();

        session.addPeers(List.of(other.endpoint()));
        ScriptedPeer second = accept(other, sample, "second");
        second.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        second.serve(sample);

        isWhole(session, sample);
    }

    @Test
    void whatAChokeTookBackIsAskedForAgain() throws Exception {
        Sample sample = Sample.of(2 * BLOCK, BLOCK);
        ScriptedPeer.Door door = door();
        TorrentSession session = download(client("a"), sample, door.endpoint());
        ScriptedPeer peer = accept(door, sample, "peer");
        ready(peer);
        peer.hear(MessageType.REQUEST);

        peer.say(
                PeerMessage.CHOKE,
                new PeerMessage.Reject(0, 0, BLOCK),
                new PeerMessage.Reject(1, 0, BLOCK),
                PeerMessage.UNCHOKE);
        peer.serve(sample);

        isWhole(session, sample);
    }

    @Test
    void inTheEndgameTheSecondIsTakenBack() throws Exception {
        Sample sample = Sample.of(2 * BLOCK, 2 * BLOCK);
        ScriptedPeer.Door door = door();
        ScriptedPeer.Door other = door();
        TorrentSession session = download(client("a"), sample, door.endpoint());
        ScriptedPeer slow = accept(door, sample, "slow");
        ready(slow);
        slow.hear(MessageType.REQUEST);
        session.addPeers(List.of(other.endpoint()));
        ScriptedPeer fast = accept(other, sample, "fast");

        answer(fast, sample, ready(fast));
        assertThat(slow.hear(MessageType.CANCEL)).isEqualTo(new PeerMessage.Cancel(0, BLOCK, BLOCK));
        answer(fast, sample, fast.hear(MessageType.REQUEST));

        isWhole(session, sample);
    }

    @Test
    void everyoneHearsOfANewPiece() throws Exception {
        Sample sample = Sample.of(2 * BLOCK, BLOCK);
        ScriptedPeer.Door door = door();
        Client client = client("a");
        download(client, sample, door.endpoint());
        ScriptedPeer seed = accept(door, sample, "seed");
        ScriptedPeer leecher = dial(client, sample, false);
        assertThat(leecher.hear()).isEqualTo(PeerMessage.KEEP_ALIVE);

        seed.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        seed.serve(sample);

        Set<PeerMessage> heard = new HashSet<>();
        heard.add(leecher.hear(MessageType.HAVE));
        heard.add(leecher.hear(MessageType.HAVE));
        assertThat(heard).containsExactlyInAnyOrder(new PeerMessage.Have(0), new PeerMessage.Have(1));
    }

    // Clients among themselves

    @Test
    void twoThatEachHaveHalfSendAtOnceAndBothEndWhole() throws Exception {
        Sample sample = Sample.of(16 << 20, 1 << 18);
        List<TorrentSession> sessions = new ArrayList<>();
        List<Client> clients = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            byte[] bytes = sample.bytes().clone();
            int middle = bytes.length / 2;
            Arrays.fill(bytes, half == 0 ? middle : 0, half == 0 ? bytes.length : middle, (byte) 0);
            Path folder = Files.createDirectories(home.resolve("content" + half));
            Files.write(folder.resolve("sample.bin"), bytes);
            Client client = client("client" + half);
            clients.add(client);
            TorrentSession session = sample.open(client, folder, Intent.DOWNLOAD);
            if (half == 1) {
                session.addPeers(List.of(endpoint(clients.get(0))));
            }
            sessions.add(session);
            session.start();
        }

        for (TorrentSession session : sessions) {
            isWhole(session, sample);
        }
    }

    @Test
    void twoThatCallEachOtherAtOnceKeepOneConnection() throws Exception {
        Sample sample = Sample.of(4 << 20, 1 << 16);
        Client seeder = client("seeder");
        TorrentSession seed = seed(seeder, sample);
        Client leecher = client("leecher");
        TorrentSession session = sample.open(leecher, home.resolve("downloads"), Intent.DOWNLOAD);
        session.addPeers(List.of(endpoint(seeder)));
        seed.addPeers(List.of(endpoint(leecher)));
        session.start();
        seed.addPeers(List.of(endpoint(leecher)));

        isWhole(session, sample);
        assertThat(seed.snapshot().uploadedBytes()).isGreaterThanOrEqualTo(4 << 20);
    }

    private static Endpoint endpoint(Client client) {
        return new Endpoint(java.net.InetAddress.getLoopbackAddress(), client.port());
    }

    @Test
    void anInterruptedDownloadGoesOn() throws Exception {
        Sample sample = Sample.of(4 * BLOCK, BLOCK);
        ScriptedPeer.Door door = door();
        try (Client first = Sample.client(home.resolve("a"))) {
            download(first, sample, door.endpoint());
            ScriptedPeer peer = accept(door, sample, "one");
            answer(peer, sample, ready(peer));
            peer.hear(MessageType.HAVE);
        }
        ScriptedPeer.Door other = door();
        Client second = client("a");
        second.continueAll();
        TorrentSession session = second.torrents().get(0);
        session.addPeers(List.of(other.endpoint()));
        ScriptedPeer peer = accept(other, sample, "two");
        assertThat(((PeerMessage.Pieces) peer.hear()).bits().remaining()).isEqualTo(1);

        peer.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        peer.serve(sample);

        isWhole(session, sample);
        assertThat(session.snapshot().downloadedBytes()).isEqualTo(4 * BLOCK);
    }
}
