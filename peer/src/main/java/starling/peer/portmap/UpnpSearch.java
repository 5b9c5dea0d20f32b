package starling.peer.portmap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Asks the local network for gateway devices (SSDP). */
final class UpnpSearch {
    static final InetSocketAddress EVERYONE = new InetSocketAddress("239.255.255.250", 1900);

    private static final int MOST_DEVICES = 8;
    private static final int MOST_BYTES = 2_048;
    private static final String[] TARGETS = {
        "urn:schemas-upnp-org:device:InternetGatewayDevice:1", "urn:schemas-upnp-org:device:InternetGatewayDevice:2"
    };

    private UpnpSearch() {}

    /**
     * Where the devices that answer in time describe themselves; only those whose description lies with them.
     *
     * @param asked who is asked, {@link #EVERYONE} unless in a test
     */
    static Set<URI> find(InetAddress local, InetSocketAddress asked, Duration most) throws IOException {
        Set<URI> found = new LinkedHashSet<>();
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(local, 0))) {
            for (String target : TARGETS) {
                byte[] question = ("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\n"
                                + "MX: 2\r\nST: " + target + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
                socket.send(new DatagramPacket(question, question.length, asked));
            }
            long until = System.nanoTime() + most.toNanos();
            while (found.size() < MOST_DEVICES) {
                long millis = (until - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    break;
                }
                socket.setSoTimeout((int) millis);
                DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
                try {
                    socket.receive(packet);
                } catch (SocketTimeoutException over) {
                    break;
                }
                String answer = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                location(answer, packet.getAddress()).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<URI> location(String answer, InetAddress from) {
        String[] lines = answer.split("\r?\n");
        if (!lines[0].startsWith("HTTP/1.1 200")) {
            return Optional.empty();
        }
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith("location:")) {
                try {
                    URI location =
                            URI.create(line.substring("location:".length()).strip());
                    boolean there = "http".equals(location.getScheme())
                            && from.getHostAddress().equals(location.getHost());
                    return there ? Optional.of(location) : Optional.empty();
                } catch (IllegalArgumentException noUrl) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
