package starling.peer.discovery;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import starling.announce.UdpAnswer;
import starling.announce.UdpAnswerCodec;
import starling.announce.UdpRequest;
import starling.announce.UdpRequestCodec;

/** A UDP tracker on loopback that says what a test wants, and remembers what it was told. */
final class TinyUdpTracker implements Closeable {
    static final long CONNECTION_ID = 0x1122334455667788L;

    private final DatagramSocket socket;
    private final BlockingQueue<UdpRequest> requests = new LinkedBlockingQueue<>();

    /** The datagrams that answer a request. */
    private final Function<UdpRequest, List<byte[]>> answers;

    TinyUdpTracker(InetAddress address, Function<UdpRequest, List<byte[]>> answers) throws IOException {
        this.answers = answers;
        this.socket = new DatagramSocket(new InetSocketAddress(address, 0));
        Thread thread = new Thread(this::run, "tiny-udp-tracker");
        thread.setDaemon(true);
        thread.start();
    }

    static byte[] bytes(UdpAnswer answer, boolean ipv6) {
        ByteBuffer out = ByteBuffer.allocate(2_048);
        UdpAnswerCodec.write(answer, ipv6, out);
        return Arrays.copyOf(out.array(), out.position());
    }

    static byte[] connected(UdpRequest request) {
        return bytes(new UdpAnswer.Connected(request.transactionId(), CONNECTION_ID), false);
    }

    String url() {
        InetAddress address = socket.getLocalAddress();
        String host = address.getAddress().length == 4 ? "127.0.0.1" : "[::1]";
        return "udp://" + host + ":" + socket.getLocalPort() + "/announce";
    }

    /** The next request. */
    UdpRequest request() throws InterruptedException {
        UdpRequest request = requests.poll(60, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("nobody asked");
        }
        return request;
    }

    private void run() {
        byte[] room = new byte[UdpRequestCodec.MAX_BYTES];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(room, room.length);
            try {
                socket.receive(packet);
                UdpRequest request = UdpRequestCodec.read(ByteBuffer.wrap(room, 0, packet.getLength()));
                requests.add(request);
                for (byte[] answer : answers.apply(request)) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException passed) {
                // the next one
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
