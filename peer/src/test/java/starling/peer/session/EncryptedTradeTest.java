package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import starling.announce.Endpoint;
import starling.peer.net.Connector;
import starling.peer.net.Link;
import starling.peer.net.Protection;
import starling.peer.net.mse.EncryptedStream;
import starling.peer.net.mse.Encryption;
import starling.peer.net.mse.KeyExchanges;
import starling.peer.net.mse.KnownTorrents;
import starling.peer.net.mse.Method;
import starling.peer.net.mse.Opening;
import starling.peer.net.tls.SslPeers;
import starling.peer.session.TorrentSession.Intent;
import starling.wire.Handshake;

/** Clients that want their connections encrypted, or do not, with each other and with others over loopback. */
class EncryptedTradeTest extends OnLoopback {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private Client client(String name, Encryption encryption) throws IOException {
        return keep(
                new LoopbackOptions(home.resolve(name)).encryption(encryption).open());
    }

    private TorrentSession download(Client client, String name, Sample sample, Endpoint... peers) {
        TorrentSession session = sample.open(client, home.resolve(name), Intent.DOWNLOAD);
        session.addPeers(List.of(peers));
        session.start();
        return session;
    }

    private static Endpoint endpoint(Client client) {
        return new Endpoint(LOOPBACK, client.port());
    }

