package starling.peer.net.mse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;
import starling.wire.Handshake;

/** Both ends of the key exchange, with each other. */
@Timeout(300)
class KeyExchangesTest {
    static final InfoHash TORRENT = InfoHash.parse("00112233445566778899aabbccddeeff00112233");
    private static final SecureRandom RANDOM = new SecureRandom();

    static KeyExchanges end(Encryption encryption) {
        KnownTorrents known = new KnownTorrents();
        known.add(InfoHash.of(new byte[InfoHash.LENGTH]));
        known.add(TORRENT);
        return new KeyExchanges(encryption, known, RANDOM);
    }

    static byte[] handshake() {
        ByteBuffer bytes = ByteBuffer.allocate(Handshake.LENGTH);
        new Handshake(TORRENT, PeerId.of("-XX0000-0123456789ab".getBytes(StandardCharsets.US_ASCII)), true, true, false)
                .write(bytes);
        return bytes.array();
    }

    static <T> FutureTask<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "other end");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** What it came to; what it threw, as it was. */
    static <T> T end(FutureTask<T> task) throws Exception {
        try {
            return task.get(120, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw (Exception) failed.getCause();
        }
    }

    static EncryptedStream answer(KeyExchanges called, ByteChannel channel) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(Handshake.HEADER_LENGTH);
        channel.read(first);
        return called.answer(channel, first);
    }

    @ParameterizedTest
    @CsvSource({
        "ALLOW, ALLOW, PLAIN",
        "ALLOW, PREFER, RC4",
        "PREFER, ALLOW, PLAIN",
        "PREFER, PREFER, RC4",
        "REQUIRE, ALLOW, RC4",
        "ALLOW, REQUIRE, RC4",
        "REQUIRE, REQUIRE, RC4",
    })
    void theCalledChoosesOfWhatIsOffered(Encryption caller, Encryption called, Method method) throws Exception {
        Duplex[] ends = Duplex.pair();
        FutureTask<EncryptedStream> other = start(() -> answer(end(called), ends[1]));

        EncryptedStream stream = end(caller).call(ends[0], TORRENT, handshake());

        assertThat(stream.method()).isEqualTo(method);
        assertThat(end(other).method()).isEqualTo(method);
        assertThat(end(other).infoHash()).isEqualTo(TORRENT);
        trade(stream.channel(), end(other).channel());
    }

    /** The handshake is there first, and then whatever either end says. */
    private static void trade(ByteChannel caller, ByteChannel called) throws IOException {
        assertThat(Bytes.read(called, Handshake.LENGTH)).isEqualTo(handshake());
        Random random = new Random(3);
        for (int round = 0; round < 5; round++) {
            byte[] bytes = new byte[1 + random.nextInt(5_000)];
            random.nextBytes(bytes);
            caller.write(ByteBuffer.wrap(bytes.clone()));
            assertThat(Bytes.read(called, bytes.length)).isEqualTo(bytes);
            called.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
            assertThat(Bytes.read(caller, bytes.length)).isEqualTo(bytes);
        }
    }

    private static void meets(IntUnaryOperator portions, Encryption encryption) throws Exception {
        Duplex[] ends = Duplex.pair(portions);
        FutureTask<EncryptedStream> other = start(() -> answer(end(encryption), ends[1]));
        EncryptedStream stream = end(encryption).call(ends[0], TORRENT, handshake());
        trade(stream.channel(), end(other).channel());
    }

    @ParameterizedTest
    @CsvSource({"ALLOW", "PREFER"})
    void portionsOfAnySizeDo(Encryption encryption) throws Exception {
        for (int size : new int[] {1, 2, 3, 7, 8, 19, 20, 21, 68, 95, 96, 97, 511, 512, 513}) {
            meets(offset -> size, encryption);
        }
    }

    /** The stream is cut at each of its bytes in turn: the longest exchange has fewer than 1,400 each way. */
    @ParameterizedTest
    @CsvSource({"ALLOW", "PREFER"})
    void aCutAnywhereDoes(Encryption encryption) throws Exception {
        for (int cut = 1; cut < 1_400; cut += 1) {
            int at = cut;
            meets(offset -> offset < at ? at - offset : Integer.MAX_VALUE, encryption);
        }
    }

    @Test
    void nothingLooksLikeAHandshakeFromOutside() throws Exception {
        Duplex[] ends = Duplex.pair();
        Duplex[] tapped = Duplex.pair();
        FutureTask<EncryptedStream> other = start(() -> answer(end(Encryption.PREFER), tapped[1]));
        StringBuffer seen = new StringBuffer();
        for (int way = 0; way < 2; way++) {
            Duplex from = way == 0 ? ends[1] : tapped[0];
            Duplex to = way == 0 ? tapped[0] : ends[1];
            start(() -> {
                ByteBuffer bytes = ByteBuffer.allocate(4096);
                while (from.read(bytes) >= 0) {
                    seen.append(new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1));
                    to.write(bytes.flip());
                    bytes.clear();
                }
                return null;
            });
        }

        EncryptedStream stream = end(Encryption.PREFER).call(ends[0], TORRENT, handshake());
        trade(stream.channel(), end(other).channel());

        String torrent = new String(TORRENT.bytes(), StandardCharsets.ISO_8859_1);
        assertThat(seen.toString()).doesNotContain("BitTorrent").doesNotContain(torrent);
        ends[0].close();
        tapped[1].close();
    }
}
