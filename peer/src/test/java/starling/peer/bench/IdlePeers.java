package starling.peer.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import starling.announce.PeerId;
import starling.metainfo.InfoHash;
import starling.wire.Handshake;

/**
 * Peers that have nothing and want nothing: they greet, read what they are told, and stay. Each has a loopback address of
 * its own. Prints {@code connected COUNT} once all have been greeted, and leaves when it is killed.
 */
public final class IdlePeers {
    private static final int KEEP_ALIVE_BYTES = 4;
    private static final Duration KEEP_ALIVE_PAUSE = Duration.ofSeconds(60);
    private static final int DISCARDED_BYTES = 64 * 1024;

    private IdlePeers() {}

    /** Arguments: {@code PORT COUNT INFO_HASH...}; the port is of 127.0.0.1, and the torrents share the peers alike. */
    public static void main(String[] args) throws IOException {
        InetSocketAddress peer = new InetSocketAddress(loopback(0, 0, 1), Integer.parseInt(args[0]));
        int count = Integer.parseInt(args[1]);
        List<InfoHash> torrents = Stream.of(args).skip(2).map(InfoHash::parse).toList();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < count; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.bind(new InetSocketAddress(loopback(1 + i / 65_000, 1 + i / 250 % 250, 1 + i % 250), 0));
                channel.connect(peer);
                channel.write(greeting(torrents.get(i % torrents.size()), i));
                readGreeting(channel);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
            }
            System.out.println("connected " + count);
            stay(selector);
        }
    }

    private static InetAddress loopback(int second, int third, int fourth) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, (byte) second, (byte) third, (byte) fourth});
    }

    private static ByteBuffer greeting(InfoHash infoHash, int number) {
        ByteBuffer greeting = ByteBuffer.allocate(Handshake.LENGTH);
        byte[] id = String.format("-XX0001-%012d", number).getBytes(StandardCharsets.US_ASCII);
        new Handshake(infoHash, PeerId.of(id), false, false, false).write(greeting);
        return greeting.flip();
    }

    private static void readGreeting(SocketChannel channel) throws IOException {
        ByteBuffer greeting = ByteBuffer.allocate(Handshake.LENGTH);
        while (greeting.hasRemaining()) {
            if (channel.read(greeting) < 0) {
                throw new IOException("the peer does not take so many connections");
            }
        }
    }

    private static void stay(Selector selector) throws IOException {
        ByteBuffer discarded = ByteBuffer.allocateDirect(DISCARDED_BYTES);
        long keptAlive = System.nanoTime();
        while (!selector.keys().isEmpty()) {
            selector.select(KEEP_ALIVE_PAUSE.toMillis());
            for (SelectionKey key : selector.selectedKeys()) {
                if (((SocketChannel) key.channel()).read(discarded.clear()) < 0) {
                    throw new IOException("the peer has closed a connection");
                }
            }
            selector.selectedKeys().clear();
            if (System.nanoTime() - keptAlive > KEEP_ALIVE_PAUSE.toNanos()) {
                keptAlive = System.nanoTime();
                for (SelectionKey key : selector.keys()) {
                    ((SocketChannel) key.channel()).write(ByteBuffer.allocate(KEEP_ALIVE_BYTES));
                }
            }
        }
    }
}
