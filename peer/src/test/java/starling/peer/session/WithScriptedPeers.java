package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.peer.session.TorrentSession.Intent;
import starling.peer.storage.TorrentRecord;
import starling.wire.MessageType;
import starling.wire.PeerMessage;

/** What a test of clients and scripted peers needs besides: ways to meet, and to be served. */
abstract class WithScriptedPeers extends OnLoopback {
    TorrentSession seed(Client client, Sample sample) throws Exception {
        Path folder = home.resolve("seed");
        sample.writeTo(folder);
        TorrentSession session = sample.open(client, folder, Intent.SEED);
        session.start();
        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.state()).isEqualTo(TorrentState.SEEDING);
        return session;
    }

    TorrentSession download(Client client, Sample sample, Endpoint... peers) {
        TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        session.addPeers(Arrays.asList(peers));
        session.start();
        return session;
    }

    ScriptedPeer.Door door() throws IOException {
        return keep(new ScriptedPeer.Door());
    }

    ScriptedPeer dial(Client client, Sample sample, boolean fast) throws IOException {
        return keep(ScriptedPeer.dial(client.port(), sample.metainfo().infoHash(), ScriptedPeer.ID, fast));
    }

    ScriptedPeer accept(ScriptedPeer.Door door, Sample sample, String id) throws IOException {
        PeerId peerId = PeerId.of(Arrays.copyOf(id.getBytes(StandardCharsets.US_ASCII), PeerId.LENGTH));
        return keep(door.accept(sample.metainfo().infoHash(), peerId, true));
    }

    void isWhole(TorrentSession session, Sample sample) throws Exception {
        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.state()).isEqualTo(TorrentState.SEEDING);
        assertThat(session.contentPath()).hasBinaryContent(sample.bytes());
    }

    static void answer(ScriptedPeer peer, Sample sample, PeerMessage message) throws IOException {
        PeerMessage.Request request = (PeerMessage.Request) message;
        peer.say(new PeerMessage.Piece(
                request.piece(), request.begin(), sample.block(request.piece(), request.begin(), request.length())));
    }

    static PeerMessage ready(ScriptedPeer peer) throws IOException {
        peer.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        return peer.hear(MessageType.REQUEST);
    }

    ScriptedPeer seed(ScriptedPeer.Door door, Sample sample, String id) throws IOException {
        ScriptedPeer peer = accept(door, sample, id);
        peer.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        return peer;
    }

    /** As it is on disk; where nothing is recorded yet, a paused one of no pieces. */
    TorrentRecord record(Sample sample) {
        return new StateFolder(home.resolve("a/state"))
                .torrents()
                .find(sample.metainfo().infoHash())
                .orElseGet(() -> TorrentRecord.ofNew(sample.metainfo(), sample.torrent(), home)
                        .withPaused(true));
    }
}
