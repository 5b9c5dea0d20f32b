package starling.peer.portmap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The router that leads out of the local IPv4 network. */
final class Gateway {
    private static final Path ROUTES = Path.of("/proc/net/route");

    private Gateway() {}

    /** That of the default route where the system shows it, else the first address of our network, which it mostly is. */
    static Optional<InetAddress> find(InetAddress local) {
        try {
            if (Files.isReadable(ROUTES)) {
                return fromRoutes(Files.readAllLines(ROUTES));
            }
            byte[] first = local.getAddress();
            first[first.length - 1] = 1;
            return Optional.of(InetAddress.getByAddress(first)).filter(gateway -> !gateway.equals(local));
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    /** @param lines of Linux's table: addresses are hexadecimal, lowest byte first */
    static Optional<InetAddress> fromRoutes(List<String> lines) throws UnknownHostException {
        for (String line : lines) {
            String[] columns = line.strip().split("\\s+");
            if (columns.length > 7
                    && columns[1].equals("00000000")
                    && columns[7].equals("00000000")
                    && columns[2].matches("[0-9A-Fa-f]{8}")
                    && !columns[2].equals("00000000")) {
                int address = Integer.reverseBytes(Integer.parseUnsignedInt(columns[2], 16));
                return Optional.of(InetAddress.getByAddress(new byte[] {
                    (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
                }));
            }
        }
        return Optional.empty();
    }

    /** Our own address on the way out; none where there is no way, or it needs no router to let calls through. */
    static Optional<InetAddress> local(Optional<InetAddress> bind) {
        if (bind.isPresent()) {
            return bind.filter(Gateway::isBehindARouter);
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            // Sends nothing: the system only picks the address that it would send from.
            socket.connect(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 9);
            return Optional.of(socket.getLocalAddress()).filter(Gateway::isBehindARouter);
        } catch (IOException | UncheckedIOException noWay) {
            return Optional.empty();
        }
    }

    private static boolean isBehindARouter(InetAddress address) {
        return address instanceof Inet4Address && address.isSiteLocalAddress();
    }
}
