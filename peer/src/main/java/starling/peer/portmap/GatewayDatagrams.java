package starling.peer.portmap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** Questions to the gateway that may be lost, and are asked again after a time that doubles (RFC 6886, 3.1). */
final class GatewayDatagrams {
    private static final int MOST_BYTES = 1_100;

    private final InetSocketAddress local;
    private final InetSocketAddress gateway;
    private final Duration firstWait;
    private final int tries;

    GatewayDatagrams(InetSocketAddress local, InetSocketAddress gateway, Duration firstWait, int tries) {
        this.local = local;
        this.gateway = gateway;
        this.firstWait = firstWait;
        this.tries = tries;
    }

    InetSocketAddress local() {
        return local;
    }

    /**
     * Asks until there is an answer.
     *
     * @param reader makes something of a datagram, or nothing where it does not answer the question
     * @throws SocketTimeoutException where none comes
     */
    <T> T ask(byte[] question, Function<byte[], Optional<T>> reader) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(local)) {
            socket.connect(gateway);
            Duration wait = firstWait;
            for (int i = 0; i < tries; i++, wait = wait.multipliedBy(2)) {
                socket.send(new DatagramPacket(question, question.length));
                long until = System.nanoTime() + wait.toNanos();
                for (long millis = wait.toMillis(); millis > 0; millis = (until - System.nanoTime()) / 1_000_000) {
                    socket.setSoTimeout((int) millis);
                    DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
                    try {
                        socket.receive(packet);
                    } catch (SocketTimeoutException silence) {
                        break;
                    }
                    Optional<T> answer = reader.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
                    if (answer.isPresent()) {
                        return answer.get();
                    }
                }
            }
        }
        throw new SocketTimeoutException("the gateway does not answer");
    }
}
