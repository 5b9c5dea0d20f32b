package starling.peer.portmap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** NAT-PMP (RFC 6886), which AirPorts and many others speak. */
final class NatPmpRouter implements Router {
    private static final int MAP_UDP = 1;
    private static final int MAP_TCP = 2;
    private static final int ANSWER = 128;
    private static final int MAPPED_BYTES = 16;
    private static final int ADDRESS_BYTES = 12;

    private final GatewayDatagrams gateway;

    NatPmpRouter(GatewayDatagrams gateway) {
        this.gateway = gateway;
    }

    @Override
    public String protocol() {
        return "NAT-PMP";
    }

    private record Answer(int result, int externalPort, long seconds) {}

    @Override
    public Mapping map(Transport transport, int port, Duration lifetime) throws IOException {
        Answer answer = ask(transport, port, port, lifetime);
        if (answer.result() != 0 || answer.externalPort() == 0) {
            throw new IOException("the router refuses with result " + answer.result());
        }
        return new Mapping(answer.externalPort(), externalAddress(), Duration.ofSeconds(answer.seconds()));
    }

    @Override
    public void unmap(Transport transport, int port, int externalPort) throws IOException {
        ask(transport, port, 0, Duration.ZERO);
    }

    private Answer ask(Transport transport, int port, int external, Duration lifetime) throws IOException {
        int operation = transport == Transport.TCP ? MAP_TCP : MAP_UDP;
        byte[] question = ByteBuffer.allocate(12)
                .put((byte) 0)
                .put((byte) operation)
                .putShort((short) 0)
                .putShort((short) port)
                .putShort((short) external)
                .putInt((int) lifetime.toSeconds())
                .array();
        return gateway.ask(question, bytes -> {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (bytes.length < 4 || bytes[0] != 0 || (bytes[1] & 0xff) != ANSWER + operation) {
                return Optional.empty();
            }
            int result = Short.toUnsignedInt(in.getShort(2));
            if (result != 0) {
                return Optional.of(new Answer(result, 0, 0));
            }
            boolean whole = bytes.length >= MAPPED_BYTES && Short.toUnsignedInt(in.getShort(8)) == port;
            return whole
                    ? Optional.of(
                            new Answer(0, Short.toUnsignedInt(in.getShort(10)), Integer.toUnsignedLong(in.getInt(12))))
                    : Optional.empty();
        });
    }

    private Optional<InetAddress> externalAddress() throws IOException {
        return gateway.ask(new byte[] {0, 0}, bytes -> {
            boolean answers = bytes.length >= ADDRESS_BYTES && bytes[0] == 0 && (bytes[1] & 0xff) == ANSWER;
            return answers ? Optional.of(address(bytes)) : Optional.empty();
        });
    }

    private static Optional<InetAddress> address(byte[] answer) {
        try {
            byte[] address = {answer[8], answer[9], answer[10], answer[11]};
            boolean known = answer[2] == 0 && answer[3] == 0;
            return known ? Optional.of(InetAddress.getByAddress(address)) : Optional.empty();
        } catch (UnknownHostException fourBytesAreAnAddress) {
            throw new AssertionError(fourBytesAreAnAddress);
        }
    }
}
