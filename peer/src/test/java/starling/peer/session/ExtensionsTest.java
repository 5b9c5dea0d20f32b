package starling.peer.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;
import starling.peer.session.TorrentSession.Intent;
import starling.wire.DontHave;
import starling.wire.ExtendedHandshake;
import starling.wire.Extension;
import starling.wire.MessageType;
import starling.wire.MetadataMessage;
import starling.wire.PeerExchangeMessage;
import starling.wire.PeerMessage;

/** The extension protocol (BEP 10) and its small extensions, with scripted peers. */
class ExtensionsTest extends OnLoopback {
    private ScriptedPeer dialSeedOf(Sample sample) throws Exception {
        Client client = keep(Sample.client(home.resolve("seeder")));
        sample.writeTo(home.resolve("seed"));
        TorrentSession session = sample.open(client, home.resolve("seed"), Intent.SEED);
        session.start();
        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        return keep(ScriptedPeer.dialExtended(client.port(), sample.metainfo().infoHash(), ScriptedPeer.ID));
    }

    private static ExtendedHandshake handshake(ScriptedPeer peer) throws Exception {
        return ExtendedHandshake.read(peer.hearExtended(ExtendedHandshake.ID).payload());
    }

    private static void say(ScriptedPeer peer, Map<String, Integer> ids) throws Exception {
        peer.say(ExtendedHandshake.EMPTY.withMessages(ids).message());
    }

    private static void ask(ScriptedPeer peer, int piece) throws Exception {
        peer.say(new PeerMessage.Extended(
                Extension.METADATA.id(), MetadataMessage.payload(new MetadataMessage.Request(piece))));
    }

    /** What comes next; pieces may be suggested and allowed at any time. */
    private static MessageType answer(ScriptedPeer peer) throws Exception {
        return peer.hear(message -> message.type() != MessageType.SUGGEST && message.type() != MessageType.ALLOWED_FAST)
                .type();
    }

    @Test
    void itSaysWhatItSpeaksAndWhoItIs() throws Exception {
        Sample sample = Sample.of(20_000, 10);
        ExtendedHandshake said = handshake(dialSeedOf(sample));

        assertThat(said.messages())
                .containsOnlyKeys("ut_metadata", "ut_pex", "lt_donthave", "upload_only")
                .containsEntry("ut_metadata", Extension.METADATA.id());
        assertThat(said.version()).contains("Starling test");
        assertThat(said.requestQueue()).hasValue(OutgoingQueue.MAX_BLOCKS);
        assertThat(said.metadataBytes()).hasValue(sample.metainfo().rawInfo().length());
        assertThat(said.uploadOnly()).contains(true);
        assertThat(said.yourAddress()).contains(java.net.InetAddress.getLoopbackAddress());
        assertThat(said.port()).isPresent();
    }

    @Test
    void metadataIsGivenPieceByPieceThreeTimesAtMost() throws Exception {
        Sample sample = Sample.of(20_000, 10);
        ScriptedPeer peer = dialSeedOf(sample);
        say(peer, Map.of("ut_metadata", 77));
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        for (int round = 0; round < 3; round++) {
            got.reset();
            for (int piece = 0; piece < 3; piece++) {
                ask(peer, piece);
                MetadataMessage.Data data = (MetadataMessage.Data)
                        MetadataMessage.read(peer.hearExtended(77).payload());
                assertThat(data.piece()).isEqualTo(piece);
                byte[] bytes = new byte[data.data().remaining()];
                data.data().get(bytes);
                got.write(bytes);
            }
        }
        assertThat(InfoHash.ofInfo(got.toByteArray()))
                .isEqualTo(sample.metainfo().infoHash());
        for (int piece : new int[] {0, 3, 2047}) {
            ask(peer, piece);
            assertThat(MetadataMessage.read(peer.hearExtended(77).payload()))
                    .isEqualTo(new MetadataMessage.Reject(piece));
        }
    }

    @Test
    void idsMayChangeAndEndOnTheWay() throws Exception {
        ScriptedPeer peer = dialSeedOf(Sample.of(3 * BLOCK, BLOCK));
        ask(peer, 0);
        say(peer, Map.of("ut_metadata", 5, "ut_pex", 6));
        ask(peer, 0);
        peer.hearExtended(5);
        say(peer, Map.of("ut_metadata", 9));
        ask(peer, 0);
        peer.hearExtended(9);
        say(peer, Map.of("ut_metadata", 0));
        ask(peer, 0);
        peer.say(PeerMessage.INTERESTED);

        assertThat(answer(peer)).as("no answer between").isEqualTo(MessageType.UNCHOKE);
    }

    @Test
    void ofAPrivateTorrentNoMetadataIsGiven() throws Exception {
        ScriptedPeer peer = dialSeedOf(Sample.ofPrivate(3 * BLOCK, BLOCK));
        ExtendedHandshake said = handshake(peer);

        assertThat(said.messages()).containsOnlyKeys("lt_donthave", "upload_only");
        assertThat(said.metadataBytes()).isEmpty();
        say(peer, Map.of("ut_metadata", 5));
        ask(peer, 0);
        peer.say(PeerMessage.INTERESTED);
        assertThat(answer(peer)).isEqualTo(MessageType.UNCHOKE);
    }

