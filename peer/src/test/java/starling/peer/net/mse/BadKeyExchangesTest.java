package starling.peer.net.mse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static starling.peer.net.mse.KeyExchangesTest.TORRENT;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import starling.metainfo.InfoHash;
import starling.wire.WireException;

/** Others that break the key exchange, a way a row. */
@Timeout(300)
class BadKeyExchangesTest {
    private static final int MANY = 2_000;

    /** The key exchange step by step, by one who keeps to it except where a row says otherwise. */
    private static final class Other {
        final Duplex channel;
        final KeyExchange exchange = new KeyExchange(new SecureRandom());
        StreamKeys keys;
        Rc4 outgoing;
        Rc4 incoming;

        Other(Duplex channel) {
            this.channel = channel;
        }

        void say(byte... bytes) throws IOException {
            channel.write(ByteBuffer.wrap(bytes.clone()));
        }

        void sayEncrypted(ByteBuffer bytes) throws IOException {
            say(outgoing.applied(bytes.array()));
        }

        void hearKey() throws IOException {
            keys = new StreamKeys(exchange.secret(Bytes.read(channel, KeyExchange.LENGTH)));
        }

        /** As the end that calls, up to the torrent's name. */
        void nameTorrent(InfoHash infoHash, int padding) throws IOException {
            say(exchange.publicKey());
            hearKey();
            outgoing = keys.ofCaller(infoHash);
            say(new byte[padding]);
            say(keys.mark());
            say(keys.masked(StreamKeys.nameOf(infoHash)).bytes());
        }

        void offer(long verification, int methods, int padding) throws IOException {
            sayEncrypted(ByteBuffer.allocate(14)
                    .putLong(verification)
                    .putInt(methods)
                    .putShort((short) padding));
        }

        /** As the end that is called, up to its choice. */
        void takeCall(int padding) throws IOException {
            hearKey();
            say(exchange.publicKey());
            say(new byte[padding]);
            outgoing = keys.ofCalled(TORRENT);
        }
    }

    private interface Play {
        void with(Other other) throws IOException;
    }

    private static Arguments row(String what, Class<? extends Exception> end, Play play) {
        return Arguments.of(what, end, play);
    }

