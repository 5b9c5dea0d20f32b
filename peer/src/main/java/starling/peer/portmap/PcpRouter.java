package starling.peer.portmap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The Port Control Protocol (RFC 6887), the successor of NAT-PMP at the same port. */
final class PcpRouter implements Router {
    private static final int VERSION = 2;
    private static final int MAP = 1;
    private static final int ANSWER = 0x80;
    private static final int MAP_BYTES = 60;
    private static final int NONCE_AT = 24;
    private static final int NONCE_BYTES = 12;
    private static final int UNSUPPORTED_VERSION = 1;

    private final GatewayDatagrams gateway;
    private final byte[] nonce = new byte[NONCE_BYTES];

    PcpRouter(GatewayDatagrams gateway) {
        this.gateway = gateway;
        new SecureRandom().nextBytes(nonce);
    }

    @Override
    public String protocol() {
        return "PCP";
    }

    /** @param mapping what came of it; empty where the result says why not */
    private record Answer(int result, Optional<Mapping> mapping) {}

    @Override
    public Mapping map(Transport transport, int port, Duration lifetime) throws IOException {
        Answer answer = ask(transport, port, port, lifetime);
        return answer.mapping().orElseThrow(() -> new IOException("the router refuses with result " + answer.result()));
    }

    @Override
    public void unmap(Transport transport, int port, int externalPort) throws IOException {
        ask(transport, port, externalPort, Duration.ZERO);
    }

    private Answer ask(Transport transport, int port, int external, Duration lifetime) throws IOException {
        byte[] question = ByteBuffer.allocate(MAP_BYTES)
                .put((byte) VERSION)
                .put((byte) MAP)
                .putShort((short) 0)
                .putInt((int) lifetime.toSeconds())
                .put(mapped(gateway.local().getAddress()))
                .put(nonce)
                .put((byte) transport.number)
                .put(new byte[3])
                .putShort((short) port)
                .putShort((short) external)
                .put(mapped(InetAddress.getByAddress(new byte[4])))
                .array();
        return gateway.ask(question, bytes -> read(bytes, transport, port));
    }

    private Optional<Answer> read(byte[] bytes, Transport transport, int port) {
        if (bytes.length >= 4 && bytes[0] != VERSION) {
            return Optional.of(new Answer(UNSUPPORTED_VERSION, Optional.empty()));
        }
        if (bytes.length < MAP_BYTES || (bytes[1] & 0xff) != ANSWER + MAP) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean ours = Arrays.equals(bytes, NONCE_AT, NONCE_AT + NONCE_BYTES, nonce, 0, NONCE_BYTES)
                && bytes[36] == transport.number
                && Short.toUnsignedInt(in.getShort(40)) == port;
        if (!ours) {
            return Optional.empty();
        }
        int result = bytes[3] & 0xff;
        if (result != 0) {
            return Optional.of(new Answer(result, Optional.empty()));
        }
        try {
            Mapping mapping = new Mapping(
                    Short.toUnsignedInt(in.getShort(42)),
                    Optional.of(InetAddress.getByAddress(Arrays.copyOfRange(bytes, 44, 60))),
                    Duration.ofSeconds(Integer.toUnsignedLong(in.getInt(4))));
            return Optional.of(new Answer(0, Optional.of(mapping)));
        } catch (UnknownHostException sixteenBytesAreAnAddress) {
            throw new AssertionError(sixteenBytesAreAnAddress);
        }
    }

    /** 16 bytes, as IPv4 addresses stand in IPv6. */
    private static byte[] mapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16) {
            return bytes;
        }
        return ByteBuffer.allocate(16)
                .putLong(0)
                .putShort((short) 0)
                .putShort((short) -1)
                .put(bytes)
                .array();
    }
}
