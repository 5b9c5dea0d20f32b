package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import starling.announce.Endpoint;
import starling.announce.PeerId;
import starling.metainfo.MagnetLink;
import starling.peer.dht.Dht;
import starling.peer.dht.DhtMemory;
import starling.peer.dht.DhtSettings;
import starling.peer.session.TorrentSession.Intent;
import starling.peer.storage.MagnetRecord;
import starling.wire.Bitfield;
import starling.wire.ExtendedHandshake;
import starling.wire.Extension;
import starling.wire.MessageType;
import starling.wire.MetadataMessage;
import starling.wire.PeerMessage;

/** Downloads of which a magnet link is all that is known, with peers of our own and scripted ones. */
class MagnetTest extends OnLoopback {
    private ScriptedPeer.Door door;

    @BeforeEach
    void openDoor() throws IOException {
        door = keep(new ScriptedPeer.Door());
    }

    private Endpoint seedOf(Sample sample, String name) throws Exception {
        Client client = client(name);
        sample.writeTo(home.resolve(name).resolve("content"));
        TorrentSession session = sample.open(client, home.resolve(name).resolve("content"), Intent.SEED);
        session.start();
        assertThat(session.awaitSettled(PATIENCE)).isTrue();
        return new Endpoint(java.net.InetAddress.getLoopbackAddress(), client.port());
    }

    private MagnetRecord record(Sample sample, Endpoint... peers) {
        MagnetLink link = MagnetLink.of(sample.metainfo())
                .withPeers(Arrays.stream(peers).map(Endpoint::toString).toList());
        return new MagnetRecord(link, home.resolve("downloads"), home.resolve("torrents"), false, false);
    }

    /** Starts it and is the peer that it calls. */
    private ScriptedPeer called(MagnetSession magnet) throws Exception {
        magnet.start();
        return keep(door.acceptExtended(magnet.metainfo().infoHash(), ScriptedPeer.ID));
    }

    /** A peer that calls, and has metadata and content. */
    private void callsAndServes(Client client, Sample sample) throws Exception {
        PeerId id = PeerId.of(Arrays.copyOf("caller".getBytes(StandardCharsets.US_ASCII), 20));
        ScriptedPeer peer =
                keep(ScriptedPeer.dialExtended(client.port(), sample.metainfo().infoHash(), id));
        peer.say(PeerMessage.HAVE_ALL, offer(sample.metainfo().rawInfo().length()), PeerMessage.UNCHOKE);
        give(peer, sample.metainfo().rawInfo().bytes());
        peer.serve(sample);
    }

    private TorrentSession successor(MagnetSession magnet) throws InterruptedException {
        await(() -> magnet.successor().isPresent());
        return magnet.successor().orElseThrow();
    }

    private void awaitContent(Sample sample, MagnetSession magnet) throws Exception {
        TorrentSession torrent = successor(magnet);
        assertThat(torrent.awaitSettled(PATIENCE)).isTrue();
        assertThat(torrent.state()).isEqualTo(TorrentState.SEEDING);
        assertThat(home.resolve("downloads/sample.bin")).hasBinaryContent(sample.bytes());
    }

    @Test
    void aLinkAndAPeerAreEnough() throws Exception {
        Sample sample = Sample.of(200_000, 16);
        Client client = client("leecher");
        MagnetSession magnet = client.open(record(sample, seedOf(sample, "seeder")));
        assertThat(client.magnets()).containsExactly(magnet);
        magnet.start();

        awaitContent(sample, magnet);
        assertThat(client.magnets()).isEmpty();
        byte[] saved = Files.readAllBytes(home.resolve("torrents/sample.bin.torrent"));
        assertThat(starling.metainfo.MetainfoReader.read(saved).infoHash())
                .isEqualTo(sample.metainfo().infoHash());
        assertThat(new StateFolder(home.resolve("leecher/state")).magnets().all())
                .isEmpty();
    }

