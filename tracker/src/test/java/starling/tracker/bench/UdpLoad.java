package starling.tracker.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import starling.announce.UdpAnswer;
import starling.announce.UdpAnswerCodec;
import starling.announce.UdpRequest;
import starling.announce.UdpRequestCodec;

/** A few sockets, each with a window of announces under way; a lost one is made up for once nothing has come for a while. */
final class UdpLoad implements TrackerLoad.Client {
    /** Several, as a system that spreads datagrams over a server's sockets does so by where they come from. */
    private static final int LINES = 8;

    private static final int WINDOW = 16;
    private static final Duration SILENCE = Duration.ofMillis(200);
    private static final int ANNOUNCED = 1;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private final Population population;
    private final InetSocketAddress tracker;

    /** One announce a peer, made before the clock runs; the connection id is put in when it is known. */
    private final ByteBuffer[] announces;

    UdpLoad(Population population, InetSocketAddress tracker) {
        this.population = population;
        this.tracker = tracker;
        this.announces = new ByteBuffer[population.peers()];
        for (int peer = 0; peer < announces.length; peer++) {
            announces[peer] = ByteBuffer.allocate(UdpRequestCodec.ANNOUNCE_BYTES);
            UdpRequestCodec.write(
                    new UdpRequest.Announce(0, peer, population.announce(peer), Optional.empty()), announces[peer]);
        }
    }

    /** One of the sockets, each of which is another peer to the tracker. */
    private static final class Line {
        final DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        long connectionId;
        int underWay;

        Line() throws IOException {
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        }
    }

    @Override
    public void run(AtomicInteger next, LongAdder answered, AtomicBoolean stop) throws IOException {
        ByteBuffer out = ByteBuffer.allocateDirect(UdpRequestCodec.MAX_BYTES);
        ByteBuffer in = ByteBuffer.allocateDirect(UdpAnswerCodec.MAX_BYTES);
        List<Line> lines = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < LINES; i++) {
                Line line = new Line();
                lines.add(line);
                line.channel.connect(tracker);
                line.channel.configureBlocking(false);
                SelectionKey key = line.channel.register(selector, SelectionKey.OP_READ);
                line.connectionId = connect(line.channel, selector, out, in);
                selector.selectedKeys().remove(key);
            }
            while (!stop.get()) {
                int received = 0;
                for (Line line : lines) {
                    int count = receive(line.channel, in);
                    line.underWay = Math.max(0, line.underWay - count);
                    received += count;
                    send(line, out, next);
                }
                answered.add(received);
                if (received == 0) {
                    selector.selectedKeys().clear();
                    if (selector.select(SILENCE.toMillis()) == 0) {
                        lines.forEach(line -> line.underWay = 0);
                    }
                }
            }
        } finally {
            for (Line line : lines) {
                line.channel.close();
            }
        }
    }

    private void send(Line line, ByteBuffer out, AtomicInteger next) throws IOException {
        for (; line.underWay < WINDOW; line.underWay++) {
            int peer = Math.floorMod(next.getAndIncrement(), population.peers());
            out.clear()
                    .put(announces[peer].array())
                    .putLong(0, line.connectionId)
                    .flip();
            line.channel.write(out);
        }
    }

    private static int receive(DatagramChannel channel, ByteBuffer in) throws IOException {
        int received = 0;
        while (received < WINDOW && channel.read(in.clear()) > 0) {
            if (in.getInt(0) != ANNOUNCED || in.position() < UdpAnswerCodec.ANNOUNCED_BYTES) {
                throw new IOException("refused: " + UdpAnswerCodec.read(in.flip(), false));
            }
            received++;
        }
        return received;
    }

    private static long connect(DatagramChannel channel, Selector selector, ByteBuffer out, ByteBuffer in)
            throws IOException {
        UdpRequestCodec.write(new UdpRequest.Connect(1), out.clear());
        channel.write(out.flip());
        if (selector.select(CONNECT_LIMIT.toMillis()) == 0) {
            throw new SocketTimeoutException("no answer to connect");
        }
        channel.read(in.clear());
        if (UdpAnswerCodec.read(in.flip(), false) instanceof UdpAnswer.Connected connected) {
            return connected.connectionId();
        }
        throw new IOException("not connected");
    }
}
