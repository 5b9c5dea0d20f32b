package starling.tracker.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import starling.announce.UdpRequestCodec;

/**
 * One socket, and what its thread does: answers datagrams until there are none, looks again a few times, and then waits.
 * Going to sleep and being woken costs more than an answer, for the sender, too, who does the waking.
 */
final class UdpListener implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(10);

    /** How often it looks, letting others run in between, before it waits. */
    private static final int LOOKS = 16;

    private final DatagramChannel channel;
    private final Selector selector;
    private final UdpAnswers answers;

    /** One byte more than is read: a longer datagram is seen to be too long. */
    private final ByteBuffer in = ByteBuffer.allocateDirect(UdpRequestCodec.MAX_BYTES + 1);

    private final ByteBuffer out = ByteBuffer.allocateDirect(UdpAnswers.MAX_ANSWER_BYTES);

    /** The channel is closed with it. */
    UdpListener(DatagramChannel channel, UdpAnswers answers) throws IOException {
        this.channel = channel;
        this.answers = answers;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    @Override
    public void run() {
        int looksLeft = LOOKS;
        while (channel.isOpen()) {
            try {
                if (answerNext()) {
                    looksLeft = LOOKS;
                } else if (looksLeft > 0) {
                    looksLeft--;
                    Thread.yield();
                } else {
                    selector.select(ready -> {});
                    looksLeft = LOOKS;
                }
            } catch (ClosedChannelException | ClosedSelectorException closed) {
                LOG.debug("closed");
            } catch (IOException lost) {
                // a datagram may get lost anyway; the pause is for a failure that stays
                LOG.debug("cannot receive or answer", lost);
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
            } catch (RuntimeException | Error broken) {
                LOG.error("cannot answer a datagram", broken);
            }
        }
    }

    /** Whether there was a datagram. */
    private boolean answerNext() throws IOException {
        in.clear();
        InetSocketAddress source = (InetSocketAddress) channel.receive(in);
        if (source == null) {
            return false;
        }
        if (source.getPort() != 0) {
            answers.answer(in.flip(), source.getAddress(), out);
            if (out.hasRemaining()) {
                channel.send(out, source);
            }
        }
        return true;
    }

    /** Ends {@link #run}. */
    @Override
    public void close() {
        try {
            channel.close();
            // a channel that is watched gives its port back only with this
            selector.close();
        } catch (IOException alreadyBroken) {
            LOG.debug("closing a datagram channel", alreadyBroken);
        }
    }
}
