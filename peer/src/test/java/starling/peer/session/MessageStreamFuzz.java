package starling.peer.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import starling.peer.testing.Allocation;
import starling.wire.PeerMessageCodec;
import starling.wire.WireException;

class MessageStreamFuzz {
    private static final RateLimiter NO_LIMIT = new RateLimiter(0);

    private static final Buffers POOL = new Buffers();

    @FuzzTest
    void stream(byte[] input) throws Exception {
        Allocation.bounded(input.length, () -> {
            ReadableByteChannel channel = Channels.newChannel(new ByteArrayInputStream(input));
            MessageReader reader =
                    new MessageReader(channel, POOL, () -> NO_LIMIT, () -> PeerMessageCodec.maxFrame(1_000));
            try {
                while (true) {
                    assertThat(reader.next()).isNotNull();
                }
            } catch (WireException | EOFException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            } finally {
                reader.close();
            }
        });
    }
}