    @Test
    void twoThatOnlyGivePart() throws Exception {
        ScriptedPeer peer = dialSeedOf(Sample.of(3 * BLOCK, BLOCK));
        peer.say(PeerMessage.HAVE_NONE);
        peer.say(ExtendedHandshake.EMPTY.withUploadOnly(true).message());

        assertThat(peer.isHungUp()).isTrue();
    }

    @Test
    void itSaysThatItOnlyGivesOnceItIsCompleteAndAPieceThatWasLostIsNotAskedFor() throws Exception {
        Sample sample = Sample.of(4 * BLOCK, BLOCK);
        Client client = keep(Sample.client(home.resolve("leecher")));
        TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        session.start();
        ScriptedPeer.Door door = keep(new ScriptedPeer.Door());
        session.addPeers(List.of(door.endpoint()));
        ScriptedPeer peer = keep(door.acceptExtended(sample.metainfo().infoHash(), ScriptedPeer.ID));
        assertThat(handshake(peer).uploadOnly()).contains(false);

        peer.say(
                PeerMessage.HAVE_ALL,
                lost(0),
                lost(1),
                lost(1),
                lost(2),
                ExtendedHandshake.EMPTY.withMessages(Map.of("upload_only", 44)).message(),
                PeerMessage.UNCHOKE);
        assertThat(peer.hear(MessageType.REQUEST)).isEqualTo(new PeerMessage.Request(3, 0, BLOCK));
        peer.say(new PeerMessage.Piece(3, 0, sample.block(3, 0, BLOCK)));
        assertThat(peer.hear(MessageType.HAVE)).isEqualTo(new PeerMessage.Have(3));
        assertThat(peer.hear()).isEqualTo(PeerMessage.NOT_INTERESTED);
        peer.say(new PeerMessage.Have(0), new PeerMessage.Have(1), new PeerMessage.Have(2), lost(3));
        for (int i = 0; i < 3; i++) {
            PeerMessage.Request request = (PeerMessage.Request) peer.hear(MessageType.REQUEST);
            peer.say(new PeerMessage.Piece(request.piece(), 0, sample.block(request.piece(), 0, BLOCK)));
        }
        ByteBuffer payload = peer.hearExtended(44).payload();

        assertThat(payload.get()).isEqualTo((byte) 1);
        assertThat(session.awaitSettled(PATIENCE)).isTrue();
    }

    private static PeerMessage lost(int piece) {
        return new PeerMessage.Extended(Extension.DONT_HAVE.id(), DontHave.payload(piece));
    }

    @Test
    void aLostPieceThatThereIsNotEndsTheConnection() throws Exception {
        ScriptedPeer peer = dialSeedOf(Sample.of(3 * BLOCK, BLOCK));
        peer.say(new PeerMessage.Extended(200, ByteBuffer.wrap("unknown".getBytes(StandardCharsets.US_ASCII))));
        peer.say(lost(3));

        assertThat(peer.isHungUp()).isTrue();
    }

    /** BEP 11: of two peers each hears of the other, where it can be called, and when it has gone. */
    @Test
    void peersAreToldOfEachOther() throws Exception {
        Sample sample = Sample.of(3 * BLOCK, BLOCK);
        Client client = keep(Sample.client(home.resolve("leecher")));
        TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        session.start();
        ScriptedPeer.Door door = keep(new ScriptedPeer.Door());
        session.addPeers(List.of(door.endpoint()));
        ScriptedPeer called = keep(door.acceptExtended(sample.metainfo().infoHash(), ScriptedPeer.ID));
        called.say(PeerMessage.HAVE_NONE);
        say(called, Map.of("ut_pex", 7));
        ScriptedPeer caller = keep(ScriptedPeer.dialExtended(
                client.port(), sample.metainfo().infoHash(), PeerId.of("-XX0000-callingpeer1".getBytes(US_ASCII))));
        caller.say(PeerMessage.HAVE_NONE);
        say(caller, Map.of("ut_pex", 8));

        PeerExchangeMessage told =
                PeerExchangeMessage.read(caller.hearExtended(8).payload());
        assertThat(told.added())
                .containsExactly(
                        new PeerExchangeMessage.Contact(door.endpoint(), PeerExchangeMessage.Contact.REACHABLE));
        assertThat(told.dropped()).isEmpty();
    }

    @Test
    void whomAPeerNamesIsCalled() throws Exception {
        Sample sample = Sample.of(3 * BLOCK, BLOCK);
        Client client = keep(Sample.client(home.resolve("leecher")));
        TorrentSession session = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        session.start();
        assertThat(session.awaitChecked(PATIENCE)).isTrue();
        ScriptedPeer.Door door = keep(new ScriptedPeer.Door());
        ScriptedPeer caller =
                keep(ScriptedPeer.dialExtended(client.port(), sample.metainfo().infoHash(), ScriptedPeer.ID));
        caller.say(PeerMessage.HAVE_NONE);
        caller.say(names(door.endpoint()));

        ScriptedPeer named = keep(
                door.accept(sample.metainfo().infoHash(), PeerId.of("-XX0000-nameddoor001".getBytes(US_ASCII)), true));
        named.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        named.serve(sample);

        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        assertThat(session.snapshot().state()).isEqualTo(TorrentState.SEEDING);
    }

    private static PeerMessage names(Endpoint peer) {
        return new PeerMessage.Extended(
                Extension.PEER_EXCHANGE.id(),
                new PeerExchangeMessage(List.of(new PeerExchangeMessage.Contact(peer, 0)), List.of()).payload());
    }
}
