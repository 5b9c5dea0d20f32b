package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import starling.wire.PeerMessage;
import starling.wire.PeerMessageCodec;
import starling.wire.WireException;

class MessageReaderTest {
    private static final RateLimiter NO_LIMIT = new RateLimiter(0);

    private static final int MAX_FRAME = PeerMessageCodec.maxFrame(1 << 22);

    /** Gives bytes in portions, then the end. */
    private static final class Portions implements ReadableByteChannel {
        private final ByteBuffer bytes;
        private final IntSupplier portion;
        int largestRoom;

        Portions(byte[] bytes, IntSupplier portion) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.portion = portion;
        }

        @Override
        public int read(ByteBuffer target) {
            assertThat(target.hasRemaining()).isTrue();
            largestRoom = Math.max(largestRoom, target.remaining());
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int length = Math.min(Math.min(portion.getAsInt(), bytes.remaining()), target.remaining());
            target.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static byte[] encode(List<PeerMessage> messages) {
        ByteBuffer bytes = ByteBuffer.allocate(
                messages.stream().mapToInt(PeerMessageCodec::encodedLength).sum());
        messages.forEach(message -> PeerMessageCodec.encode(message, bytes));
        return bytes.array();
    }

    private static MessageReader reader(byte[] bytes, IntSupplier portion) {
        return new MessageReader(new Portions(bytes, portion), new Buffers(), () -> NO_LIMIT, () -> MAX_FRAME);
    }

    private static ByteBuffer data(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static List<PeerMessage> conversation() {
        return List.of(
                new PeerMessage.Pieces(data(3, 1)),
                PeerMessage.KEEP_ALIVE,
                PeerMessage.UNCHOKE,
                new PeerMessage.Have(7),
                new PeerMessage.Piece(1, 2, data(50, 2)),
                new PeerMessage.Request(1, 2, 3));
    }

    @Test
    void aFrameMayBeSplitAtEveryByte() throws IOException {
        List<PeerMessage> said = conversation();
        byte[] bytes = encode(said);
        for (int split = 1; split < bytes.length; split++) {
            int first = split;
            boolean[] begun = {false};
            MessageReader reader = reader(bytes, () -> {
                int portion = begun[0] ? bytes.length : first;
                begun[0] = true;
                return portion;
            });
            for (PeerMessage message : said) {
                assertThat(reader.next()).as("split at " + split).isEqualTo(message);
            }
            assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void bytesMayComeOneByOne() throws IOException {
        List<PeerMessage> said = conversation();
        MessageReader reader = reader(encode(said), () -> 1);
        for (PeerMessage message : said) {
            assertThat(reader.hasNext()).isFalse();
            assertThat(reader.next()).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void framesOfAllSizesComeInPortionsOfAllSizes(long seed) throws IOException {
        Random random = new Random(seed);
        int[] sizes = {0, 10, 2_040, 2_048, 16_384, 131_072, 262_140, 262_144, 400_000};
        List<PeerMessage> said = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int size = sizes[random.nextInt(sizes.length)];
            said.add(
                    random.nextBoolean()
                            ? new PeerMessage.Have(i)
                            : new PeerMessage.Piece(i, 0, data(random.nextInt(2) + size, i)));
        }
        MessageReader reader = reader(encode(said), () -> 1 + random.nextInt(1 << random.nextInt(20)));
        for (PeerMessage message : said) {
            assertThat(reader.next()).isEqualTo(message);
        }
        assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, Integer.MAX_VALUE, (1 << 19) + 2})
    void anAbsurdLengthIsRefusedBeforeAnythingIsAllocated(int length) {
        Portions channel = new Portions(ByteBuffer.allocate(4).putInt(length).array(), () -> 4);
        MessageReader reader = new MessageReader(channel, new Buffers(), () -> NO_LIMIT, () -> MAX_FRAME);

        assertThatThrownBy(reader::next).isInstanceOf(WireException.class);
        assertThat(channel.largestRoom).isLessThanOrEqualTo(2_048);
    }

    @Test
    void roomForALongFrameGrowsNoFasterThanItsBytes() {
        byte[] begun = ByteBuffer.allocate(2_000).putInt(1 << 19).put((byte) 5).array();
        Portions channel = new Portions(begun, () -> 1);
        MessageReader reader = new MessageReader(channel, new Buffers(), () -> NO_LIMIT, () -> MAX_FRAME);

        assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
        assertThat(channel.largestRoom).isLessThanOrEqualTo(Buffers.LENGTH);
    }

    @Test
    void messagesThatWaitAreGoodTogether() throws IOException {
        List<PeerMessage> said = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            said.add(new PeerMessage.Piece(i, 0, data(16_384, i)));
        }
        Buffers pool = new Buffers();
        MessageReader reader =
                new MessageReader(new Portions(encode(said), () -> 1 << 20), pool, () -> NO_LIMIT, () -> MAX_FRAME);
        int batches = 0;
        for (int i = 0; i < said.size(); batches++) {
            List<PeerMessage> batch = new ArrayList<>();
            do {
                batch.add(reader.next());
            } while (reader.hasNext());
            // Whoever else takes a buffer now must not get the one that is borrowed.
            ByteBuffer others = pool.take().orElseThrow();
            others.put(new byte[Buffers.LENGTH]);
            pool.give(others);
            for (PeerMessage message : batch) {
                assertThat(message).isEqualTo(said.get(i++));
            }
        }
        assertThat(batches).isLessThan(said.size() / 5);
    }

    @Test
    void hasNextSaysWhetherAWholeFrameWaits() throws IOException {
        byte[] bytes = encode(List.of(new PeerMessage.Have(1), new PeerMessage.Have(2), new PeerMessage.Have(3)));
        int[] portions = {9 + 9 + 3, 1, 100};
        int[] next = {0};
        MessageReader reader = reader(bytes, () -> portions[next[0]++]);

        assertThat(reader.hasNext()).isFalse();
        reader.next();
        assertThat(reader.hasNext()).isTrue();
        reader.next();
        assertThat(reader.hasNext()).as("three bytes of a length").isFalse();
        assertThat(reader.next()).isEqualTo(new PeerMessage.Have(3));
        assertThat(next[0]).isEqualTo(3);
    }

    @Test
    void thePooledBufferIsGivenBackWhenItHasRunDry() throws IOException {
        byte[] bytes = encode(List.of(new PeerMessage.Piece(1, 0, data(16_384, 1)), PeerMessage.CHOKE));
        Buffers pool = new Buffers();
        ByteBuffer pooled = pool.take().orElseThrow();
        pool.give(pooled);
        int[] portions = {16_384 + 13, 100};
        int[] next = {0};
        MessageReader reader = new MessageReader(
                new Portions(bytes, () -> portions[next[0]++ == 0 ? 0 : 1]), pool, () -> NO_LIMIT, () -> MAX_FRAME);

        reader.next();
        reader.next();
        reader.close();
        reader.close();

        assertThat(pool.take().orElseThrow()).isSameAs(pooled);
        assertThat(pool.take().orElseThrow()).isNotSameAs(pooled);
    }

    @Test
    void itMakesDoWithItsOwnWhereThePoolIsEmpty() throws IOException {
        List<PeerMessage> said = List.of(
                new PeerMessage.Piece(1, 0, data(100_000, 1)),
                PeerMessage.CHOKE,
                new PeerMessage.Piece(2, 0, data(16_384, 2)));
        Buffers pool = new Buffers(1);
        ByteBuffer only = pool.take().orElseThrow();
        Portions channel = new Portions(encode(said), () -> 3_000);
        MessageReader reader = new MessageReader(channel, pool, () -> NO_LIMIT, () -> MAX_FRAME);

        for (PeerMessage message : said) {
            assertThat(reader.next()).isEqualTo(message);
        }
        reader.close();

        assertThat(pool.take()).isEmpty();
        pool.give(only);
        assertThat(pool.take()).isPresent();
    }
}