    /** Neither has anything, so that they stay connected. */
    @ParameterizedTest
    @CsvSource({
        "OFF, OFF, NONE",
        "OFF, PREFER, NONE",
        "ALLOW, ALLOW, NONE",
        "ALLOW, REQUIRE, RC4",
        "PREFER, OFF, NONE",
        "PREFER, ALLOW, HEADER",
        "PREFER, PREFER, RC4",
        "REQUIRE, ALLOW, RC4",
        "REQUIRE, REQUIRE, RC4",
    })
    void theyMeetInTheWayThatBothTake(Encryption caller, Encryption called, Protection protection) throws Exception {
        Sample sample = Sample.of(40_000 + caller.ordinal() * 16 + called.ordinal(), 16_384);
        Client one = client("one", called);
        TorrentSession waiting = download(one, "there", sample);
        assertThat(waiting.awaitChecked(PATIENCE)).isTrue();
        TorrentSession calling = download(client("other", caller), "here", sample, endpoint(one));

        await(() -> !calling.snapshot().peers().isEmpty()
                && !waiting.snapshot().peers().isEmpty());

        assertThat(calling.snapshot().peers())
                .extracting(PeerSnapshot::protection)
                .containsExactly(protection);
        assertThat(waiting.snapshot().peers())
                .extracting(PeerSnapshot::protection)
                .containsExactly(protection);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALLOW", "PREFER", "REQUIRE"})
    void contentComesThroughWhole(Encryption encryption) throws Exception {
        Sample sample = Sample.of(3_000_000 + encryption.ordinal(), 65_536);
        Client seeder = client("seeder", encryption);
        sample.writeTo(home.resolve("seed"));
        TorrentSession seed = sample.open(seeder, home.resolve("seed"), Intent.SEED);
        seed.start();
        assertThat(seed.awaitSettled(PATIENCE)).isTrue();

        TorrentSession leecher = download(client("leecher", encryption), "got", sample, endpoint(seeder));

        assertThat(leecher.awaitSettled(PATIENCE)).isTrue();
        assertThat(leecher.contentPath()).hasBinaryContent(sample.bytes());
    }

    private ServerSocketChannel door() throws IOException {
        return keep(ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0)));
    }

    private static Endpoint endpoint(ServerSocketChannel door) throws IOException {
        return Endpoint.of((InetSocketAddress) door.getLocalAddress());
    }

    private static Opening opening(SocketChannel call) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(Handshake.HEADER_LENGTH);
        while (first.hasRemaining() && call.read(first) >= 0) {
            // until it is there
        }
        return Handshake.beginsLike(first.flip()) ? Opening.PLAIN : Opening.ENCRYPTED;
    }

    private static byte[] handshake(Sample sample) {
        ByteBuffer bytes = ByteBuffer.allocate(Handshake.LENGTH);
        new Handshake(sample.metainfo().infoHash(), ScriptedPeer.ID, true, false, false).write(bytes);
        return bytes.array();
    }

    /** One that speaks only the other way is called a second time at once; after that the right way from the first. */
    @ParameterizedTest
    @CsvSource({"PREFER, ENCRYPTED, PLAIN", "ALLOW, PLAIN, ENCRYPTED"})
    void whoDoesNotSpeakOneWayIsCalledTheOther(Encryption encryption, Opening first, Opening second) throws Exception {
        Sample sample = Sample.of(50_000 + encryption.ordinal(), 16_384);
        ServerSocketChannel door = door();
        TorrentSession session = download(client("us", encryption), "here", sample, endpoint(door));

        try (SocketChannel refused = door.accept()) {
            assertThat(opening(refused)).isEqualTo(first);
        }
        for (int call = 0; call < 2; call++) {
            try (SocketChannel taken = door.accept()) {
                answer(taken, second, sample);
                await(() -> session.snapshot().peers().size() == 1);
            }
            await(() -> session.snapshot().peers().isEmpty());
        }
    }

    private static void answer(SocketChannel call, Opening opening, Sample sample) throws IOException {
        if (opening == Opening.PLAIN) {
            assertThat(opening(call)).isEqualTo(opening);
            call.write(ByteBuffer.wrap(handshake(sample)));
            return;
        }
        KnownTorrents known = new KnownTorrents();
        known.add(sample.metainfo().infoHash());
        EncryptedStream stream =
                new KeyExchanges(Encryption.REQUIRE, known, new SecureRandom()).answer(call, ByteBuffer.allocate(0));
        assertThat(stream.method()).isEqualTo(Method.RC4);
        stream.channel().write(ByteBuffer.wrap(handshake(sample)));
    }

    /** One that neither way reaches is called in both each time: it may have changed its mind. */
    @Test
    void whoSpeaksNeitherWayIsForgotten() throws Exception {
        Sample sample = Sample.of(60_000, 16_384);
        ServerSocketChannel door = door();
        download(client("us", Encryption.PREFER), "here", sample, endpoint(door));

        for (Opening expected : List.of(Opening.ENCRYPTED, Opening.PLAIN, Opening.ENCRYPTED, Opening.PLAIN)) {
            try (SocketChannel refused = door.accept()) {
                assertThat(opening(refused)).isEqualTo(expected);
            }
        }
    }

    @Test
    void whoRequiresItIsNotTalkedIntoAPlainConnection() throws Exception {
        Sample sample = Sample.of(70_000, 16_384);
        ServerSocketChannel door = door();
        Client us = client("us", Encryption.REQUIRE);
        TorrentSession session = download(us, "here", sample, endpoint(door));
        assertThat(session.awaitChecked(PATIENCE)).isTrue();

        for (int call = 0; call < 2; call++) {
            try (SocketChannel refused = door.accept()) {
                assertThat(opening(refused)).isEqualTo(Opening.ENCRYPTED);
            }
        }
        assertThat(ScriptedPeer.isRefused(us.port(), sample.metainfo().infoHash(), ScriptedPeer.ID))
                .isTrue();
    }

    @Test
    void whoSwitchedItOffTakesNoKeyExchange() throws Exception {
        Sample sample = Sample.of(80_000, 16_384);
        Client us = client("us", Encryption.OFF);
        TorrentSession session = download(us, "here", sample);
        assertThat(session.awaitChecked(PATIENCE)).isTrue();

        Link call = keepOpen(new Connector(Optional.of(LOOPBACK)).dial(endpoint(us)));
        KeyExchanges theirs = new KeyExchanges(Encryption.PREFER, new KnownTorrents(), new SecureRandom());

        assertThatThrownBy(() -> theirs.call(call.channel(), sample.metainfo().infoHash(), handshake(sample)))
                .isInstanceOf(IOException.class);
    }

    private Link keepOpen(Link link) {
        keep(link::close);
        return link;
    }

    /** A key that drips in, whose last byte would never come. */
    @Test
    void whoDripsIsCutOff() throws Exception {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        keep(clock::shutdownNow);
        ServerSocketChannel door = door();
        SocketChannel dripping = keep(SocketChannel.open(door.getLocalAddress()));
        Link link = keepOpen(new Link(door.accept(), endpoint(door), false));
        Handshakes handshakes = new Handshakes(
                starling.announce.PeerId.random("-XX0000-", new SecureRandom()),
                new Connector(Optional.empty()),
                Encryption.PREFER,
                new KeyExchanges(Encryption.PREFER, new KnownTorrents(), new SecureRandom()),
                new SslPeers(Optional.empty()),
                Duration.ofMillis(500),
                clock,
                false);
        Thread drips = new Thread(() -> {
            try {
                while (true) {
                    dripping.write(ByteBuffer.wrap(new byte[] {2}));
                    Thread.sleep(100);
                }
            } catch (IOException | InterruptedException hungUpOn) {
                // as it deserves
            }
        });
        drips.setDaemon(true);
        drips.start();

        assertThatThrownBy(() -> handshakes.hear(link)).isInstanceOf(java.nio.channels.ClosedChannelException.class);
    }
}