    static Stream<Arguments> callers() {
        return Stream.of(
                row("hangs up at once", EOFException.class, other -> {}),
                row("hangs up in its key", EOFException.class, other -> other.say(new byte[95])),
                row("key 0", WireException.class, other -> other.say(new byte[96])),
                row("hangs up after its key", EOFException.class, other -> other.say(other.exchange.publicKey())),
                row("padding without end", WireException.class, other -> {
                    other.say(other.exchange.publicKey());
                    other.say(new byte[MANY]);
                }),
                row("a byte too much padding", WireException.class, other -> other.nameTorrent(TORRENT, 513)),
                row("hangs up in its padding", EOFException.class, other -> {
                    other.say(other.exchange.publicKey());
                    other.say(new byte[100]);
                }),
                row("unknown torrent", WireException.class, other -> other.nameTorrent(InfoHash.of(new byte[20]), 9)),
                row("hangs up after the torrent", EOFException.class, other -> other.nameTorrent(TORRENT, 512)),
                row("wrong key", WireException.class, other -> {
                    other.nameTorrent(TORRENT, 0);
                    other.offer(1, 2, 0);
                    other.say(new byte[20]);
                }),
                row("key of another torrent", WireException.class, other -> {
                    other.nameTorrent(TORRENT, 0);
                    other.outgoing = other.keys.ofCaller(InfoHash.of(new byte[20]));
                    other.offer(0, 2, 0);
                    other.say(new byte[20]);
                }),
                row("offers nothing", WireException.class, other -> {
                    other.nameTorrent(TORRENT, 0);
                    other.offer(0, 0, 0);
                    other.sayEncrypted(ByteBuffer.allocate(2));
                }),
                row("offers what nobody knows", WireException.class, other -> {
                    other.nameTorrent(TORRENT, 0);
                    other.offer(0, 0xfffffffc, 0);
                    other.sayEncrypted(ByteBuffer.allocate(2));
                }),
                row("offers plain where all must be encrypted", WireException.class, other -> {
                    other.nameTorrent(TORRENT, 0);
                    other.offer(0, 1, 0);
                    other.sayEncrypted(ByteBuffer.allocate(2));
                }),
                row("second padding too long", WireException.class, other -> {
                    other.nameTorrent(TORRENT, 0);
                    other.offer(0, 2, 513);
                }),
                row("second padding negative", WireException.class, other -> {
                    other.nameTorrent(TORRENT, 0);
                    other.offer(0, 2, -1);
                }),
                row("hangs up in its second padding", EOFException.class, other -> {
                    other.nameTorrent(TORRENT, 0);
                    other.offer(0, 2, 512);
                    other.sayEncrypted(ByteBuffer.allocate(511));
                }),
                row("hangs up before its first payload", EOFException.class, other -> {
                    other.nameTorrent(TORRENT, 0);
                    other.offer(0, 2, 0);
                    other.sayEncrypted(ByteBuffer.allocate(1));
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("callers")
    void aBadCallerIsRefused(String what, Class<? extends Exception> end, Play play) throws Exception {
        Duplex[] ends = Duplex.pair();
        KnownTorrents known = new KnownTorrents();
        known.add(TORRENT);
        KeyExchanges us = new KeyExchanges(Encryption.REQUIRE, known, new SecureRandom());
        FutureTask<EncryptedStream> answer = KeyExchangesTest.start(() -> us.answer(ends[1], ByteBuffer.allocate(0)));
        play(play, ends[0]);

        assertThatThrownBy(() -> KeyExchangesTest.end(answer)).isInstanceOf(end);
    }

    /** Says nothing more, but what was said is still there to be read. */
    private static void play(Play play, Duplex channel) {
        try {
            play.with(new Other(channel));
        } catch (IOException hungUpOn) {
            // as it deserves
        }
        channel.endOutput();
    }

    static Stream<Arguments> called() {
        return Stream.of(
                row("hangs up at once", NotSpokenException.class, other -> {}),
                row("hangs up in its key", NotSpokenException.class, other -> other.say(new byte[95])),
                row(
                        "answers a plain handshake",
                        NotSpokenException.class,
                        other -> other.say(KeyExchangesTest.handshake())),
                row("key 0", WireException.class, other -> other.say(new byte[96])),
                row("key 1", WireException.class, other -> {
                    other.say(new byte[95]);
                    other.say((byte) 1);
                }),
                row("hangs up after its key", EOFException.class, other -> other.say(other.exchange.publicKey())),
                row("padding without end", WireException.class, other -> {
                    other.takeCall(MANY);
                }),
                row("a byte too much padding", WireException.class, other -> {
                    other.takeCall(513);
                    other.sayEncrypted(
                            ByteBuffer.allocate(14).putLong(0).putInt(2).putShort((short) 0));
                }),
                row("chooses nothing", WireException.class, other -> chooses(other, 0, 0)),
                row("chooses both", WireException.class, other -> chooses(other, 3, 0)),
                row("chooses what was not offered", WireException.class, other -> chooses(other, 1, 0)),
                row("chooses what nobody knows", WireException.class, other -> chooses(other, 6, 0)),
                row("second padding too long", WireException.class, other -> chooses(other, 2, 513)),
                row("second padding negative", WireException.class, other -> chooses(other, 2, -1)),
                row("hangs up in its choice", EOFException.class, other -> {
                    other.takeCall(3);
                    other.sayEncrypted(ByteBuffer.allocate(12));
                }),
                row("hangs up in its second padding", EOFException.class, other -> chooses(other, 2, 512)));
    }

    private static void chooses(Other other, int methods, int padding) throws IOException {
        other.takeCall(512);
        other.sayEncrypted(ByteBuffer.allocate(14).putLong(0).putInt(methods).putShort((short) padding));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("called")
    void aBadAnswerIsRefused(String what, Class<? extends Exception> end, Play play) throws Exception {
        Duplex[] ends = Duplex.pair();
        KeyExchanges us = KeyExchangesTest.end(Encryption.REQUIRE);
        FutureTask<EncryptedStream> call =
                KeyExchangesTest.start(() -> us.call(ends[0], TORRENT, KeyExchangesTest.handshake()));
        play(play, ends[1]);

        assertThatThrownBy(() -> KeyExchangesTest.end(call)).isInstanceOf(end);
    }

    /** Whoever has the torrent no more is told no more than whoever never had it. */
    @ParameterizedTest
    @EnumSource(
            value = Encryption.class,
            names = {"ALLOW", "PREFER", "REQUIRE"})
    void aTorrentThatWasRemovedIsUnknown(Encryption encryption) throws Exception {
        KnownTorrents known = new KnownTorrents();
        known.add(TORRENT);
        known.remove(TORRENT);
        Duplex[] ends = Duplex.pair();
        KeyExchanges us = new KeyExchanges(encryption, known, new SecureRandom());
        FutureTask<EncryptedStream> answer = KeyExchangesTest.start(() -> KeyExchangesTest.answer(us, ends[1]));
        new Other(ends[0]).nameTorrent(TORRENT, 0);

        assertThatThrownBy(() -> KeyExchangesTest.end(answer)).hasMessageContaining("not here");
        assertThat(ends[0].waiting()).isLessThanOrEqualTo(KeyExchanges.MOST_PADDING);
    }
}