    /** Magnet links are looked at first, as the shell does. */
    @Test
    void oneOfLinkAndTorrentIsThereAtAnyTime() throws Exception {
        Sample sample = Sample.of(200_000, 16);
        Endpoint seed = seedOf(sample, "seeder");
        Client client = client("leecher");
        MagnetSession magnet = client.open(record(sample, seed));
        magnet.start();

        boolean complete = false;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!complete) {
            assertThat(System.nanoTime() - deadline).as("in time").isNegative();
            List<TorrentState> states = new ArrayList<>();
            client.magnets().forEach(link -> states.add(link.snapshot().state()));
            if (states.isEmpty()) {
                client.torrents()
                        .forEach(torrent -> states.add(torrent.snapshot().state()));
            }
            assertThat(states).hasSize(1).doesNotContain(TorrentState.STOPPED);
            complete = states.get(0) == TorrentState.SEEDING;
        }
    }

    @Test
    void theConnectionThatBroughtTheMetadataGoesOn() throws Exception {
        Sample sample = Sample.of(50_000, 16_384);
        Client client = client("leecher");
        MagnetSession magnet = client.open(record(sample, door.endpoint()));
        ScriptedPeer peer = called(magnet);
        assertThat(peer.hear()).isEqualTo(PeerMessage.HAVE_NONE);
        assertThat(ExtendedHandshake.read(peer.hearExtended(0).payload()).metadataBytes())
                .isEmpty();
        Bitfield some = new Bitfield(4);
        some.set(1);
        peer.say(
                PeerMessage.Pieces.of(some),
                new PeerMessage.Have(0),
                new PeerMessage.Have(2),
                new PeerMessage.Have(3),
                PeerMessage.UNCHOKE,
                offer(sample.metainfo().rawInfo().length()));
        give(peer, sample.metainfo().rawInfo().bytes());

        ExtendedHandshake again = ExtendedHandshake.read(peer.hearExtended(0).payload());
        assertThat(again.metadataBytes()).hasValue(sample.metainfo().rawInfo().length());
        peer.serve(sample);
        awaitContent(sample, magnet);
    }

    private static PeerMessage offer(int metadataBytes) {
        return ExtendedHandshake.EMPTY
                .withMessages(Map.of("ut_metadata", 8))
                .withMetadata(java.util.OptionalInt.of(metadataBytes))
                .message();
    }

    /** Answers until all pieces of this are given. */
    private static void give(ScriptedPeer peer, byte[] metadata) throws Exception {
        for (int left = MetadataMessage.pieceCount(metadata.length); left > 0; left--) {
            MetadataMessage.Request request = (MetadataMessage.Request)
                    MetadataMessage.read(peer.hearExtended(8).payload());
            int length = MetadataMessage.pieceLength(request.piece(), metadata.length);
            peer.say(new PeerMessage.Extended(
                    Extension.METADATA.id(),
                    MetadataMessage.payload(new MetadataMessage.Data(
                            request.piece(),
                            metadata.length,
                            ByteBuffer.wrap(metadata, request.piece() * MetadataMessage.PIECE_LENGTH, length)
                                    .slice()))));
        }
    }

    @Test
    void aLiarIsHungUpOnAndTheHonestAreHeard() throws Exception {
        Sample sample = Sample.of(60_000, 16);
        Client client = client("leecher");
        MagnetSession magnet = client.open(record(sample, door.endpoint()));
        ScriptedPeer liar = called(magnet);
        byte[] wrong = sample.metainfo().rawInfo().bytes();
        wrong[wrong.length - 2] ^= 1;
        liar.say(offer(wrong.length));
        give(liar, wrong);

        assertThat(liar.isHungUp()).isTrue();
        assertThat(magnet.successor()).isEmpty();
        assertThat(magnet.snapshot().state()).isEqualTo(TorrentState.METADATA);
        magnet.addPeers(List.of(seedOf(sample, "seeder")));
        awaitContent(sample, magnet);
    }

    @Test
    void progressIsSeenAndItCanBePausedAndRemoved() throws Exception {
        Sample sample = Sample.of(60_000, 16);
        Client client = client("leecher");
        MagnetSession magnet = client.open(record(sample, door.endpoint()));
        ScriptedPeer peer = called(magnet);
        byte[] metadata = sample.metainfo().rawInfo().bytes();
        peer.say(offer(metadata.length));
        give(peer, Arrays.copyOf(metadata, MetadataMessage.PIECE_LENGTH), metadata.length);

        await(() -> magnet.snapshot().metadata().orElseThrow().haveBytes() == MetadataMessage.PIECE_LENGTH);
        assertThat(magnet.snapshot().metadata().orElseThrow().totalBytes()).isEqualTo(metadata.length);
        assertThat(magnet.snapshot().peers()).hasSize(1);
        magnet.pause();
        assertThat(peer.isHungUp()).isTrue();
        assertThat(magnet.state()).isEqualTo(TorrentState.PAUSED);
        client.remove(magnet);
        assertThat(client.magnets()).isEmpty();
        assertThat(new StateFolder(home.resolve("leecher/state")).magnets().all())
                .isEmpty();
    }

    private static void give(ScriptedPeer peer, byte[] piece, int metadataBytes) throws Exception {
        peer.hearExtended(8);
        peer.say(new PeerMessage.Extended(
                Extension.METADATA.id(),
                MetadataMessage.payload(new MetadataMessage.Data(0, metadataBytes, ByteBuffer.wrap(piece)))));
    }

    @Test
    void itGoesOnAfterARestart() throws Exception {
        Sample sample = Sample.of(60_000, 16);
        Endpoint seed = seedOf(sample, "seeder");
        try (Client first = Sample.client(home.resolve("leecher"))) {
            first.open(record(sample, door.endpoint())).start();
        }
        try (Client second = Sample.client(home.resolve("leecher"))) {
            second.continueAll();
            assertThat(second.magnets().get(0).state()).isEqualTo(TorrentState.METADATA);
            second.magnets().get(0).pause();
        }
        Client third = client("leecher");
        third.continueAll();
        MagnetSession magnet = third.magnets().get(0);
        assertThat(magnet.state()).isEqualTo(TorrentState.PAUSED);
        magnet.addPeers(List.of(seed));
        magnet.start();

        awaitContent(sample, magnet);
    }

    @Test
    void aTorrentThatComesAnotherWayTakesItsPlace() throws Exception {
        Sample sample = Sample.of(60_000, 16_384);
        Client client = client("leecher");
        MagnetSession magnet = client.open(record(sample, door.endpoint()));
        ScriptedPeer peer = called(magnet);
        peer.say(PeerMessage.HAVE_ALL, PeerMessage.UNCHOKE);
        peer.hear(MessageType.EXTENDED);
        TorrentSession torrent = sample.open(client, home.resolve("downloads"), Intent.DOWNLOAD);
        assertThat(magnet.successor()).isEqualTo(Optional.of(torrent));
        torrent.start();
        peer.serve(sample);

        awaitContent(sample, magnet);
    }

    @Test
    void aPeerThatCallsIsLetInAndMayKnow() throws Exception {
        Sample sample = Sample.of(50_000, 16_384);
        Client client = client("leecher");
        MagnetSession magnet = client.open(record(sample));
        magnet.start();
        callsAndServes(client, sample);

        awaitContent(sample, magnet);
    }

    /** BEP 5: of its PORT message, while nothing but the hash is known. */
    @Test
    void aPeersNodeLetsUsIntoTheDht() throws Exception {
        Sample sample = Sample.of(50_000, 16_384);
        Dht other = keep(dht("other"));
        other.search(sample.metainfo().infoHash(), peers -> {});
        Client client =
                keep(new LoopbackOptions(home.resolve("leecher")).inDht().open());
        ScriptedPeer peer = called(client.open(record(sample, door.endpoint())));
        peer.say(new PeerMessage.Port(other.port().getAsInt()));

        await(() -> client.dht().families().stream().anyMatch(family -> family.good() > 0));
    }

    private Dht dht(String name) {
        return new Dht(
                new DhtSettings(true, List.of(), false),
                Optional.of(java.net.InetAddress.getLoopbackAddress()),
                0,
                new DhtMemory(home.resolve(name)));
    }

    @Test
    void theFilesOfTheLinkAlone() throws Exception {
        Sample sample = Sample.ofFiles(16_384, 40_000, 40_000, 40_000);
        Client client = client("leecher");
        MagnetRecord record = record(sample);
        MagnetLink link = record.link().withFiles(List.of(new MagnetLink.FileRange(1, 1)));
        MagnetSession magnet = client.open(new MagnetRecord(link, record.folder(), record.torrents(), false, false));
        magnet.start();
        callsAndServes(client, sample);

        TorrentSession torrent = successor(magnet);
        assertThat(torrent.awaitSettled(PATIENCE)).isTrue();
        assertThat(home.resolve("downloads/sample/f2")).hasBinaryContent(sample.file(1));
        assertThat(home.resolve("downloads/sample/f1")).doesNotExist();
    }
}
