package starling.peer.net.mse;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import starling.metainfo.InfoHash;
import starling.peer.testing.Allocation;
import starling.wire.WireException;

/**
 * The other end of a key exchange. The first byte of the input says how far it keeps to the protocol, so that what follows
 * is looked at and not thrown away as of another key: 0, not at all; else the second byte is how much padding it sends
 * before it names the torrent, and the rest of the input is encrypted with the right key.
 */
class KeyExchangeFuzz {
    private static final InfoHash TORRENT = KeyExchangesTest.TORRENT;
    private static final byte[] HANDSHAKE = KeyExchangesTest.handshake();
    private static final Encryption[] WAYS = {Encryption.ALLOW, Encryption.PREFER, Encryption.REQUIRE};

    private static final int OURS = 7;
    private static final int THEIRS = 8;

    /** The same numbers each time, so that an input does the same each time. */
    private static final class SameNumbers extends SecureRandom {
        private final transient Random numbers;

        SameNumbers(long seed) {
            numbers = new Random(seed);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            numbers.nextBytes(bytes);
        }
    }

    /** Says what it was given, and keeps nothing of what it hears. */
    private record Tape(ByteBuffer says) implements ByteChannel {
        @Override
        public int read(ByteBuffer target) {
            if (!says.hasRemaining()) {
                return -1;
            }
            int count = Math.min(target.remaining(), says.remaining());
            target.put(says.slice(says.position(), count));
            says.position(says.position() + count);
            return count;
        }

        @Override
        public int write(ByteBuffer source) {
            int count = source.remaining();
            source.position(source.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private static StreamKeys keysWith(KeyExchange theirs) throws WireException {
        return new StreamKeys(theirs.secret(new KeyExchange(new SameNumbers(OURS)).publicKey()));
    }

    private static KeyExchanges us(Encryption encryption) {
        KnownTorrents known = new KnownTorrents();
        known.add(TORRENT);
        return new KeyExchanges(encryption, known, new SameNumbers(OURS));
    }

    /** What a peer that calls us says. */
    private static ByteBuffer callerSays(byte[] input) throws WireException {
        if (input.length < 2 || input[0] == 0) {
            return ByteBuffer.wrap(input, Math.min(1, input.length), Math.max(0, input.length - 1));
        }
        KeyExchange exchange = new KeyExchange(new SameNumbers(THEIRS));
        StreamKeys keys = keysWith(exchange);
        int padding = 2 * Byte.toUnsignedInt(input[1]);
        byte[] rest = Arrays.copyOfRange(input, 2, input.length);
        return ByteBuffer.allocate(KeyExchange.LENGTH + padding + 2 * InfoHash.LENGTH + rest.length)
                .put(exchange.publicKey())
                .put(new byte[padding])
                .put(keys.mark())
                .put(keys.masked(StreamKeys.nameOf(TORRENT)).bytes())
                .put(keys.ofCaller(TORRENT).applied(rest))
                .flip();
    }

    /** What a peer that we call answers. */
    private static ByteBuffer calledSays(byte[] input) throws WireException {
        if (input.length < 2 || input[0] == 0) {
            return ByteBuffer.wrap(input, Math.min(1, input.length), Math.max(0, input.length - 1));
        }
        KeyExchange exchange = new KeyExchange(new SameNumbers(THEIRS));
        int padding = 2 * Byte.toUnsignedInt(input[1]);
        byte[] rest = Arrays.copyOfRange(input, 2, input.length);
        return ByteBuffer.allocate(KeyExchange.LENGTH + padding + rest.length)
                .put(exchange.publicKey())
                .put(new byte[padding])
                .put(keysWith(exchange).ofCalled(TORRENT).applied(rest))
                .flip();
    }

    private interface Exchange {
        EncryptedStream with(KeyExchanges us, ByteChannel channel) throws IOException;
    }

    private static void exchange(byte[] input, ByteBuffer says, Exchange exchange) throws Exception {
        for (Encryption encryption : WAYS) {
            Allocation.bounded(input.length, () -> {
                Tape other = new Tape(says.duplicate());
                try {
                    EncryptedStream stream = exchange.with(us(encryption), other);
                    assertThat(stream.infoHash()).isEqualTo(TORRENT);
                    assertThat(encryption.offered()).contains(stream.method());
                    int left = other.says.remaining();
                    assertThat(Bytes.read(stream.channel(), left)).hasSize(left);
                } catch (WireException | EOFException | NotSpokenException declared) {
                    assertThat(declared.getMessage()).isNotBlank();
                }
            });
        }
    }

    @FuzzTest
    void caller(byte[] input) throws Exception {
        exchange(input, callerSays(input), (us, channel) -> KeyExchangesTest.answer(us, channel));
    }

    @FuzzTest
    void called(byte[] input) throws Exception {
        exchange(input, calledSays(input), (us, channel) -> us.call(channel, TORRENT, HANDSHAKE));
    }
}
